package dev.caisse.refunds;

import dev.caisse.api.Caller;
import dev.caisse.api.Metadata;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Purpose;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.payments.Charge;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.Returns;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import dev.caisse.refunds.Refund.Reason;
import dev.caisse.refunds.Refund.State;
import java.time.Duration;
import java.util.Optional;

/// Refunds what came twice or too late, without being asked: as a *cancel* of it, and where that is too late as a
/// *refund*.
final class ReturnMoney implements Returns {
    private static final String DESCRIPTION = "Paid twice, or after the payment was over.";

    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final MoveRefund move;
    private final CarryOutRefund carryOut;
    private final Attempts attempts = new Attempts();

    ReturnMoney(Ids ids, Clock clock, Duration timeout, MoveRefund move, CarryOutRefund carryOut) {
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.move = move;
        this.carryOut = carryOut;
    }

    @Override
    public Attempt in(Tx tx, Caller caller, PaymentIntent intent, Charge charge, Attempt late, Earlier original) {
        var amount = Money.of(charge.left(), charge.amount().currency());
        var refund = new Refund(
                ids.next(),
                intent.id(),
                charge.id(),
                amount,
                Optional.of(Reason.DUPLICATE),
                Optional.of(DESCRIPTION),
                Metadata.EMPTY,
                new State.Pending(),
                Optional.empty());
        if (!move.begin(tx, caller, refund)) {
            throw new IllegalStateException("a charge that was just made has less left than it took");
        }
        var cancel = new Attempt(
                ids.next(),
                intent.id(),
                Whose.REFUND,
                Optional.of(refund.id()),
                Operation.CANCEL,
                Optional.of(Purpose.RETURN),
                Optional.empty(),
                Optional.of(original),
                late.connector(),
                amount,
                late.method(),
                late.rehearsal(),
                clock.nowMs() + timeout.toMillis());
        attempts.add(tx, caller.tenant(), cancel);
        return cancel;
    }

    @Override
    public void carryOut(Caller caller, Attempt attempt) {
        carryOut.run(caller, attempt);
    }
}
