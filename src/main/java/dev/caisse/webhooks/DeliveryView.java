package dev.caisse.webhooks;

import dev.caisse.api.Millis;
import dev.caisse.platform.ids.Prefix;
import java.util.Locale;

/// A delivery as the API shows it. Field order is the order in the response.
///
/// @param nextAttempt when it is tried again; null when it is over
record DeliveryView(
        String object,
        String event,
        String webhookEndpoint,
        String status,
        int attempts,
        Millis nextAttempt,
        AttemptView lastAttempt) {

    /// @param responseStatus of HTTP; null when nothing was answered
    /// @param answer its beginning, at most 2 KB
    /// @param error why it does not count as received, as a sentence
    record AttemptView(Millis created, Integer responseStatus, long latencyMs, String answer, String error) {

        static AttemptView of(Delivery.Try last) {
            return new AttemptView(
                    new Millis(last.atMs()),
                    last.status().orElse(null),
                    last.tookMs(),
                    last.answer().orElse(null),
                    last.error().orElse(null));
        }
    }

    static DeliveryView of(Delivery delivery, long endpoint) {
        return new DeliveryView(
                "webhook_delivery",
                Prefix.EVENT.id(delivery.event()),
                Prefix.ENDPOINT.id(endpoint),
                delivery.state().name().toLowerCase(Locale.ROOT),
                delivery.tries(),
                delivery.nextMs().map(Millis::new).orElse(null),
                delivery.last().map(AttemptView::of).orElse(null));
    }
}
