package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Told;
import dev.caisse.connectors.Answer;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.payments.MoveIntent.Approval;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.RecordAnswer.Next;
import dev.caisse.payments.RecordAnswer.Recorded;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.db.Overloaded;
import dev.caisse.platform.db.Rows;
import java.util.List;
import java.util.Optional;

/// *Record* of the most common answer, an approval of exactly what was asked for, by the request that asked: committed
/// together with other requests'. Reads nothing and locks nothing beforehand; each change names what it expects, and
/// where anything else came in between, nothing is written and [RecordAnswer] has the word.
final class RecordTogether {
    private final GroupCommit groupCommit;
    private final PaymentIntents intents;
    private final Idempotency idempotency;
    private final MoveIntent moveIntent;
    private final Attempts attempts = new Attempts();
    private final PaymentMethods methods = new PaymentMethods();

    RecordTogether(GroupCommit groupCommit, PaymentIntents intents, Idempotency idempotency, MoveIntent moveIntent) {
        this.groupCommit = groupCommit;
        this.intents = intents;
        this.idempotency = idempotency;
        this.moveIntent = moveIntent;
    }

    /// @param caller whose own request wrote the attempt
    /// @param method as it was then
    /// @return empty when nothing was written, or nobody knows: both are for [RecordAnswer], which may run twice
    Optional<Recorded> run(Caller caller, Next next, PaymentMethod method, Answer answer) {
        return answer instanceof Answer.Approved approved
                        && isCommon(next, approved)
                        && !caller.cause().isAskedForMore()
                ? written(caller, next, method, approved)
                : Optional.empty();
    }

    private boolean isCommon(Next next, Answer.Approved approved) {
        return next.attempt().operation() == Operation.AUTHORIZE
                && approved.amount().equals(next.attempt().amount())
                && next.intent().state() instanceof State.Processing
                && next.intent().latestCharge().isEmpty()
                && !moveIntent.isAwaited(next.intent());
    }

    private Optional<Recorded> written(Caller caller, Next next, PaymentMethod method, Answer.Approved approved) {
        var attempt = next.attempt();
        var tenant = caller.tenant();
        var rows = new Rows();
        var judged = method.judged(approved.checks());
        var paid = moveIntent.paid(
                rows, caller, new Approval(next.intent(), attempt, approved, judged, List.of(), Optional.empty()));
        intents.save(rows, tenant, paid.intent());
        attempts.close(rows, tenant, attempt.id(), Outcome.APPROVED, Told.of(approved));
        methods.judge(rows, tenant, method, approved.checks());
        var told = idempotency.complete(rows, caller, attempt.id(), paid.view());
        return isWritten(rows) ? Optional.of(Recorded.told(paid.intent(), told)) : Optional.empty();
    }

    private boolean isWritten(Rows rows) {
        try {
            return groupCommit.write(rows) == GroupCommit.Outcome.WRITTEN;
        } catch (DbFailure | Overloaded _) {
            return false;
        }
    }
}
