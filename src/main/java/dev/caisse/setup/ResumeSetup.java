package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempts;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.payments.HeldCodes;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import dev.caisse.setup.SetupIntent.State;
import java.time.Duration;
import java.util.Optional;

/// The payer is back from their bank: goes on with what they were sent away for. That they are back proves nothing; the
/// bank is asked. Of several who come back at once one goes on.
public final class ResumeSetup {
    private final Db db;
    private final Clock clock;
    private final Duration timeout;
    private final SetupIntents intents;
    private final HeldCodes heldCodes;
    private final MoveSetup moveSetup;
    private final CarryOutSetup carryOut;
    private final Attempts attempts = new Attempts();

    ResumeSetup(Payments.With with, SetupIntents intents, MoveSetup moveSetup, CarryOutSetup carryOut) {
        this.db = with.db();
        this.clock = with.clock();
        this.timeout = with.timeout();
        this.intents = intents;
        this.heldCodes = with.heldCodes();
        this.moveSetup = moveSetup;
        this.carryOut = carryOut;
    }

    /// Whether this node has the security code that going on will need.
    public boolean hasCode(SetupIntent intent) {
        return intent.method().map(heldCodes::has).orElse(false);
    }

    /// The code, asked again.
    public void hold(SetupIntent intent, SecurityCode code) {
        intent.method().ifPresent(method -> heldCodes.hold(method, code));
    }

    /// Does nothing when the intent does not wait for its payer, or no longer.
    ///
    /// @return the intent as it is afterwards
    public SetupIntent run(Caller caller, long intentId) {
        var taken = db.inTransaction(tx -> take(tx, caller, intentId));
        return taken.map(attempt -> carryOut.resume(caller, attempt))
                .orElseGet(() -> intents.find(db, caller.tenant(), intentId).orElseThrow());
    }

    private Optional<Attempt> take(Tx tx, Caller caller, long intentId) {
        var intent = intents.lock(tx, caller.tenant(), intentId).orElseThrow();
        if (!(intent.state() instanceof State.RequiresAction)) {
            return Optional.empty();
        }
        var attempt = attempts.findOpen(tx, caller.tenant(), intentId, Operation.AUTHENTICATE)
                .map(open -> open.until(clock.nowMs() + timeout.toMillis()))
                .filter(open -> attempts.take(tx, caller.tenant(), open));
        attempt.ifPresent(_ -> moveSetup.save(tx, caller, intent.resume()));
        return attempt;
    }
}
