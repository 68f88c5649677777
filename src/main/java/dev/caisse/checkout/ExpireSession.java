package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.events.Events;
import dev.caisse.payments.CancelIntent;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.util.Optional;

/// Ends a session that is open and not busy, and cancels its intent with it, in a transaction of the caller's.
public final class ExpireSession {
    private final CheckoutSessions sessions;
    private final PaymentIntents intents;
    private final CancelIntent cancelIntent;
    private final SessionEvents sessionEvents;

    public ExpireSession(
            Clock clock, Events events, CheckoutSessions sessions, PaymentIntents intents, CancelIntent cancelIntent) {
        this.sessions = sessions;
        this.intents = intents;
        this.cancelIntent = cancelIntent;
        this.sessionEvents = new SessionEvents(clock, events, new Baskets(sessions));
    }

    /// Asked with the session locked whether it is to be expired; throws, or answers false, when not.
    @FunctionalInterface
    interface Check {
        boolean isDue(CheckoutSession session);
    }

    /// @return the session as it is afterwards; empty when there is none
    Optional<CheckoutSession> in(Tx tx, Caller caller, long id, Check check) {
        var found = sessions.find(tx, caller.tenant(), id);
        if (found.isEmpty()) {
            return found;
        }
        var intent = lockedIntent(tx, caller, found.get());
        var session = sessions.lock(tx, caller.tenant(), id).orElseThrow();
        return Optional.of(check.isDue(session) ? expired(tx, caller, session, intent) : session);
    }

    private Optional<PaymentIntent> lockedIntent(Tx tx, Caller caller, CheckoutSession session) {
        return session.payment()
                .map(Payment::intent)
                .map(intent -> intents.lock(tx, caller.tenant(), intent).orElseThrow());
    }

    private CheckoutSession expired(Tx tx, Caller caller, CheckoutSession session, Optional<PaymentIntent> intent) {
        var expired = session.expire();
        sessions.save(tx, caller.tenant(), expired);
        sessionEvents.append(tx, caller, "checkout.session.expired", expired);
        intent.ifPresent(locked -> cancelIntent.in(tx, caller, locked, "expired"));
        return expired;
    }
}
