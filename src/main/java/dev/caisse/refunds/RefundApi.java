package dev.caisse.refunds;

import dev.caisse.api.ListView;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.attempts.AskedRehearsal;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;

/// `/v1/refunds`
public final class RefundApi {
    private final Db db;
    private final MoveRefund move;
    private final CreateRefund createRefund;
    private final CancelRefund cancelRefund;
    private final Refunds refunds = new Refunds();

    RefundApi(Db db, MoveRefund move, CreateRefund createRefund, CancelRefund cancelRefund) {
        this.db = db;
        this.move = move;
        this.createRefund = createRefund;
        this.cancelRefund = cancelRefund;
    }

    public void routes(Routes routes) {
        routes.post("/v1/refunds", this::create)
                .get("/v1/refunds", this::list)
                .get("/v1/refunds/list", this::list)
                .get("/v1/refunds/{id}", this::retrieve)
                .post("/v1/refunds/{id}", this::update)
                .post("/v1/refunds/{id}/cancel", this::cancel);
    }

    /// How those that are only named elsewhere are found whole.
    public static void wholes(Wholes wholes) {
        wholes.add(
                Prefix.REFUND,
                (sql, tenant, ids) -> new Refunds()
                        .find(sql, tenant, ids).stream()
                                .map(refund -> RefundView.of(refund, tenant))
                                .toList());
    }

    public static void views(Views views) {
        views.add("refund", RefundView.class);
    }

    private Object create(Request request) {
        var wanted = NewRefund.read(request.params());
        return view(request, createRefund.run(request.caller(), wanted, AskedRehearsal.of(request)));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.REFUND);
        var filter = new Refunds.Filter(params.id("payment_intent", Prefix.INTENT), params.id("charge", Prefix.CHARGE));
        params.refuseUnknown();
        var page = refunds.list(db, request.tenant(), filter, slice);
        return ListView.of("/v1/refunds", page, refund -> view(request, refund));
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.REFUND);
        request.params().refuseUnknown();
        return view(request, found(request, id));
    }

    private Object update(Request request) {
        var id = request.id(Prefix.REFUND);
        return request.once(tx -> {
            var old = refunds.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.REFUND));
            var updated = old.with(request.params().merged("metadata", old.metadata()));
            request.params().refuseUnknown();
            refunds.save(tx, request.tenant(), updated);
            move.told(tx, request.caller(), old, updated);
            return view(request, updated);
        });
    }

    private Object cancel(Request request) {
        var id = request.id(Prefix.REFUND);
        request.params().refuseUnknown();
        return view(request, cancelRefund.run(request.caller(), found(request, id), AskedRehearsal.of(request)));
    }

    private Refund found(Request request, long id) {
        return refunds.find(db, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.REFUND));
    }

    private static RefundView view(Request request, Refund refund) {
        return RefundView.of(refund, request.tenant());
    }
}
