package dev.caisse.cashier;

import dev.caisse.cashier.Underway.Progress;
import dev.caisse.checkout.ChangeOrder;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.NotPayable;
import dev.caisse.checkout.PaySession;
import dev.caisse.checkout.PaySession.Shown;
import dev.caisse.clocks.Clocks;
import dev.caisse.methods.MethodType;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import java.util.Map;

/// The payer pressed the button. Checks everything again, pays, and answers with the truth. Whoever presses while a
/// payment is under way waits for its end and sees the same.
final class Pay {
    private final Clocks clocks;
    private final Visits visits;
    private final PaymentPage page;
    private final PaySession paySession;
    private final Truth truth;
    private final SavedCards savedCards;
    private final Ways ways;
    private final Underway underway;
    private final ChangeOrder changeOrder;
    private final OrderChanges orderChanges;

    Pay(
            Clocks clocks,
            Visits visits,
            PaymentPage page,
            PaySession paySession,
            Truth truth,
            SavedCards savedCards,
            Ways ways,
            Underway underway,
            ChangeOrder changeOrder,
            OrderChanges orderChanges) {
        this.ways = ways;
        this.underway = underway;
        this.clocks = clocks;
        this.visits = visits;
        this.page = page;
        this.paySession = paySession;
        this.truth = truth;
        this.savedCards = savedCards;
        this.changeOrder = changeOrder;
        this.orderChanges = orderChanges;
    }

    /// @param publicUrl how this deployment is reached, without a slash at the end
    Response run(Visit visit, Incoming request, String publicUrl) {
        return truth.sent(visit, request)
                .map(sent -> checked(visit, sent, publicUrl))
                .orElseGet(() ->
                        page.show(visit, 400, form -> form.saying(visit.words().text("alert.pageTooOld"))));
    }

    /// The form as it is with what was typed so far: another country has other fields. Nothing is judged.
    Response again(Visit visit, Incoming request) {
        return truth.sent(visit, request)
                .map(sent -> page.show(visit, 200, form -> kept(visit, sent, form)))
                .orElseGet(() -> page.show(visit));
    }

    private Response checked(Visit visit, SentForm form, String publicUrl) {
        var offered = ways.offered(visit);
        if (offered.isEmpty()) {
            return page.show(visit);
        }
        var type = ways.chosen(offered, form.said());
        var sent = type.isCard() ? form : form.withoutCard();
        if (!isOpen(visit)) {
            return paid(visit, sent, type, publicUrl);
        }
        var errors = sent.errors(visit.words(), clocks.nowMs(visit.caller().tenant()));
        var wrong = ways.errors(visit, type, form.said());
        if (!errors.isEmpty()
                || !wrong.isEmpty()
                || !sent.areQuestionsAnswered()
                || Ways.isUnknown(offered, form.said())) {
            return page.show(
                    visit,
                    422,
                    shown -> sent.judgedIn(kept(visit, sent, shown), visit.words())
                            .choosing(ways.shown(visit, form.said(), wrong))
                            .marked(errors)
                            .saying(visit.words().text("alert.check")));
        }
        return paid(visit, sent, type, publicUrl);
    }

    private FormView kept(Visit visit, SentForm sent, FormView form) {
        return sent.keptIn(form, visit.words()).choosing(ways.shown(visit, sent.said(), Map.of()));
    }

    private Response paid(Visit visit, SentForm sent, MethodType type, String publicUrl) {
        var session = visit.session();
        try {
            if (isChosenOtherwise(visit, sent)) {
                return paid(visits.again(visit), sent, type, publicUrl);
            }
        } catch (NotPayable reason) {
            return notPaid(visit, sent, reason);
        }
        if (!sent.hidden(PaymentPage.SHOWN_TOTAL).equals(PaymentPage.shown(session.total()))) {
            return totalChanged(visit, sent);
        }
        try {
            pay(visit, sent, type, publicUrl);
            return type.isCard()
                    ? truth.now(visit, form -> kept(visit, sent, form))
                    : truth.onward(visit, form -> kept(visit, sent, form));
        } catch (NotPayable reason) {
            return reason.why() == NotPayable.Why.UNDER_WAY && isGivenUp(visit)
                    ? paid(visits.again(visit), sent, type, publicUrl)
                    : notPaid(visit, sent, reason);
        }
    }

