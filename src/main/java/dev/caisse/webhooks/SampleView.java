package dev.caisse.webhooks;

import dev.caisse.platform.ids.Prefix;
import dev.caisse.webhooks.DeliveryView.AttemptView;

/// What a receiver made of a sample. Field order is the order in the response.
///
/// @param received whether a delivery would count as received
record SampleView(String object, String webhookEndpoint, String type, boolean received, AttemptView attempt) {

    static SampleView of(WebhookEndpoint endpoint, String type, Delivery.Try call) {
        return new SampleView(
                "webhook_endpoint.test",
                Prefix.ENDPOINT.id(endpoint.id()),
                type,
                call.error().isEmpty(),
                AttemptView.of(call));
    }
}
