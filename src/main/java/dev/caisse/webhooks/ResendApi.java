package dev.caisse.webhooks;

import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.events.Event;
import dev.caisse.events.Events;
import dev.caisse.events.RenderEvent;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Deliveries.New;
import java.util.Optional;

/// `/v1/events/{id}/resend`: an event once more, to all that want it or to one endpoint.
public final class ResendApi {
    private final Db db;
    private final Clock clock;
    private final Events events;
    private final RenderEvent render;
    private final WebhookEndpoints endpoints;
    private final Deliveries deliveries;
    private final Runnable added;

    /// @param added told when there is something to deliver
    public ResendApi(
            Db db,
            Clock clock,
            Events events,
            RenderEvent render,
            WebhookEndpoints endpoints,
            Deliveries deliveries,
            Runnable added) {
        this.db = db;
        this.clock = clock;
        this.events = events;
        this.render = render;
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.added = added;
    }

    public void routes(Routes routes) {
        routes.post("/v1/events/{id}/resend", this::resend);
    }

    private Object resend(Request request) {
        var event = events.find(db, request.tenant(), request.id(Prefix.EVENT))
                .orElseThrow(() -> request.notFound(Prefix.EVENT));
        var named = request.params().id("webhook_endpoint", Prefix.ENDPOINT);
        request.params().refuseUnknown();
        return request.once(tx -> {
            add(tx, request, event, named);
            tx.afterCommit(added);
            int pending = deliveries
                    .pending(tx, request.tenant(), java.util.List.of(event.id()))
                    .getOrDefault(event.id(), 0);
            return render.view(request.tenant(), event, pending);
        });
    }

    private void add(Tx tx, Request request, Event event, Optional<Long> named) {
        named.ifPresent(id -> requireEnabled(tx, request, id));
        long nowMs = clock.nowMs();
        var wanting = endpoints.wanting(tx, request.tenant(), event.type(), named).stream()
                .map(endpoint -> new New(request.tenant(), event.id(), endpoint, nowMs))
                .toList();
        if (wanting.isEmpty()) {
            throw Refusal.of(
                    400,
                    "event_wanted_by_nobody",
                    null,
                    "No enabled webhook endpoint wants " + event.type() + ". Name one as `webhook_endpoint`.");
        }
        deliveries.addAgain(tx, wanting, nowMs);
    }

    private void requireEnabled(Tx tx, Request request, long id) {
        var endpoint = endpoints
                .find(tx, request.tenant(), id)
                .orElseThrow(
                        () -> Refusal.notFound(Prefix.ENDPOINT.noun(), Prefix.ENDPOINT.id(id), "webhook_endpoint"));
        if (!endpoint.isEnabled()) {
            throw Refusal.of(
                    400,
                    "webhook_endpoint_disabled",
                    "webhook_endpoint",
                    "This webhook endpoint is disabled. Enable it first.");
        }
    }
}
