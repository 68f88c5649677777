package dev.caisse.cashier;

import dev.caisse.cashier.Underway.Progress;
import dev.caisse.checkout.PageKeys;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import java.util.Map;
import java.util.Optional;

/// What happens around a bank's challenge: the page that leads to it, the way back, the security code asked again where
/// this node does not have it, and the way out to another card. That a browser comes back proves nothing.
final class Challenge {
    private final Assets assets;
    private final PageKeys pageKeys;
    private final Underway underway;
    private final Visits visits;
    private final Truth truth;

    Challenge(Assets assets, PageKeys pageKeys, Underway underway, Visits visits, Truth truth) {
        this.assets = assets;
        this.pageKeys = pageKeys;
        this.underway = underway;
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
        if (waiting.filter(progress -> !progress.hasCode()).isPresent()) {
            return askCode(visit, 200, Map.of());
        }
        waiting.ifPresent(_ -> underway.resume(visit));
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
        waiting(visit).ifPresent(_ -> {
            underway.hold(visit, new SecurityCode(sent.get().code()));
            underway.resume(visit);
        });
        return truth.whenDone(visit);
    }

    /// The payer wants to use another card, or to pay in another way. What cannot be stopped any more is said.
    Response abandon(Visit visit, Incoming request) {
        if (truth.sent(visit, request).isPresent()) {
            waiting(visit).ifPresent(_ -> underway.abandon(visit));
            if (waiting(visit).filter(Progress::isElsewhere).isPresent()) {
                return Response.empty(303).with("Location", visit.lookAgain());
            }
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

    private Optional<Progress> waiting(Visit visit) {
        return underway.find(visits.again(visit)).filter(Progress::isAwaitingPayer);
    }
}
