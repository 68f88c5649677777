package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.Settlement;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;

/// Moves the session of an intent whose answer was just recorded, in the same transaction: approved completes it,
/// declined opens it for another try, unknown leaves it busy.
public final class SettleSession implements Settlement {
    private final CheckoutSessions sessions;
    private final SessionEvents sessionEvents;

    public SettleSession(Clock clock, Events events, CheckoutSessions sessions) {
        this.sessions = sessions;
        this.sessionEvents = new SessionEvents(clock, events, new Baskets(sessions));
    }

    @Override
    public void settled(Tx tx, Caller caller, PaymentIntent intent) {
        intent.details().session().ifPresent(id -> {
            var session = sessions.lock(tx, caller.tenant(), id).orElseThrow();
            switch (intent.state()) {
                case State.Succeeded _ -> complete(tx, caller, session, true);
                case State.RequiresCapture _ -> complete(tx, caller, session, false);
                case State.RequiresPaymentMethod _ -> sessions.save(tx, caller.tenant(), session.declined());
                case State.RequiresConfirmation _, State.Processing _, State.RequiresAction _, State.Canceled _ -> {}
            }
        });
    }

    private void complete(Tx tx, Caller caller, CheckoutSession session, boolean isPaid) {
        var complete = session.complete(isPaid);
        sessions.save(tx, caller.tenant(), complete);
        sessionEvents.append(tx, caller, "checkout.session.completed", complete);
    }
}
