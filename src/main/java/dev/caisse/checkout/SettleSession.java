package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.discounts.Redeem;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.Settlement;
import dev.caisse.platform.db.Tx;
import dev.caisse.setup.SetupIntent;
import dev.caisse.setup.SetupSettlement;

/// Moves the session of an intent, or a setup intent, whose answer was just recorded, in the same transaction: approved
/// completes it,
/// declined opens it for another try, canceled expires it, unknown leaves it busy.
public final class SettleSession implements Settlement, SetupSettlement {
    private final CheckoutSessions sessions;
    private final CompleteSession completeSession;
    private final UseLink useLink;
    private final Redeem redeem = new Redeem();
    private final SessionEvents sessionEvents;

    public SettleSession(
            SessionEvents sessionEvents, CheckoutSessions sessions, CompleteSession completeSession, UseLink useLink) {
        this.useLink = useLink;
        this.sessions = sessions;
        this.completeSession = completeSession;
        this.sessionEvents = sessionEvents;
    }

    @Override
    public void settled(Tx tx, Caller caller, PaymentIntent intent) {
        intent.details().session().ifPresent(id -> {
            var session = sessions.lock(tx, caller.tenant(), id).orElseThrow();
            var isOpen = session.state() instanceof CheckoutSession.State.Open;
            switch (intent.state()) {
                case State.Succeeded _ when isOpen -> completeSession.in(tx, caller, session.complete(true));
                case State.Succeeded _ -> paidLater(tx, caller, session.captured(), intent);
                case State.RequiresCapture _ when isOpen -> completeSession.in(tx, caller, session.complete(false));
                case State.RequiresPaymentMethod _
                when isOpen -> {
                    free(tx, caller, session);
                    sessions.save(tx, caller.tenant(), session.declined());
                }
                case State.RequiresPaymentMethod _
                when session.isUnpaid() && intent.capture() == Capture.AUTOMATIC -> neverCame(tx, caller, session);
                case State.Canceled _
                when isOpen -> {
                    free(tx, caller, session);
                    expire(tx, caller, session.expire());
                }
                case State.RequiresCapture _,
                        State.RequiresPaymentMethod _,
                        State.RequiresConfirmation _,
                        State.Processing _,
                        State.RequiresAction _,
                        State.Canceled _ -> {}
            }
        });
    }

    /// What was delayed will not come: nobody has redeemed the discount. The session stays complete, and counts as one
    /// of its link.
    private void neverCame(Tx tx, Caller caller, CheckoutSession session) {
        session.extras().discount().ifPresent(discount -> redeem.returned(tx, caller.tenant(), discount));
        sessionEvents.append(tx, caller, "checkout.session.async_payment_failed", session);
    }

    /// What was held is taken now, or what was delayed has come.
    private void paidLater(Tx tx, Caller caller, CheckoutSession paid, PaymentIntent intent) {
        sessions.save(tx, caller.tenant(), paid);
        if (intent.capture() == Capture.AUTOMATIC) {
            sessionEvents.append(tx, caller, "checkout.session.async_payment_succeeded", paid);
        }
    }

    @Override
    public void underWay(Tx tx, Caller caller, PaymentIntent intent) {
        intent.details()
                .session()
                .map(id -> sessions.lock(tx, caller.tenant(), id).orElseThrow())
                .filter(session -> session.state() instanceof CheckoutSession.State.Open)
                .ifPresent(session -> completeSession.in(tx, caller, session.complete(false)));
    }

    @Override
    public boolean isGivenItsPayer(Tx tx, Caller caller, PaymentIntent intent) {
        return intent.details()
                .session()
                .map(id -> sessions.lock(tx, caller.tenant(), id).orElseThrow())
                .filter(session -> session.state() instanceof CheckoutSession.State.Open)
                .filter(session -> completeSession.hasMadeCustomer(tx, caller, session))
                .isPresent();
    }

    @Override
    public boolean isAwaiting(PaymentIntent intent) {
        return intent.details().session().isPresent();
    }

    @Override
    public void settled(Tx tx, Caller caller, SetupIntent intent) {
        intent.details().session().ifPresent(id -> {
            var session = sessions.lock(tx, caller.tenant(), id).orElseThrow();
            var isOpen = session.state() instanceof CheckoutSession.State.Open;
            switch (intent.state()) {
                case SetupIntent.State.Succeeded _
                when isOpen -> completeSession.in(tx, caller, session.complete(false));
                case SetupIntent.State.RequiresPaymentMethod _
                when isOpen -> sessions.save(tx, caller.tenant(), session.declined());
                case SetupIntent.State.Canceled _ when isOpen -> expire(tx, caller, session.expire());
                case SetupIntent.State.Succeeded _,
                        SetupIntent.State.RequiresPaymentMethod _,
                        SetupIntent.State.RequiresConfirmation _,
                        SetupIntent.State.Processing _,
                        SetupIntent.State.RequiresAction _,
                        SetupIntent.State.Canceled _ -> {}
            }
        });
    }

    /// What was promised when the payment began is not needed.
    private void free(Tx tx, Caller caller, CheckoutSession session) {
        if (session.state() instanceof CheckoutSession.State.Open open && open.isBusy()) {
            session.extras().discount().ifPresent(discount -> redeem.free(tx, caller.tenant(), discount));
            useLink.free(tx, caller, session);
        }
    }

    private void expire(Tx tx, Caller caller, CheckoutSession expired) {
        sessions.save(tx, caller.tenant(), expired);
        sessionEvents.append(tx, caller, "checkout.session.expired", expired);
    }
}
