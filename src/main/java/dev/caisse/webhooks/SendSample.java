package dev.caisse.webhooks;

import dev.caisse.api.Refusal;
import dev.caisse.events.Happened;
import dev.caisse.platform.ids.Ids;
import dev.caisse.webhooks.Delivery.Try;

/// Sends an endpoint a sample, signed as every delivery is, and says what the receiver answered. Once, while the caller
/// waits; nothing of it is kept.
final class SendSample {
    private final Ids ids;
    private final KnownEndpoints known;
    private final WriteEvent writeEvent;
    private final CallReceiver call;

    SendSample(Ids ids, KnownEndpoints known, WriteEvent writeEvent, CallReceiver call) {
        this.ids = ids;
        this.known = known;
        this.writeEvent = writeEvent;
        this.call = call;
    }

    Try run(WebhookEndpoint endpoint, String type) {
        var sample = new Happened(endpoint.tenant(), Samples.of(type, ids.next()));
        var destination = known.destination(endpoint);
        var body = writeEvent.payload(sample, 1).in(destination.dialect());
        return call.run(endpoint.tenant(), destination, body).orElseThrow(Refusal::overloaded);
    }
}
