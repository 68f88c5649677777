package dev.caisse.cashier;

import dev.caisse.checkout.CheckoutSession;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.NotPayable;
import dev.caisse.checkout.PageKeys;
import dev.caisse.checkout.PaySession;
import dev.caisse.payments.PaymentError;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// The payer pressed the button. Checks everything again, pays, and answers with the truth: on to the shop, or back
/// to a form that says what to do. Whoever presses while a payment is under way waits for its end and sees the same.
final class Pay {
    private static final int MAX_FORM_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Db db;
    private final Clock clock;
    private final Visits visits;
    private final PaymentPage page;
    private final PageKeys pageKeys;
    private final PaySession paySession;
    private final PaymentIntents intents;

    Pay(
            Db db,
            Clock clock,
            Visits visits,
            PaymentPage page,
            PageKeys pageKeys,
            PaySession paySession,
            PaymentIntents intents) {
        this.db = db;
        this.clock = clock;
        this.visits = visits;
        this.page = page;
        this.pageKeys = pageKeys;
        this.paySession = paySession;
        this.intents = intents;
    }

    /// The page when somebody looks: after waiting for a payment, its outcome; else as things stand.
    Response look(Visit visit) {
        var isOver = !(visit.session().stateAt(clock.nowMs()) instanceof State.Open open && open.isBusy());
        return visit.isWaiting() && isOver ? outcome(visit) : page.show(visit);
    }

    private Response outcome(Visit visit) {
        if (visit.session().state() instanceof State.Complete) {
            return onToTheShop(visit);
        }
        return visit.session().declines() == 0
                ? page.show(visit)
                : page.show(visit, 200, form -> page.known(visit, form).saying(lastDecline(visit)));
    }

    Response run(Visit visit, Incoming request) {
        var sent = sent(visit, request);
        if (sent.isEmpty() || !pageKeys.isForm(visit.session().id(), sent.get().hidden(PaymentPage.TOKEN))) {
            return page.show(visit, 400, form -> form.saying(visit.words().text("alert.pageTooOld")));
        }
        return checked(visit, sent.get());
    }

    private static Optional<SentForm> sent(Visit visit, Incoming request) {
        try {
            return SentForm.read(request.body(MAX_FORM_BYTES), visit.session());
        } catch (BodyTooLarge | BodyUnreadable _) {
            return Optional.empty();
        }
    }

    private Response checked(Visit visit, SentForm sent) {
        var errors = sent.errors(visit.words(), clock);
        var isOpen = visit.session().stateAt(clock.nowMs()) instanceof State.Open;
        return isOpen && !errors.isEmpty()
                ? page.show(visit, 422, form -> form.filled(sent.values()).marked(errors))
                : paid(visit, sent);
    }

    private Response paid(Visit visit, SentForm sent) {
        var session = visit.session();
        if (!sent.hidden(PaymentPage.SHOWN_TOTAL).equals(PaymentPage.shown(session.total()))) {
            return totalChanged(visit, sent);
        }
        try {
            pay(visit, sent);
            return truth(visits.again(visit), sent);
        } catch (NotPayable reason) {
            return notPaid(visit, sent, reason);
        }
    }

    private void pay(Visit visit, SentForm sent) {
        var session = visit.session();
        if (session.isFree()) {
            paySession.forFree(visit.caller(), session, sent.billing(), session.total());
        } else if (session.stateAt(clock.nowMs()) instanceof State.Open) {
            paySession.withCard(visit.caller(), session, sent.card(), session.total());
        }
    }

    private Response notPaid(Visit visit, SentForm sent, NotPayable reason) {
        return switch (reason.why()) {
            case UNDER_WAY -> truth(whenDone(visit), sent);
            case COMPLETE, EXPIRED, TOO_MANY_DECLINES -> truth(visits.again(visit), sent);
            case TOTAL_CHANGED -> totalChanged(visits.again(visit), sent);
        };
    }

    private Visit whenDone(Visit visit) {
        var now = visits.again(visit);
        long deadline = clock.monotonicNanos() + PATIENCE.toNanos();
        while (now.session().state() instanceof State.Open open
                && open.isBusy()
                && clock.monotonicNanos() - deadline < 0) {
            clock.sleep(LOOK);
            now = visits.again(visit);
        }
        return now;
    }

    /// A complete session leads on, whoever completed it; an open one that was declined says why.
    private Response truth(Visit visit, SentForm sent) {
        return visit.session().state() instanceof State.Complete
                ? onToTheShop(visit)
                : page.show(visit, 402, form -> form.filled(sent.values()).saying(lastDecline(visit)));
    }

    private static Response onToTheShop(Visit visit) {
        return Response.empty(303).with("Location", visit.success().absolute());
    }

    private String lastDecline(Visit visit) {
        return lastError(visit.session(), visit)
                .map(error -> visit.words().decline(error.code().declineCode()))
                .orElseGet(() -> visit.words().decline("generic"));
    }

    private Optional<PaymentError> lastError(CheckoutSession session, Visit visit) {
        return session.payment()
                .map(Payment::intent)
                .flatMap(intent -> intents.find(db, visit.caller().tenant(), intent))
                .flatMap(intent -> intent.lastError());
    }

    private Response totalChanged(Visit visit, SentForm sent) {
        var total = visit.session().total();
        var amount = visit.words().money(total.minor(), total.currency().code());
        var text = visit.words().text("alert.totalChanged", amount);
        return page.show(visit, 409, form -> form.filled(sent.values()).noting(text));
    }
}
