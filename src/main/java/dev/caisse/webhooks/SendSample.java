package dev.caisse.webhooks;

import dev.caisse.api.Refusal;
import dev.caisse.events.Happened;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Delivery.Try;

/// Sends an endpoint a sample, signed as every delivery is, and says what the receiver answered. Once, while the caller
/// waits; nothing of it is kept.
final class SendSample {
    private final Clock clock;
    private final Ids ids;
    private final WebhookSecrets secrets;
    private final WriteEvent writeEvent;
    private final CallReceiver call;

    SendSample(Clock clock, Ids ids, WebhookSecrets secrets, WriteEvent writeEvent, CallReceiver call) {
        this.clock = clock;
        this.ids = ids;
        this.secrets = secrets;
        this.writeEvent = writeEvent;
        this.call = call;
    }

    Try run(WebhookEndpoint endpoint, String type) {
        var sample = new Happened(endpoint.tenant(), Samples.of(type, ids.next()));
        var body = writeEvent.payload(sample, 1).bytes();
        return call.run(endpoint.tenant(), endpoint.url(), secrets.open(endpoint, clock.nowMs()), body)
                .orElseThrow(Refusal::overloaded);
    }
}
