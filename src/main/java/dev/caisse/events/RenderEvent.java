package dev.caisse.events;

import dev.caisse.api.Dialect;
import dev.caisse.api.Tenant;
import dev.caisse.api.Timelines;
import dev.caisse.api.Views;

/// Writes an event for whoever delivers it: to the letter what `GET /v1/events/{id}` answers, but for what is pending.
public final class RenderEvent {
    private final Views views;
    private final Timelines timelines;

    public RenderEvent(Views views, Timelines timelines) {
        this.views = views;
        this.timelines = timelines;
    }

    /// @param pendingWebhooks how many deliveries of it have not succeeded yet
    /// @return JSON in UTF-8
    public byte[] in(Dialect dialect, Tenant tenant, Event event, int pendingWebhooks) {
        return dialect.by(timelines.of(tenant)).view(view(tenant, event, pendingWebhooks), false);
    }

    /// The view alone, for an answer.
    public Record view(Tenant tenant, Event event, int pendingWebhooks) {
        return EventView.of(event, views, tenant, pendingWebhooks);
    }
}
