package dev.caisse.refunds;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Purpose;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Stops a refund that has not reached its connector. Whether it has is for the connector to say: whoever called may
/// have died before the call, or after it.
final class CancelRefund {
    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final PaymentIntents intents;
    private final Idempotency idempotency;
    private final CarryOutRefund carryOut;
    private final Refunds refunds = new Refunds();
    private final Attempts attempts = new Attempts();

    CancelRefund(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            PaymentIntents intents,
            Idempotency idempotency,
            CarryOutRefund carryOut) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.intents = intents;
        this.idempotency = idempotency;
        this.carryOut = carryOut;
    }

    /// @return the refund as it is afterwards; still pending when the outcome is not known
    /// @throws Refusal when it is too late
    Refund run(Caller caller, Refund found, Optional<String> rehearsal) {
        return carryOut.run(caller, db.inTransaction(tx -> intend(tx, caller, found, rehearsal)));
    }

    private Attempt intend(Tx tx, Caller caller, Refund found, Optional<String> rehearsal) {
        intents.lock(tx, caller.tenant(), found.intent()).orElseThrow();
        var refund = refunds.lock(tx, caller.tenant(), found.id()).orElseThrow();
        refund.cancel();
        var open = attempts.findOpenOf(tx, caller.tenant(), refund.intent(), refund.id())
                .filter(attempt -> attempt.operation() == Operation.REFUND && !isAtWork(tx, caller, attempt))
                .filter(attempt -> attempt.purpose().orElseThrow() == Purpose.REQUEST)
                .orElseThrow(() -> tooLate(refund));
        var cancel = new Attempt(
                ids.next(),
                open.intent(),
                Whose.REFUND,
                open.refund(),
                Operation.CANCEL,
                Optional.of(Purpose.REQUEST),
                Optional.empty(),
                Optional.of(new Earlier(open.id(), Optional.empty())),
                open.connector(),
                open.amount(),
                open.method(),
                rehearsal,
                clock.nowMs() + timeout.toMillis());
        attempts.add(tx, caller.tenant(), cancel);
        idempotency.begin(tx, caller, cancel.id());
        return cancel;
    }

    private boolean isAtWork(Tx tx, Caller caller, Attempt attempt) {
        return clock.nowMs() < attempt.deadlineMs() && !attempts.isAnswered(tx, caller.tenant(), attempt.id());
    }

    static Refusal tooLate(Refund refund) {
        return Refusal.of(
                400,
                "refund_unexpected_state",
                null,
                "This refund cannot be canceled: its status is "
                        + refund.state().status() + ", and it has reached the payer's bank or is being sent there.");
    }
}
