package dev.caisse.disputes;

import dev.caisse.api.ListView;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.attempts.AskedRehearsal;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import java.util.function.UnaryOperator;

/// `/v1/disputes`
final class DisputeApi {
    private final Db db;
    private final UpdateDispute updateDispute;
    private final AnswerDispute answerDispute;
    private final AwaitComplaint awaitComplaint;
    private final Disputes disputes = new Disputes();

    DisputeApi(Db db, UpdateDispute updateDispute, AnswerDispute answerDispute, AwaitComplaint awaitComplaint) {
        this.db = db;
        this.updateDispute = updateDispute;
        this.answerDispute = answerDispute;
        this.awaitComplaint = awaitComplaint;
    }

    public void routes(Routes routes) {
        routes.get("/v1/disputes", this::list)
                .get("/v1/disputes/list", this::list)
                .get("/v1/disputes/{id}", this::retrieve)
                .post("/v1/disputes/{id}", this::update)
                .post("/v1/disputes/{id}/close", this::close);
    }

    /// How those that are only named elsewhere are found whole.
    static void wholes(Wholes wholes) {
        wholes.add(
                Prefix.DISPUTE,
                (sql, tenant, ids) -> new Disputes()
                        .find(sql, tenant, ids).stream()
                                .map(dispute -> DisputeView.of(dispute, tenant))
                                .toList());
    }

    static void views(Views views) {
        views.add("dispute", DisputeView.class);
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.DISPUTE);
        var filter =
                new Disputes.Filter(params.id("charge", Prefix.CHARGE), params.id("payment_intent", Prefix.INTENT));
        params.refuseUnknown();
        var page = awaitComplaint.list(request.tenant(), filter, slice);
        return ListView.of("/v1/disputes", page, dispute -> view(request, dispute));
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.DISPUTE);
        request.params().refuseUnknown();
        return view(request, found(request, id));
    }

    private Object update(Request request) {
        var known = found(request, request.id(Prefix.DISPUTE));
        var params = request.params();
        var evidence = params.object("evidence");
        boolean isSubmitted = params.flag("submit").orElse(evidence.isPresent());
        UnaryOperator<Dispute> change = old -> old.with(
                evidence.map(given -> old.evidence().with(given)).orElse(old.evidence()),
                params.merged("metadata", old.metadata()));
        change.apply(known);
        params.refuseUnknown();
        return isSubmitted
                ? answered(request, known, Operation.CONTEST, change)
                : request.once(tx -> view(request, updateDispute.in(tx, request.caller(), known, change)));
    }

    private Object close(Request request) {
        var known = found(request, request.id(Prefix.DISPUTE));
        request.params().refuseUnknown();
        return answered(request, known, Operation.CONCEDE, UnaryOperator.identity());
    }

    private Object answered(Request request, Dispute known, Operation operation, UnaryOperator<Dispute> change) {
        return view(request, answerDispute.run(request.caller(), known, operation, change, AskedRehearsal.of(request)));
    }

    private Dispute found(Request request, long id) {
        return disputes.find(db, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.DISPUTE));
    }

    private static DisputeView view(Request request, Dispute dispute) {
        return DisputeView.of(dispute, request.tenant());
    }
}
