package dev.caisse.cashier;

import dev.caisse.cashier.Underway.Progress;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.PageKeys;
import dev.caisse.clocks.Clocks;
import dev.caisse.payments.PaymentError;
import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Answers with how things stand, whoever brought them about: on to the shop when the session is complete, back to the
/// form with what to do when it was declined. Who comes while a payment is under way waits for its end.
final class Truth {
    private static final int MAX_FORM_BYTES = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Clock clock;
    private final Clocks clocks;
    private final Visits visits;
    private final PaymentPage page;
    private final PageKeys pageKeys;
    private final Underway underway;

    Truth(Clock clock, Clocks clocks, Visits visits, PaymentPage page, PageKeys pageKeys, Underway underway) {
        this.clock = clock;
        this.clocks = clocks;
        this.visits = visits;
        this.page = page;
        this.pageKeys = pageKeys;
        this.underway = underway;
    }

    /// A form of this session's, its token proved; empty for anything else.
    Optional<SentForm> sent(Visit visit, Incoming request) {
        try {
            return SentForm.read(
                            request.body(MAX_FORM_BYTES),
                            visit.session(),
                            visit.words().region())
                    .filter(form -> pageKeys.isForm(visit.session().id(), form.hidden(PaymentPage.TOKEN)));
        } catch (BodyTooLarge | BodyUnreadable _) {
            return Optional.empty();
        }
    }

    /// The page when somebody looks: after waiting for a payment, its outcome; else as things stand.
    Response look(Visit visit) {
        var isOver = !(visit.session().stateAt(clocks.nowMs(visit.caller().tenant())) instanceof State.Open open
                && open.isBusy());
        return visit.isWaiting() && isOver ? outcome(visit) : page.show(visit);
    }

    private Response outcome(Visit visit) {
        if (visit.session().state() instanceof State.Complete) {
            return onToTheShop(visit);
        }
        return visit.session().declines() == 0
                ? page.show(visit)
                : page.show(visit, 200, form -> declined(visit, page.known(visit, form)));
    }

    /// As [#now], for a payer who has just chosen to pay elsewhere: on to the provider's page, where there is one.
    Response onward(Visit visit, UnaryOperator<FormView> kept) {
        var fresh = visits.again(visit);
        return underway.find(fresh)
                .filter(Progress::isElsewhere)
                .flatMap(Progress::action)
                .filter(action -> action.code().isEmpty() && action.voucher().isEmpty())
                .map(action -> Response.empty(303).with("Location", action.url()))
                .orElseGet(() -> now(fresh, kept));
    }

    /// Whether the payer is waited for elsewhere, or somebody at work; what the page that waits wants to know.
    boolean isWaiting(Visit visit) {
        return visits.again(visit).session().state() instanceof State.Open open && open.isBusy();
    }

    private Response onToTheShop(Visit visit) {
        if (visit.session().isUnpaid()
                && underway.find(visit).filter(Progress::isElsewhere).isPresent()) {
            return page.show(visit);
        }
        return Response.empty(303).with("Location", visit.onward());
    }

    /// As things stand now.
    ///
    /// @param kept what the form keeps of what was typed
    Response now(Visit visit, UnaryOperator<FormView> kept) {
        var fresh = visits.again(visit);
        return fresh.session().state() instanceof State.Complete
                ? onToTheShop(fresh)
                : page.show(fresh, 402, form -> declined(fresh, kept.apply(form)));
    }

    /// As [#now], once nobody is at work on it any more; a payer who is waited for is not waited with.
    Response whenDone(Visit visit, UnaryOperator<FormView> kept) {
        long deadline = clock.monotonicNanos() + PATIENCE.toNanos();
        while (isAtWork(visits.again(visit)) && clock.monotonicNanos() - deadline < 0) {
            clock.sleep(LOOK);
        }
        return now(visit, kept);
    }

    Response whenDone(Visit visit) {
        return whenDone(visit, form -> page.known(visit, form));
    }

    private boolean isAtWork(Visit visit) {
        return visit.session().state() instanceof State.Open open
                && open.isBusy()
                && underway.find(visit).filter(Progress::isAtWork).isPresent();
    }

    private FormView declined(Visit visit, FormView form) {
        return underway.find(visit)
                .flatMap(Progress::error)
                .map(error -> form.saying(text(visit, error)))
                .orElse(form);
    }

    private static String text(Visit visit, PaymentError error) {
        return visit.words().decline(error.code().declineCode());
    }
}
