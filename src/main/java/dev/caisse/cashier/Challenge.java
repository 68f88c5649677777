package dev.caisse.cashier;

import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.PageKeys;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import java.util.Map;
import java.util.Optional;

/// What happens around a bank's challenge: the page that leads to it, the way back, the security code asked again where
/// this node does not have it, and the way out to another card. That a browser comes back proves nothing.
final class Challenge {
    private final Db db;
    private final Assets assets;
    private final PageKeys pageKeys;
    private final PaymentIntents intents;
    private final Payments payments;
    private final Visits visits;
    private final Truth truth;

    Challenge(
            Db db,
            Assets assets,
            PageKeys pageKeys,
            PaymentIntents intents,
            Payments payments,
            Visits visits,
            Truth truth) {
        this.db = db;
        this.assets = assets;
        this.pageKeys = pageKeys;
        this.intents = intents;
        this.payments = payments;
        this.visits = visits;
        this.truth = truth;
    }

    /// Where the bank's page leads back to.
    static String returnAddress(Visit visit, String publicUrl) {
        return publicUrl + visit.address("/return");
    }

    /// Back from the bank, perhaps inside our frame: out of it and on.
    Response back(Visit visit) {
        var view = new BackView(visit.words(), assets, visit.address("/finish"));
        return Response.of(200, Notices.HTML, view.render());
    }

    /// Goes on with the payment, on whichever node and however late the payer comes back.
    Response finish(Visit visit) {
        var waiting = waiting(visit);
        if (waiting.isPresent() && !payments.resume().hasCode(waiting.get())) {
            return askCode(visit, 200, Map.of());
        }
        waiting.ifPresent(intent -> payments.resume().run(visit.caller(), intent.id()));
        return truth.whenDone(visit);
    }

    /// The security code, asked again.
    Response code(Visit visit, Incoming request) {
        var sent = truth.sent(visit, request);
        if (sent.isEmpty()) {
            return askCode(visit, 400, Map.of());
        }
        var flaw = sent.get().codeFlaw();
        if (flaw.isPresent()) {
            var error = visit.words().error(Field.CARD_CVC, flaw.get());
            return askCode(visit, 422, Map.of(Field.CARD_CVC, error));
        }
        waiting(visit).ifPresent(intent -> {
            payments.resume().hold(intent, new SecurityCode(sent.get().code()));
            payments.resume().run(visit.caller(), intent.id());
        });
        return truth.whenDone(visit);
    }

    /// The payer wants to use another card.
    Response abandon(Visit visit, Incoming request) {
        if (truth.sent(visit, request).isPresent()) {
            waiting(visit)
                    .ifPresent(intent -> payments.cancel()
                            .abandon(
                                    visit.caller(),
                                    tx -> intents.lock(tx, visit.caller().tenant(), intent.id())
                                            .orElseThrow()));
        }
        return Response.empty(303).with("Location", visit.address(""));
    }

    private Response askCode(Visit visit, int status, Map<Field, String> errors) {
        var hidden = Map.of(PaymentPage.TOKEN, pageKeys.form(visit.session().id()));
        var form = FormView.to(visit.address("/code"), hidden, visit.words().text("code.submit"))
                .marked(errors);
        var view = new CodeView(visit.words(), assets, visit.shop(), form);
        return Response.of(status, Notices.HTML, view.render());
    }

    private Optional<PaymentIntent> waiting(Visit visit) {
        return visits.again(visit)
                .session()
                .payment()
                .map(Payment::intent)
                .flatMap(intent -> intents.find(db, visit.caller().tenant(), intent))
                .filter(intent -> intent.state() instanceof State.RequiresAction);
    }
}
