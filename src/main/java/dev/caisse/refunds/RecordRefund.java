package dev.caisse.refunds;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempt.Purpose;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Told;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.payments.Alarm;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import dev.caisse.refunds.Refund.FailureReason;
import dev.caisse.refunds.Refund.State;
import java.time.Duration;
import java.util.Optional;

/// *Record*: what follows from an answer about a refund, in one transaction, with the intent locked first. Safe to run
/// twice; what never arrived is cancelled at the connector before it is tried again.
final class RecordRefund {
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final PaymentIntents intents;
    private final Idempotency idempotency;
    private final MoveRefund move;
    private final Alarm alarm;
    private final Attempts attempts = new Attempts();
    private final Refunds refunds = new Refunds();

    RecordRefund(
            Ids ids,
            Clock clock,
            Duration timeout,
            PaymentIntents intents,
            Idempotency idempotency,
            MoveRefund move,
            Alarm alarm) {
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.intents = intents;
        this.idempotency = idempotency;
        this.move = move;
        this.alarm = alarm;
    }

    /// What was recorded, and what has to be called next because of it.
    ///
    /// @param refused what the merchant is told who asked for something that was not done
    record Recorded(Refund refund, Optional<Attempt> next, Optional<Refusal> refused) {
        static Recorded of(Refund refund) {
            return new Recorded(refund, Optional.empty(), Optional.empty());
        }

        static Recorded then(Refund refund, Attempt attempt) {
            return new Recorded(refund, Optional.of(attempt), Optional.empty());
        }
    }

    Recorded in(Tx tx, Caller caller, Attempt attempt, Answer answer) {
        var intent = intents.lock(tx, caller.tenant(), attempt.intent()).orElseThrow();
        return attempt.operation() == Operation.CANCEL
                ? cancel(tx, caller, intent, attempt, answer)
                : refund(tx, caller, intent, attempt, understood(attempt, answer));
    }

    /// An approval of another amount is not one we understand: it stays open, for people to look at.
    private Answer understood(Attempt attempt, Answer answer) {
        if (answer instanceof Answer.Approved approved && !approved.amount().equals(attempt.amount())) {
            alarm.raise("refund attempt " + attempt.id() + " was approved for another amount than was asked");
            return new Answer.Unknown("approved for another amount than was asked");
        }
        return answer;
    }

    private Recorded refund(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer answer) {
        return switch (answer) {
            case Answer.Approved _, Answer.Declined _
            when isBeingCanceled(tx, caller, attempt) -> unclear(tx, caller, attempt, answer);
            case Answer.Approved approved -> approved(tx, caller, intent, attempt, approved);
            case Answer.Declined declined -> declined(tx, caller, intent, attempt, declined);
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _ -> unclear(tx, caller, attempt, answer);
            case Answer.NeverSeen _ -> neverSeen(tx, caller, attempt, answer);
        };
    }

    /// Then what is answered may be void a moment later: the cancel's answer says what holds, and the attempt is looked
    /// up again after it.
    private boolean isBeingCanceled(Tx tx, Caller caller, Attempt attempt) {
        return attempts.findOpenCancel(tx, caller.tenant(), attempt.id()).isPresent();
    }

    /// A bank that declined never approves, but may take back what it approved: an approval that is heard of after
    /// the decline is the older of the two.
    private Recorded approved(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Approved approved) {
        boolean isNews = attempts.close(tx, caller.tenant(), attempt.id(), Outcome.APPROVED, Told.of(approved));
        var refund = lock(tx, caller, attempt);
        if (isNews) {
            var succeeded = move.to(tx, caller, intent, refund, refund.succeed());
            complete(tx, caller, attempt, succeeded);
            return Recorded.of(succeeded);
        }
        if (wasCanceled(tx, caller, attempt)) {
            alarm.raise("attempt %d of refund %d is approved after it was closed".formatted(attempt.id(), refund.id()));
        }
        return Recorded.of(refund);
    }

