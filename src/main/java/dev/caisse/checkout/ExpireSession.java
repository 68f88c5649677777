package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.payments.CancelPayment;
import dev.caisse.payments.CancelPayment.Ending;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Tx;
import dev.caisse.setup.SetupIntent;
import dev.caisse.setup.Setups;
import java.util.Optional;

/// Ends an open session and its intent with it, in a transaction of the caller's. What may still take money is
/// cancelled
/// at the connector first, and the session stays open until that is answered.
public final class ExpireSession {
    private final CheckoutSessions sessions;
    private final PaymentIntents intents;
    private final CancelPayment cancelPayment;
    private final Setups setups;
    private final SessionEvents sessionEvents;

    public ExpireSession(
            SessionEvents sessionEvents,
            CheckoutSessions sessions,
            PaymentIntents intents,
            CancelPayment cancelPayment,
            Setups setups) {
        this.sessions = sessions;
        this.intents = intents;
        this.cancelPayment = cancelPayment;
        this.setups = setups;
        this.sessionEvents = sessionEvents;
    }

    /// Asked with intent and session locked whether it is to be expired; throws, or answers false, when not.
    @FunctionalInterface
    interface Check {
        boolean isDue(CheckoutSession session);
    }

    /// The session as it is afterwards, and what has to be carried out after the transaction.
    record Expiry(CheckoutSession session, Optional<Ending> ending) {}

    /// @return empty when there is no such session
    Optional<Expiry> in(Tx tx, Caller caller, long id, Check check) {
        var found = sessions.find(tx, caller.tenant(), id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var intent = lockedIntent(tx, caller, found.get());
        var setup = found.get()
                .setup()
                .map(known -> setups.intents()
                        .lock(tx, caller.tenant(), known.intent())
                        .orElseThrow());
        var session = sessions.lock(tx, caller.tenant(), id).orElseThrow();
        if (!check.isDue(session)) {
            return Optional.of(new Expiry(session, Optional.empty()));
        }
        return Optional.of(setup.map(known -> expire(tx, caller, session, known))
                .orElseGet(() -> expire(tx, caller, session, intent)));
    }

    private Optional<PaymentIntent> lockedIntent(Tx tx, Caller caller, CheckoutSession session) {
        return session.payment()
                .map(Payment::intent)
                .map(intent -> intents.lock(tx, caller.tenant(), intent).orElseThrow());
    }

    /// As long as somebody is at work on the setup intent, both stay.
    private Expiry expire(Tx tx, Caller caller, CheckoutSession session, SetupIntent setup) {
        setups.cancel().expire(tx, caller, setup);
        return new Expiry(sessions.find(tx, caller.tenant(), session.id()).orElseThrow(), Optional.empty());
    }

    /// The intent's end brings the session's with it, by [SettleSession].
    private Expiry expire(Tx tx, Caller caller, CheckoutSession session, Optional<PaymentIntent> intent) {
        if (intent.isEmpty()) {
            var expired = session.expire();
            sessions.save(tx, caller.tenant(), expired);
            sessionEvents.append(tx, caller, "checkout.session.expired", expired);
            return new Expiry(expired, Optional.empty());
        }
        var ending = cancelPayment.expire(tx, caller, intent.get());
        var after = sessions.find(tx, caller.tenant(), session.id()).orElseThrow();
        return new Expiry(after, ending.filter(_ -> after.state() instanceof State.Open));
    }
}
