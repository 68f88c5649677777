package dev.caisse.checkout;

import dev.caisse.api.ClientSecret;
import dev.caisse.api.ListView;
import dev.caisse.api.Page;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.clocks.Clocks;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;

/// `/v1/checkout/sessions`
public final class SessionApi {
    private final Db db;
    private final Clocks clocks;
    private final Links links;
    private final CheckoutSessions sessions;
    private final Baskets baskets;
    private final CreateSession createSession;
    private final ExpireSession expireSession;

    public SessionApi(
            Db db,
            Clocks clocks,
            Links links,
            CheckoutSessions sessions,
            CreateSession createSession,
            ExpireSession expireSession) {
        this.db = db;
        this.clocks = clocks;
        this.links = links;
        this.sessions = sessions;
        this.baskets = new Baskets(sessions);
        this.createSession = createSession;
        this.expireSession = expireSession;
    }

    public void routes(Routes routes) {
        routes.postInserting("/v1/checkout/sessions", this::create)
                .get("/v1/checkout/sessions", this::list)
                .get("/v1/checkout/sessions/list", this::list)
                .getForPayersToo("/v1/checkout/sessions/{id}", this::retrieve)
                .post("/v1/checkout/sessions/{id}", this::update)
                .post("/v1/checkout/sessions/{id}/expire", this::expire)
                .get("/v1/checkout/sessions/{id}/line_items", this::lineItems);
    }

    public static void views(Views views) {
        views.add("checkout.session", SessionView.class);
    }

    private Object create(Request request) {
        var wanted = NewSession.read(request.params(), request::notice);
        return request.insert(rows -> view(request, createSession.in(db, rows, request.caller(), wanted)));
    }

    /// A session as it is now.
    ///
    /// @throws Refusal 404 when this tenant has no such session
    public Object shown(Request request, long id) {
        return baskets.find(db, request.tenant(), id)
                .map(basket -> view(request, basket))
                .orElseThrow(() -> request.notFound(Prefix.SESSION));
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.SESSION);
        var proof = ClientSecret.read(request);
        request.params().refuseUnknown();
        return baskets.find(db, request.tenant(), id)
                .filter(basket ->
                        basket.session().clientSecret().map(proof::proves).orElseGet(proof::provesWithout))
                .map(basket -> view(request, basket))
                .orElseThrow(() -> request.notFound(Prefix.SESSION));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.SESSION);
        var filter = new CheckoutSessions.Filter(
                params.choice("status", "open", "complete", "expired"),
                params.id("payment_intent", Prefix.INTENT),
                params.text("client_reference_id", 200),
                params.id("customer", Prefix.CUSTOMER),
                params.id("payment_link", Prefix.PAYMENT_LINK));
        params.refuseUnknown();
        var page = sessions.list(db, request.tenant(), filter, slice, clocks.nowMs(request.tenant()));
        var whole = new Page<>(baskets.of(db, request.tenant(), page.items()), page.hasMore());
        return ListView.of("/v1/checkout/sessions", whole, basket -> view(request, basket));
    }

    private Object update(Request request) {
        var id = request.id(Prefix.SESSION);
        var url = url(request, id);
        return request.once(tx -> {
            var session = sessions.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.SESSION));
            var updated = session.withMetadata(
                    request.params().merged("metadata", session.terms().metadata()));
            request.params().refuseUnknown();
            sessions.save(tx, request.tenant(), updated);
            return view(request, baskets.of(tx, request.tenant(), updated), url);
        });
    }

    private Object expire(Request request) {
        var id = request.id(Prefix.SESSION);
        request.params().refuseUnknown();
        var url = url(request, id);
        return request.once(tx -> expireSession
                .in(tx, request.caller(), id, session -> mustBeOpen(request, session))
                .map(expiry -> view(request, baskets.of(tx, request.tenant(), expiry.session()), url))
                .orElseThrow(() -> request.notFound(Prefix.SESSION)));
    }

    /// Programs written for WooshPay and Stripe look for the words in these messages.
    private boolean mustBeOpen(Request request, CheckoutSession session) {
        return switch (session.stateAt(clocks.nowMs(request.tenant()))) {
            case State.Open open
            when open.isBusy() ->
                throw Refusal.of(
                        400,
                        "payment_in_progress",
                        null,
                        "This session has a payment under way and cannot be expired until that has ended.");
            case State.Open _ -> true;
            case State.Complete _ ->
                throw Refusal.of(
                        400,
                        "checkout_session_unexpected_state",
                        null,
                        "This session cannot be expired: it is already complete, its payment has already succeeded.");
            case State.Expired _ ->
                throw Refusal.of(
                        400,
                        "checkout_session_unexpected_state",
                        null,
                        "This session cannot be expired: it is already expired.");
        };
    }

    private Object lineItems(Request request) {
        var id = request.id(Prefix.SESSION);
        var slice = Slice.position(request.params(), Prefix.LINE_ITEM);
        request.params().refuseUnknown();
        var basket = baskets.find(db, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.SESSION));
        var url = "/v1/checkout/sessions/" + Prefix.SESSION.id(id) + "/line_items";
        return ItemPages.page(url, slice, SessionView.items(basket, request.tenant()));
    }

    private SessionView view(Request request, Basket basket) {
        return view(request, basket, url(request, basket.session().id()));
    }

    private SessionView view(Request request, Basket basket, String url) {
        var recovery = links.toRecover(
                request.publicUrl(), request.tenant(), basket.session().id());
        return SessionView.of(basket, request.tenant(), clocks.nowMs(request.tenant()), url, recovery);
    }

    /// May ask the database, and so is asked before a transaction, which holds a connection.
    private String url(Request request, long session) {
        return links.to(request.publicUrl(), request.tenant(), session);
    }
}
