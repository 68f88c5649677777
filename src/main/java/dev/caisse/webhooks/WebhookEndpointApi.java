package dev.caisse.webhooks;

import dev.caisse.api.Dialects;
import dev.caisse.api.ListView;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.events.EventTypes;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.time.Clock;
import dev.caisse.webhooks.Delivery.State;
import java.util.Locale;
import java.util.Optional;

/// `/v1/webhook_endpoints`
public final class WebhookEndpointApi {
    private static final long MOST_OVERLAP_SECONDS = 24 * 60 * 60;

    private final Db db;
    private final Clock clock;
    private final Ids ids;
    private final WebhookSecrets secrets;
    private final Receivers receivers;
    private final SendSample sendSample;
    private final WebhookEndpoints endpoints;
    private final Deliveries deliveries;
    private final KnownEndpoints known;
    private final Dialects dialects;

    public WebhookEndpointApi(
            Db db,
            Clock clock,
            Ids ids,
            WebhookSecrets secrets,
            Receivers receivers,
            SendSample sendSample,
            WebhookEndpoints endpoints,
            Deliveries deliveries,
            KnownEndpoints known,
            Dialects dialects) {
        this.db = db;
        this.clock = clock;
        this.ids = ids;
        this.secrets = secrets;
        this.receivers = receivers;
        this.sendSample = sendSample;
        this.endpoints = endpoints;
        this.deliveries = deliveries;
        this.known = known;
        this.dialects = dialects;
    }

    public void routes(Routes routes) {
        routes.post("/v1/webhook_endpoints", this::create)
                .get("/v1/webhook_endpoints", this::list)
                .get("/v1/webhook_endpoints/list", this::list)
                .get("/v1/webhook_endpoints/{id}", this::retrieve)
                .post("/v1/webhook_endpoints/{id}", this::update)
                .delete("/v1/webhook_endpoints/{id}", this::delete)
                .post("/v1/webhook_endpoints/{id}/roll_secret", this::rollSecret)
                .post("/v1/webhook_endpoints/{id}/test", this::test)
                .get("/v1/webhook_endpoints/{id}/deliveries", this::deliveries);
    }

    /// What events keep of this room.
    public static void views(Views views) {
        views.add("webhook_endpoint", WebhookEndpointView.class);
    }

    private Object create(Request request) {
        var wanted = NewWebhookEndpoint.read(request, receivers, dialects);
        request.params().refuseUnknown();
        return request.once(tx -> created(tx, request, wanted));
    }

    private Object created(Tx tx, Request request, NewWebhookEndpoint wanted) {
        int slot = endpoints.takeSlot(tx, request.tenant()).orElseThrow(WebhookEndpointApi::tooMany);
        long id = ids.next();
        var secret = secrets.make();
        var sealed = new SealedSecrets(secrets.seal(request.tenant(), id, secret), Optional.empty());
        var endpoint = wanted.as(request.tenant(), id, sealed);
        endpoints.add(tx, endpoint, slot);
        return WebhookEndpointView.of(endpoint).with(secret);
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.ENDPOINT);
        request.params().refuseUnknown();
        return WebhookEndpointView.of(found(request, id));
    }

    private Object list(Request request) {
        var slice = Slice.read(request.params(), Prefix.ENDPOINT);
        request.params().refuseUnknown();
        var page = endpoints.list(db, request.tenant(), slice);
        return ListView.of("/v1/webhook_endpoints", page, WebhookEndpointView::of);
    }

    private Object update(Request request) {
        var id = request.id(Prefix.ENDPOINT);
        return request.once(tx -> {
            var old = locked(tx, request, id);
            var updated = NewWebhookEndpoint.updated(request.params(), old, receivers);
            request.params().refuseUnknown();
            endpoints.save(tx, updated);
            tx.afterCommit(() -> known.changed(id));
            return WebhookEndpointView.of(updated);
        });
    }

    private Object delete(Request request) {
        var id = request.id(Prefix.ENDPOINT);
        request.params().refuseUnknown();
        return request.once(tx -> {
            locked(tx, request, id);
            deliveries.remove(tx, request.tenant(), id);
            endpoints.remove(tx, request.tenant(), id);
            tx.afterCommit(() -> known.changed(id));
            return new Deleted(Prefix.ENDPOINT.id(id), "webhook_endpoint", true);
        });
    }

    private Object rollSecret(Request request) {
        var id = request.id(Prefix.ENDPOINT);
        long overlapSeconds = request.params()
                .integer("overlap_seconds", 0, MOST_OVERLAP_SECONDS)
                .orElse(MOST_OVERLAP_SECONDS);
        request.params().refuseUnknown();
        return request.once(tx -> {
            var old = locked(tx, request, id);
            var secret = secrets.make();
            var sealed = secrets.seal(request.tenant(), id, secret);
            var rolled = old.withSecrets(old.secrets().rolled(sealed, clock.nowMs() + overlapSeconds * 1000));
            endpoints.saveSecrets(tx, rolled);
            tx.afterCommit(() -> known.changed(id));
            return WebhookEndpointView.of(rolled).with(secret);
        });
    }

    /// Waits for the receiver, in no transaction.
    private Object test(Request request) {
        var endpoint = found(request, request.id(Prefix.ENDPOINT));
        var type = request.params()
                .word("type", EventTypes.all())
                .orElseThrow(() -> request.params().missing("type"));
        request.params().refuseUnknown();
        return SampleView.of(endpoint, type, sendSample.run(endpoint, type));
    }

    private Object deliveries(Request request) {
        var params = request.params();
        var endpoint = found(request, request.id(Prefix.ENDPOINT));
        var slice = Slice.position(params, Prefix.EVENT);
        var state = params.choice("status", "pending", "succeeded", "failed", "canceled")
                .map(word -> State.valueOf(word.toUpperCase(Locale.ROOT)));
        var filter = new Deliveries.Filter(state, params.id("event", Prefix.EVENT));
        params.refuseUnknown();
        var page = deliveries.list(db, request.tenant(), endpoint.id(), filter, slice);
        return ListView.of(
                "/v1/webhook_endpoints/" + Prefix.ENDPOINT.id(endpoint.id()) + "/deliveries",
                page,
                delivery -> DeliveryView.of(delivery, endpoint.id()));
    }

    private WebhookEndpoint found(Request request, long id) {
        return endpoints.find(db, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.ENDPOINT));
    }

    private WebhookEndpoint locked(Tx tx, Request request, long id) {
        return endpoints.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.ENDPOINT));
    }

    private static Refusal tooMany() {
        return Refusal.of(
                400,
                "webhook_endpoints_too_many",
                null,
                "An account may have " + WebhookEndpoint.MOST + " webhook endpoints in each mode. Delete one first.");
    }

    /// What is left to say of an endpoint that was deleted.
    record Deleted(String id, String object, boolean deleted) {}
}