    /// A bank may take back what it said before: then the money is with the merchant again.
    private Recorded declined(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Declined declined) {
        boolean isNews = attempts.close(tx, caller.tenant(), attempt.id(), Outcome.DECLINED, Told.of(declined));
        var refund = lock(tx, caller, attempt);
        boolean isTakenBack = !isNews && refund.state() instanceof State.Succeeded && wasApproved(tx, caller, attempt);
        if (!isNews && !isTakenBack) {
            return Recorded.of(refund);
        }
        if (attempt.purpose().orElseThrow() == Purpose.RETURN) {
            alarm.raise("refund " + refund.id() + " of money that was paid too late or twice could not go back");
        }
        var failed = move.to(tx, caller, intent, refund, refund.fail(FailureReason.of(declined.code())));
        complete(tx, caller, attempt, failed);
        return Recorded.of(failed);
    }

    private boolean wasCanceled(Tx tx, Caller caller, Attempt attempt) {
        return attempts.findOutcome(tx, caller.tenant(), attempt.id()).orElseThrow() == Outcome.CANCELED;
    }

    private boolean wasApproved(Tx tx, Caller caller, Attempt attempt) {
        return attempts.findOutcome(tx, caller.tenant(), attempt.id()).orElseThrow() == Outcome.APPROVED;
    }

    /// Nobody knows yet: the refund is pending, and is looked up.
    private Recorded unclear(Tx tx, Caller caller, Attempt attempt, Answer answer) {
        attempts.note(tx, caller.tenant(), attempt.id(), Told.of(answer), attempt.nextLookMs(clock.nowMs()));
        var refund = lock(tx, caller, attempt);
        if (caller.role() != Caller.Role.WORKER) {
            complete(tx, caller, attempt, refund);
        }
        return Recorded.of(refund);
    }

    /// It did not arrive, but it still might: it is cancelled before it is tried again.
    private Recorded neverSeen(Tx tx, Caller caller, Attempt attempt, Answer answer) {
        boolean isOpen =
                attempts.note(tx, caller.tenant(), attempt.id(), Told.of(answer), attempt.nextLookMs(clock.nowMs()));
        boolean isCanceled = isBeingCanceled(tx, caller, attempt);
        var refund = lock(tx, caller, attempt);
        return isOpen && !isCanceled
                ? Recorded.then(
                        refund,
                        open(
                                tx,
                                caller,
                                attempt,
                                Operation.CANCEL,
                                Purpose.RETRY,
                                new Earlier(attempt.id(), Optional.empty())))
                : Recorded.of(refund);
    }

    private Recorded cancel(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer answer) {
        return switch (answer) {
            case Answer.Approved _ -> {
                boolean isNews = attempts.close(tx, caller.tenant(), attempt.id(), Outcome.APPROVED, Told.of(answer));
                yield isNews ? canceled(tx, caller, intent, attempt) : Recorded.of(lock(tx, caller, attempt));
            }
            case Answer.Declined declined -> {
                boolean isNews = attempts.close(tx, caller.tenant(), attempt.id(), Outcome.DECLINED, Told.of(answer));
                yield isNews ? notCanceled(tx, caller, attempt, declined) : Recorded.of(lock(tx, caller, attempt));
            }
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _ -> unclear(tx, caller, attempt, answer);
            case Answer.NeverSeen _ -> again(tx, caller, attempt);
        };
    }

