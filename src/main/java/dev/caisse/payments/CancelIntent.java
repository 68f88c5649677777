package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.util.Optional;

/// Ends an intent under which nothing is held, in a transaction of the caller's that has locked it.
public final class CancelIntent {
    private final Clock clock;
    private final Events events;
    private final PaymentIntents intents;
    private final Charges charges = new Charges();

    public CancelIntent(Clock clock, Events events, PaymentIntents intents) {
        this.clock = clock;
        this.events = events;
        this.intents = intents;
    }

    /// @throws dev.caisse.api.Refusal when something is under way or held
    public PaymentIntent in(Tx tx, Caller caller, PaymentIntent locked, String reason) {
        var canceled = locked.cancel(Optional.of(reason), clock.nowMs());
        intents.save(tx, caller.tenant(), canceled);
        var view = PaymentIntentView.of(canceled, charges.of(tx, caller.tenant(), canceled.id()), caller.tenant());
        events.append(tx, caller, "payment_intent.canceled", view);
        return canceled;
    }
}
