package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempts;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// The payer is back from their bank: goes on with the payment they were sent away for. That they are back proves
/// nothing; the bank is asked. Of several who come back at once one goes on.
public final class ResumePayment {
    private final Db db;
    private final Clock clock;
    private final Duration timeout;
    private final PaymentIntents intents;
    private final MoveIntent moveIntent;
    private final CarryOut carryOut;
    private final HeldCodes heldCodes;
    private final Attempts attempts = new Attempts();

    ResumePayment(
            Db db,
            Clock clock,
            Duration timeout,
            PaymentIntents intents,
            MoveIntent moveIntent,
            CarryOut carryOut,
            HeldCodes heldCodes) {
        this.db = db;
        this.clock = clock;
        this.timeout = timeout;
        this.intents = intents;
        this.moveIntent = moveIntent;
        this.carryOut = carryOut;
        this.heldCodes = heldCodes;
    }

    /// Whether this node has the security code that going on will need; on another node, or after a restart, the payer
    /// is
    /// asked for it again.
    public boolean hasCode(PaymentIntent intent) {
        return intent.method().map(heldCodes::has).orElse(false);
    }

    /// The code, asked again.
    public void hold(PaymentIntent intent, SecurityCode code) {
        intent.method().ifPresent(method -> heldCodes.hold(method, code));
    }

    /// Does nothing when the intent does not wait for its payer, or no longer.
    ///
    /// @return the intent as it is afterwards
    public PaymentIntent run(Caller caller, long intentId) {
        var taken = db.inTransaction(tx -> take(tx, caller, intentId));
        return taken.map(attempt -> carryOut.resume(caller, attempt))
                .orElseGet(() -> intents.find(db, caller.tenant(), intentId).orElseThrow());
    }

    private Optional<Attempt> take(Tx tx, Caller caller, long intentId) {
        var intent = intents.lock(tx, caller.tenant(), intentId).orElseThrow();
        if (!(intent.state() instanceof State.RequiresAction)) {
            return Optional.empty();
        }
        var attempt = attempts.findOpen(tx, caller.tenant(), intentId, Operation.AUTHENTICATE, Operation.AUTHORIZE)
                .map(open -> open.until(clock.nowMs() + timeout.toMillis()))
                .filter(open -> attempts.take(tx, caller.tenant(), open));
        attempt.ifPresent(_ -> moveIntent.save(tx, caller, intent.resume()));
        return attempt;
    }
}