    /// Nothing will move under the original any more.
    private Recorded canceled(Tx tx, Caller caller, PaymentIntent intent, Attempt cancel) {
        long original = cancel.original().orElseThrow().id();
        return switch (cancel.purpose().orElseThrow()) {
            case RETURN -> {
                var refund = lock(tx, caller, cancel);
                yield Recorded.of(move.to(tx, caller, intent, refund, refund.succeed()));
            }
            case REQUEST -> {
                attempts.close(tx, caller.tenant(), original, Outcome.CANCELED, "{\"answer\":\"canceled\"}");
                var refund = lock(tx, caller, cancel);
                var canceled = move.to(tx, caller, intent, refund, refund.cancel());
                complete(tx, caller, cancel, canceled);
                idempotency.complete(tx, caller, original, () -> RefundView.of(canceled, caller.tenant()));
                yield Recorded.of(canceled);
            }
            case RETRY, EXPIRE, ABANDON, EXCESS -> {
                attempts.close(tx, caller.tenant(), original, Outcome.CANCELED, "{\"answer\":\"canceled\"}");
                var lost = attempts.find(tx, caller.tenant(), original).orElseThrow();
                var refund = lock(tx, caller, cancel);
                yield Recorded.then(refund, anew(tx, caller, lost));
            }
        };
    }

    /// The same refund under a new reference, and as if nothing had gone wrong.
    private Attempt anew(Tx tx, Caller caller, Attempt lost) {
        var attempt = open(
                tx,
                caller,
                lost,
                Operation.REFUND,
                lost.purpose().orElseThrow(),
                lost.original().orElseThrow());
        idempotency.follow(tx, caller.tenant(), lost.id(), attempt.id());
        return attempt;
    }

    private Recorded notCanceled(Tx tx, Caller caller, Attempt cancel, Answer.Declined declined) {
        var original = cancel.original().orElseThrow();
        if (cancel.purpose().orElseThrow() == Purpose.RETURN) {
            var refund = lock(tx, caller, cancel);
            return Recorded.then(refund, open(tx, caller, cancel, Operation.REFUND, Purpose.RETURN, original));
        }
        long lookMs = declined.code() == DeclineCode.TOO_LATE ? clock.nowMs() : clock.nowMs() + Attempt.LOOK_SOON_MS;
        attempts.note(tx, caller.tenant(), original.id(), Told.of(declined), lookMs);
        var refund = lock(tx, caller, cancel);
        return cancel.purpose().orElseThrow() == Purpose.REQUEST
                ? refused(tx, caller, cancel, refund)
                : Recorded.of(refund);
    }

    private Recorded refused(Tx tx, Caller caller, Attempt cancel, Refund refund) {
        var refusal = CancelRefund.tooLate(refund);
        idempotency.completeRefused(tx, caller, cancel.id(), () -> refusal);
        return new Recorded(refund, Optional.empty(), Optional.of(refusal));
    }

    /// A cancel that never arrived is sent again under its own reference: it has one effect however often it comes.
    private Recorded again(Tx tx, Caller caller, Attempt cancel) {
        var renewed = cancel.again(deadlineMs());
        boolean isOpen = attempts.take(tx, caller.tenant(), renewed);
        var refund = lock(tx, caller, cancel);
        return isOpen ? Recorded.then(refund, renewed) : Recorded.of(refund);
    }

    /// What follows from another attempt of the same refund. The sandbox's instructions were for that one alone.
    private Attempt open(
            Tx tx, Caller caller, Attempt because, Operation operation, Purpose purpose, Earlier original) {
        var attempt = new Attempt(
                ids.next(),
                because.intent(),
                Whose.REFUND,
                because.refund(),
                operation,
                Optional.of(purpose),
                Optional.empty(),
                Optional.of(original),
                because.connector(),
                because.amount(),
                because.method(),
                operation == Operation.CANCEL ? because.rehearsal() : Optional.empty(),
                deadlineMs());
        attempts.add(tx, caller.tenant(), attempt);
        return attempt;
    }

    private Refund lock(Tx tx, Caller caller, Attempt attempt) {
        return refunds.lock(tx, caller.tenant(), attempt.refund().orElseThrow()).orElseThrow();
    }

    private void complete(Tx tx, Caller caller, Attempt attempt, Refund refund) {
        idempotency.complete(tx, caller, attempt.id(), () -> RefundView.of(refund, caller.tenant()));
    }

    private long deadlineMs() {
        return clock.nowMs() + timeout.toMillis();
    }
}
