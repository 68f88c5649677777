package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.Setup;
import dev.caisse.clocks.Clocks;
import dev.caisse.customers.BillingDetails;
import dev.caisse.discounts.Redeem;
import dev.caisse.methods.TypedCard;
import dev.caisse.methods.TypedMethod;
import dev.caisse.payments.CancelPayment;
import dev.caisse.payments.ConfirmPayment;
import dev.caisse.payments.ConfirmPayment.How;
import dev.caisse.payments.PayWith;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.ShipIntent;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.Money;
import dev.caisse.setup.ConfirmSetup;
import dev.caisse.setup.SetupIntent;
import dev.caisse.setup.Setups;
import java.util.Optional;

/// The payer presses the button: pays the session's intent, or completes a session that costs nothing. Checked and
/// begun in one transaction, so that of many presses at once one pays.
public final class PaySession {
    private final Db db;
    private final Clocks clocks;
    private final CheckoutSessions sessions;
    private final PaymentIntents intents;
    private final ConfirmPayment confirmPayment;
    private final Setups setups;
    private final CompleteSession completeSession;
    private final CancelPayment cancelPayment;
    private final UseLink useLink;
    private final ShipIntent shipIntent;
    private final Redeem redeem = new Redeem();

    /// What the payer saw when they pressed: the total, and the language of the page, as a language tag; and what they
    /// said besides who they are.
    public record Shown(Money total, String language, Collected said) {}

    public PaySession(
            Db db,
            Clocks clocks,
            CheckoutSessions sessions,
            PaymentIntents intents,
            ConfirmPayment confirmPayment,
            Setups setups,
            CompleteSession completeSession,
            CancelPayment cancelPayment,
            UseLink useLink) {
        this.db = db;
        this.clocks = clocks;
        this.sessions = sessions;
        this.intents = intents;
        this.confirmPayment = confirmPayment;
        this.setups = setups;
        this.completeSession = completeSession;
        this.cancelPayment = cancelPayment;
        this.useLink = useLink;
        this.shipIntent = new ShipIntent(intents);
    }

    /// @param challengeReturn where the payer's browser comes back to after a challenge
    /// @return the session's intent as it is afterwards
    /// @throws NotPayable when the session cannot be paid now; nothing was written
    public PaymentIntent withCard(
            Caller caller, CheckoutSession session, TypedCard card, Shown shown, String challengeReturn) {
        long intent = session.payment().map(Payment::intent).orElseThrow();
        var how = new How(new PayWith.Typed(card), _ -> challengeReturn, Optional.empty());
        return confirmPayment
                .run(caller, tx -> locked(tx, caller, session.id(), intent, card.billing(), shown), how)
                .intent();
    }

    /// With something else than a card.
    ///
    /// @throws NotPayable when the session cannot be paid now; nothing was written
    public PaymentIntent elsewhere(
            Caller caller, CheckoutSession session, TypedMethod typed, Shown shown, String returnAddress) {
        long intent = session.payment().map(Payment::intent).orElseThrow();
        var how = new How(new PayWith.Elsewhere(typed), _ -> returnAddress, Optional.empty());
        return confirmPayment
                .run(caller, tx -> locked(tx, caller, session.id(), intent, typed.billing(), shown), how)
                .intent();
    }

    /// With a card that the session's customer saved before.
    ///
    /// @throws NotPayable when the session cannot be paid now, or the card cannot be used; nothing was written
    public PaymentIntent withSaved(
            Caller caller,
            CheckoutSession session,
            long method,
            BillingDetails payer,
            Shown shown,
            String challengeReturn) {
        long intent = session.payment().map(Payment::intent).orElseThrow();
        var how = new How(new PayWith.Kept(method), _ -> challengeReturn, Optional.empty());
        try {
            return confirmPayment
                    .run(caller, tx -> locked(tx, caller, session.id(), intent, payer, shown), how)
                    .intent();
        } catch (Refusal refusal) {
            throw refusal.param().filter("payment_method"::equals).isPresent()
                    ? new NotPayable(NotPayable.Why.CARD_GONE)
                    : refusal;
        }
    }

    /// Saves the card of a session in setup mode.
    ///
    /// @throws NotPayable when it cannot be done now; nothing was written
    public SetupIntent save(
            Caller caller, CheckoutSession session, TypedCard card, Shown shown, String challengeReturn) {
        return save(caller, session, new PayWith.Typed(card), card.billing(), shown, challengeReturn);
    }

    /// The same with whatever is to be saved.
    public SetupIntent save(
            Caller caller,
            CheckoutSession session,
            PayWith with,
            BillingDetails payer,
            Shown shown,
            String challengeReturn) {
        long intent = session.setup().map(Setup::intent).orElseThrow();
        var how = new ConfirmSetup.How(with, _ -> challengeReturn, Optional.empty());
        return setups.confirm()
                .run(
                        caller,
                        tx -> {
                            var locked = setups.intents()
                                    .lock(tx, caller.tenant(), intent)
                                    .orElseThrow();
                            begin(tx, caller, session.id(), payer, shown);
                            return locked;
                        },
                        how);
    }

    private PaymentIntent locked(Tx tx, Caller caller, long session, long intent, BillingDetails payer, Shown shown) {
        var locked = intents.lock(tx, caller.tenant(), intent).orElseThrow();
        begin(tx, caller, session, payer, shown);
        return shown.said()
                .shipping()
                .map(to -> shipIntent.in(tx, caller.tenant(), locked, to))
                .orElse(locked);
    }

    /// Completes a session with nothing to pay.
    ///
    /// @throws NotPayable when it cannot be completed now; nothing was written
    public void forFree(Caller caller, CheckoutSession session, BillingDetails payer, Shown shown) {
        db.inTransaction(tx -> {
            var intent = session.payment()
                    .map(Payment::intent)
                    .map(id -> intents.lock(tx, caller.tenant(), id).orElseThrow());
            var begun = begin(tx, caller, session.id(), payer, shown);
            var done = completeSession.in(tx, caller, begun.complete(false));
            intent.ifPresent(unneeded -> cancelPayment.unneeded(tx, caller, unneeded));
            return done;
        });
    }

    private boolean isPromised(Tx tx, Caller caller, CheckoutSession session) {
        return session.extras()
                .discount()
                .map(discount -> redeem.promised(tx, caller.tenant(), discount, clocks.nowMs(caller.tenant())))
                .orElse(true);
    }

    private CheckoutSession begin(Tx tx, Caller caller, long id, BillingDetails payer, Shown shown) {
        var session = sessions.lock(tx, caller.tenant(), id).orElseThrow();
        var begun = session.begin(clocks.nowMs(caller.tenant()), payer)
                .speaking(shown.language())
                .told(shown.said());
        if (!session.total().equals(shown.total())) {
            throw new NotPayable(NotPayable.Why.TOTAL_CHANGED);
        }
        if (!shown.said().consent().suffices(session.terms().asks().clauses())) {
            throw new NotPayable(NotPayable.Why.NOT_AGREED);
        }
        if (!isPromised(tx, caller, session)) {
            throw new NotPayable(NotPayable.Why.DISCOUNT_GONE);
        }
        if (!useLink.isPromised(tx, caller, session)) {
            throw new NotPayable(NotPayable.Why.LINK_CLOSED);
        }
        sessions.save(tx, caller.tenant(), begun);
        return begun;
    }
}