    /// Without the page's script, how the order is brought is chosen with the same press.
    private boolean isChosenOtherwise(Visit visit, SentForm sent) {
        try {
            return orderChanges.choose(visit, sent);
        } catch (NotPayable reason) {
            if (reason.why() == NotPayable.Why.NOTHING_PAYS) {
                throw reason;
            }
            return false;
        }
    }

    /// Who chooses another way while a provider waits for them has changed their mind: that is cancelled there first.
    /// Says
    /// whether nothing is under way any more.
    private boolean isGivenUp(Visit visit) {
        if (underway.find(visit).filter(Progress::isElsewhere).isEmpty()) {
            return false;
        }
        underway.abandon(visit);
        return visits.again(visit).session().state() instanceof State.Open open && !open.isBusy();
    }

    private void pay(Visit visit, SentForm sent, MethodType type, String publicUrl) {
        var session = visit.session();
        var shown = new Shown(session.total(), visit.words().tag(), sent.collected());
        var challengeReturn = Challenge.returnAddress(visit, publicUrl);
        if (session.isSetup() && isOpen(visit)) {
            paySession.save(visit.caller(), session, sent.card(), shown, challengeReturn);
        } else if (session.isFree() && !session.isSetup()) {
            paySession.forFree(visit.caller(), session, sent.billing(), shown);
        } else if (isOpen(visit)) {
            pay(visit, sent, type, shown, challengeReturn);
        }
    }

    private void pay(Visit visit, SentForm sent, MethodType type, Shown shown, String challengeReturn) {
        var session = visit.session();
        if (!type.isCard()) {
            var typed = ways.typed(visit, type, sent.said(), sent.billing());
            paySession.elsewhere(visit.caller(), session, typed, shown, challengeReturn);
            return;
        }
        var chosen = sent.savedCard();
        if (chosen.isEmpty()) {
            paySession.withCard(visit.caller(), session, sent.card(), shown, challengeReturn);
            return;
        }
        var saved = chosen.flatMap(id -> savedCards.find(visit, id))
                .orElseThrow(() -> new NotPayable(NotPayable.Why.CARD_GONE));
        var payer = sent.billing().or(saved.billing());
        paySession.withSaved(visit.caller(), session, saved.id(), payer, shown, challengeReturn);
    }

    private boolean isOpen(Visit visit) {
        return visit.session().stateAt(clocks.nowMs(visit.caller().tenant())) instanceof State.Open;
    }

    private Response notPaid(Visit visit, SentForm sent, NotPayable reason) {
        return switch (reason.why()) {
            case UNDER_WAY -> truth.whenDone(visit, form -> kept(visit, sent, form));
            case NOT_AGREED -> page.show(visit, 422, form -> sent.judgedIn(kept(visit, sent, form), visit.words()));
            case NOTHING_PAYS -> orderChanges.unpayable(visit, form -> kept(visit, sent, form));
            case LINK_CLOSED -> page.show(visit);
            case COMPLETE, EXPIRED, TOO_MANY_DECLINES -> truth.now(visit, form -> kept(visit, sent, form));
            case CARD_GONE ->
                page.show(
                        visit,
                        422,
                        form -> kept(visit, sent, form).saying(visit.words().text("cards.gone")));
            case TOTAL_CHANGED -> totalChanged(visits.again(visit), sent);
            case DISCOUNT_GONE -> discountGone(visit, sent);
        };
    }

    /// Nothing was charged, and nothing will be until the payer has seen what it costs without the discount.
    private Response discountGone(Visit visit, SentForm sent) {
        try {
            changeOrder.withoutDiscount(visit.caller(), visit.session());
        } catch (NotPayable reason) {
            return notPaid(visit, sent, reason);
        }
        var fresh = visits.again(visit);
        var total = fresh.session().total();
        var text = visit.words()
                .text(
                        "alert.discountGone",
                        visit.words().money(total.minor(), total.currency().code()));
        return page.show(fresh, 409, form -> kept(fresh, sent, form).noting(text));
    }

    private Response totalChanged(Visit visit, SentForm sent) {
        var total = visit.session().total();
        var amount = visit.words().money(total.minor(), total.currency().code());
        var text = visit.words().text("alert.totalChanged", amount);
        return page.show(visit, 409, form -> kept(visit, sent, form).noting(text));
    }
}
