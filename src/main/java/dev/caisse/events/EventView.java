package dev.caisse.events;

import dev.caisse.api.ApiVersion;
import dev.caisse.api.Millis;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.platform.ids.Prefix;
import java.util.Map;

/// An event as the API shows it and as webhooks bring it. Field order is the order in the response.
record EventView(
        String id,
        String object,
        ApiVersion apiVersion,
        Millis created,
        Data data,
        boolean livemode,
        int pendingWebhooks,
        RequestView request,
        String type) {

    sealed interface Data {
        record Plain(Record object) implements Data {}

        record Updated(Record object, Map<String, Object> previousAttributes) implements Data {}
    }

    record RequestView(String id, String idempotencyKey) {}

    static EventView of(Event event, Views views, Tenant tenant, int pendingWebhooks) {
        return new EventView(
                Prefix.EVENT.id(event.id()),
                "event",
                new ApiVersion(),
                Millis.made(event.id()),
                data(event, views),
                tenant.live(),
                pendingWebhooks,
                new RequestView(
                        event.requestId().orElse(null), event.idempotencyKey().orElse(null)),
                event.type());
    }

    private static Data data(Event event, Views views) {
        var object = views.read(event.shape(), event.object());
        return event.before()
                .<Data>map(before -> new Data.Updated(object, views.readChange(event.shape(), object, before)))
                .orElseGet(() -> new Data.Plain(object));
    }
}
