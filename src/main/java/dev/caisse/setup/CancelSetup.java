package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempts;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.payments.PaymentError;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import dev.caisse.setup.SetupIntent.State;
import java.util.Optional;

/// Ends a setup intent, in a transaction of the caller's: because its merchant wants it no more, its session's time is
/// over, or its payer wants to use another card. No bank has to be asked, for no money can move.
public final class CancelSetup {
    private static final String GIVEN_UP = "{\"answer\":\"given up\"}";

    private final Clock clock;
    private final Clocks clocks;
    private final MoveSetup moveSetup;
    private final Attempts attempts = new Attempts();

    CancelSetup(Clock clock, Clocks clocks, MoveSetup moveSetup) {
        this.clock = clock;
        this.clocks = clocks;
        this.moveSetup = moveSetup;
    }

    /// @throws Refusal when it cannot be canceled now
    SetupIntent in(Tx tx, Caller caller, SetupIntent intent, Optional<String> reason) {
        var canceled = intent.cancel(reason, clocks.nowMs(caller.tenant()));
        giveUp(tx, caller, intent);
        return moveSetup.to(tx, caller, canceled, "setup_intent.canceled");
    }

    /// The session's time is over.
    ///
    /// @return empty as long as somebody may still be at work on it
    public Optional<SetupIntent> expire(Tx tx, Caller caller, SetupIntent intent) {
        var open = attempts.findOpen(tx, caller.tenant(), intent.id(), Operation.AUTHENTICATE, Operation.AUTHORIZE);
        boolean isAtWork = intent.state() instanceof State.Processing
                && open.filter(attempt -> clock.nowMs() < attempt.deadlineMs()).isPresent();
        if (isAtWork) {
            return Optional.empty();
        }
        giveUp(tx, caller, intent);
        return Optional.of(
                moveSetup.to(tx, caller, intent.expire(clocks.nowMs(caller.tenant())), "setup_intent.canceled"));
    }

    /// The payer wants to use another card. Does nothing when they are not waited for any more.
    public SetupIntent abandon(Tx tx, Caller caller, SetupIntent intent) {
        if (!(intent.state() instanceof State.RequiresAction)) {
            return intent;
        }
        giveUp(tx, caller, intent);
        var error = new PaymentError(
                DeclineCode.AUTHENTICATION_FAILED,
                "The payer gave up the authentication.",
                intent.method(),
                Optional.empty());
        return moveSetup.failed(tx, caller, intent, error);
    }

    private void giveUp(Tx tx, Caller caller, SetupIntent intent) {
        attempts.findOpen(tx, caller.tenant(), intent.id(), Operation.AUTHENTICATE, Operation.AUTHORIZE)
                .ifPresent(open -> attempts.close(tx, caller.tenant(), open.id(), Outcome.CANCELED, GIVEN_UP));
    }
}
