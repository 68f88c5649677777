package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempt.Purpose;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Told;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.Proof;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// *Record*: what follows from an answer, in one transaction, with the intent locked first. Safe to run twice; what is
/// closed is never overwritten: an answer that contradicts it raises an alarm, and money in it goes back.
final class RecordAnswer {
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final PaymentIntents intents;
    private final Idempotency idempotency;
    private final MoveIntent moveIntent;
    private final Alarm alarm;
    private final Returns returns;
    private final RecordCancel recordCancel;
    private final RecordAction recordAction;
    private final Attempts attempts = new Attempts();
    private final Charges charges = new Charges();

    RecordAnswer(
            Ids ids,
            Clock clock,
            Duration timeout,
            PaymentIntents intents,
            Idempotency idempotency,
            MoveIntent moveIntent,
            Alarm alarm,
            Returns returns) {
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.intents = intents;
        this.idempotency = idempotency;
        this.moveIntent = moveIntent;
        this.alarm = alarm;
        this.returns = returns;
        this.recordAction = new RecordAction(clock, moveIntent, this);
        this.recordCancel = new RecordCancel(clock, idempotency, moveIntent, alarm, this);
    }

    /// What was recorded, and what has to be called next because of it.
    ///
    /// @param refused what the merchant is told who asked for something that was not done
    /// @param told what its request is answered, where that was written already
    record Recorded(PaymentIntent intent, Optional<Next> next, Optional<Refusal> refused, Optional<Object> told) {
        static Recorded of(PaymentIntent intent) {
            return new Recorded(intent, Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Recorded then(PaymentIntent intent, Attempt attempt) {
            return then(Next.call(intent, attempt));
        }

        static Recorded then(Next next) {
            return new Recorded(next.intent(), Optional.of(next), Optional.empty(), Optional.empty());
        }

        static Recorded refused(PaymentIntent intent, Refusal refusal) {
            return new Recorded(intent, Optional.empty(), Optional.of(refusal), Optional.empty());
        }

        static Recorded told(PaymentIntent intent, Object told) {
            return new Recorded(intent, Optional.empty(), Optional.empty(), Optional.of(told));
        }
    }

    /// An attempt that is written and waits for its call.
    record Next(PaymentIntent intent, Attempt attempt, Optional<Proof> proof) {
        static Next call(PaymentIntent intent, Attempt attempt) {
            return new Next(intent, attempt, Optional.empty());
        }
    }

    Recorded in(Tx tx, Caller caller, Attempt attempt, Answer answer) {
        var intent = intents.lock(tx, caller.tenant(), attempt.intent()).orElseThrow();
        if (answer instanceof Answer.Approved && isBeingCanceled(tx, caller, attempt)) {
            refuseIfClosed(tx, caller, attempt);
            return unclear(tx, caller, intent, attempt, Told.of(answer));
        }
        return switch (attempt.operation()) {
            case AUTHORIZE -> authorization(tx, caller, intent, attempt, understood(attempt, answer));
            case CAPTURE -> capture(tx, caller, intent, attempt, understood(attempt, answer));
            case CANCEL -> recordCancel.cancel(tx, caller, intent, attempt, answer);
            case REFUND -> recordCancel.refund(tx, caller, intent, attempt, answer);
            case AUTHENTICATE -> throw new IllegalStateException("an authentication is answered by its own kind");
            case CONTEST, CONCEDE -> throw new IllegalStateException("a dispute is answered elsewhere");
        };
    }

    /// Then an approval may be void a moment later: the cancel's answer says whether it stands, and the attempt is
    /// looked
    /// up again after it.
    private boolean isBeingCanceled(Tx tx, Caller caller, Attempt attempt) {
        return attempts.findOpenCancel(tx, caller.tenant(), attempt.id()).isPresent();
    }

    /// Nobody looks up again what is closed: whoever told it has to tell it again, when that cancel is over.
    private void refuseIfClosed(Tx tx, Caller caller, Attempt attempt) {
        if (attempts.findOutcome(tx, caller.tenant(), attempt.id()).isPresent() && !isSettled(tx, caller, attempt)) {
            throw new IllegalStateException("attempt " + attempt.id() + " is closed, and a cancel of it under way");
        }
    }

    /// A bank may authorise, or take, a part of what was asked for. Any other approval of another amount is not one
    /// we understand: it stays open, for people to look at.
    private Answer understood(Attempt attempt, Answer answer) {
        if (answer instanceof Answer.Approved approved
                && !approved.amount().equals(attempt.amount())
                && !isPart(attempt, approved)
                && !isPaidTooMuch(attempt, approved)) {
            alarm.raise("attempt " + attempt.id() + " was approved for another amount than was asked");
            return new Answer.Unknown("approved for another amount than was asked");
        }
        return answer;
    }

    /// Whoever pays with a code or by transfer may send more than was asked for.
    private static boolean isPaidTooMuch(Attempt attempt, Answer.Approved approved) {
        return attempt.operation() == Operation.AUTHORIZE
                && approved.amount().currency().equals(attempt.amount().currency())
                && isMore(attempt, approved);
    }

    private static boolean isPart(Attempt attempt, Answer.Approved approved) {
        var asked = attempt.amount();
        var granted = approved.amount();
        return granted.currency().equals(asked.currency()) && granted.minor() > 0 && granted.minor() < asked.minor();
    }

    // Authorisation

    private Recorded authorization(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer answer) {
        return switch (answer) {
            case Answer.Approved approved
            when isPart(attempt, approved) -> partlyApproved(tx, caller, intent, attempt, approved);
            case Answer.Approved approved -> approved(tx, caller, intent, attempt, approved);
            case Answer.Declined declined -> declined(tx, caller, intent, attempt, declined);
            case Answer.ActionRequired required -> recordAction.in(tx, caller, intent, attempt, required);
            case Answer.Pending _ -> recordAction.pending(tx, caller, intent, attempt);
            case Answer.Unknown _ -> unclear(tx, caller, intent, attempt, Told.of(answer));
            case Answer.NeverSeen _ -> neverSeen(tx, caller, intent, attempt, answer);
        };
    }

    private Recorded approved(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Approved approved) {
        if (isNews(tx, caller, attempt, Outcome.APPROVED, Told.of(approved)) && awaits(intent)) {
            var paid = moveIntent.approved(tx, caller, intent.awake(), attempt, exactly(attempt, approved));
            complete(tx, caller, attempt, paid);
            return isMore(attempt, approved)
                    ? Recorded.then(paid, excess(tx, caller, attempt, approved))
                    : Recorded.of(paid);
        }
        return isSettled(tx, caller, attempt) ? Recorded.of(intent) : giveBack(tx, caller, intent, attempt, approved);
    }

    /// The payment is what was asked for, also when more came.
    private static Answer.Approved exactly(Attempt attempt, Answer.Approved approved) {
        return new Answer.Approved(approved.acquirerReference(), attempt.amount(), approved.checks());
    }

    private static boolean isMore(Attempt attempt, Answer.Approved approved) {
        return approved.amount().minor() > attempt.amount().minor();
    }

    /// What came beyond that goes back in the same breath.
    private Attempt excess(Tx tx, Caller caller, Attempt attempt, Answer.Approved approved) {
        var original = new Earlier(attempt.id(), Optional.of(approved.acquirerReference()));
        var rest = Money.of(
                approved.amount().minor() - attempt.amount().minor(),
                attempt.amount().currency());
        return open(tx, caller, attempt, Operation.REFUND, Purpose.EXCESS, original, rest);
    }

    /// A part is not what the payer agreed to: it counts as declined, and goes back in the same breath.
    private Recorded partlyApproved(
            Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Approved approved) {
        if (!isNews(tx, caller, attempt, Outcome.DECLINED, Told.of(approved))) {
            return isSettled(tx, caller, attempt)
                    ? Recorded.of(intent)
                    : giveBack(tx, caller, intent, attempt, approved);
        }
        var now = intent;
        if (awaits(intent)) {
            now = moveIntent.declined(tx, caller, intent.awake(), attempt, partial(approved));
            completeDeclined(tx, caller, attempt, now);
        }
        return Recorded.then(now, sendBack(tx, caller, attempt, approved));
    }

    private static Answer.Declined partial(Answer.Approved approved) {
        return new Answer.Declined(
                DeclineCode.PARTIAL_APPROVAL,
                "The payer's bank approved " + approved.amount() + " only. It goes back to the payer.",
                Answer.Advice.DO_NOT_TRY_AGAIN,
                approved.checks(),
                Answer.Risk.NORMAL);
    }

    /// Whether the money of an attempt is what its intent was paid with, or is on its way back already.
    private boolean isSettled(Tx tx, Caller caller, Attempt attempt) {
        return charges.findOf(tx, caller.tenant(), attempt.id())
                        .filter(Charge::isPaid)
                        .isPresent()
                || attempts.isBeingReturned(tx, caller.tenant(), attempt);
    }

    /// Money for an attempt that was closed, or an intent that is over: recorded, and sent back by itself.
    private Recorded giveBack(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Approved approved) {
        alarm.raise("attempt " + attempt.id() + " was approved after its payment was over; the money goes back");
        if (!charges.isOf(tx, caller.tenant(), attempt.id()) && !isMore(attempt, approved)) {
            var surplus = moveIntent.surplus(tx, caller, intent, attempt, approved);
            if (surplus.captured() > 0) {
                var original = new Earlier(attempt.id(), Optional.of(approved.acquirerReference()));
                return Recorded.then(intent, returns.in(tx, caller, intent, surplus, attempt, original));
            }
        }
        return Recorded.then(intent, sendBack(tx, caller, attempt, approved));
    }

    private Attempt sendBack(Tx tx, Caller caller, Attempt attempt, Answer.Approved approved) {
        var original = new Earlier(attempt.id(), Optional.of(approved.acquirerReference()));
        return open(tx, caller, attempt, Operation.CANCEL, Purpose.RETURN, original, approved.amount());
    }

    private Recorded declined(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Declined declined) {
        if (!isNews(tx, caller, attempt, Outcome.DECLINED, Told.of(declined)) || !awaits(intent)) {
            return Recorded.of(intent);
        }
        var failed = moveIntent.declined(tx, caller, intent.awake(), attempt, declined);
        completeDeclined(tx, caller, attempt, failed);
        return Recorded.of(failed);
    }

    /// It did not arrive, but it still might: it is cancelled before anything else may be tried.
    Recorded neverSeen(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer answer) {
        if (!attempts.note(tx, caller.tenant(), attempt.id(), Told.of(answer), attempt.nextLookMs(clock.nowMs()))
                || attempts.findOpenCancel(tx, caller.tenant(), attempt.id()).isPresent()) {
            return Recorded.of(intent);
        }
        var original = new Earlier(attempt.id(), Optional.empty());
        return Recorded.then(
                intent, open(tx, caller, attempt, Operation.CANCEL, Purpose.RETRY, original, attempt.amount()));
    }

    // Capture

    /// What was taken counts, also where it is less than was asked for: the rest is released, and cannot be taken any
    /// more.
    private Recorded capture(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer answer) {
        return switch (answer) {
            case Answer.Approved approved -> {
                if (!isNews(tx, caller, attempt, Outcome.APPROVED, Told.of(approved))) {
                    yield Recorded.of(intent);
                }
                var paid = moveIntent.captured(tx, caller, intent, approved.amount());
                complete(tx, caller, attempt, paid);
                yield Recorded.of(paid);
            }
            case Answer.Declined declined -> captureDeclined(tx, caller, intent, attempt, declined);
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _ ->
                unclear(tx, caller, intent, attempt, Told.of(answer));
            case Answer.NeverSeen _ -> neverSeen(tx, caller, intent, attempt, answer);
        };
    }

    private Recorded captureDeclined(
            Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Declined declined) {
        if (!isNews(tx, caller, attempt, Outcome.DECLINED, Told.of(declined))) {
            return Recorded.of(intent);
        }
        if (declined.code() == DeclineCode.ALREADY_CANCELED && isCanceledByUs(tx, caller, attempt)) {
            complete(tx, caller, attempt, intent);
            return Recorded.of(intent);
        }
        if (declined.code() == DeclineCode.ALREADY_CANCELED) {
            var canceled = moveIntent.released(tx, caller, intent, Optional.of("expired"));
            complete(tx, caller, attempt, canceled);
            return Recorded.of(canceled);
        }
        var held = intent.captureDeclined(PaymentError.of(declined, attempt.method(), intent.latestCharge()));
        moveIntent.to(tx, caller, held, "payment_intent.payment_failed");
        completeDeclined(tx, caller, attempt, held);
        return Recorded.of(held);
    }

    /// Then it is the capture that was cancelled, before it arrived, and the authorisation is still there.
    private boolean isCanceledByUs(Tx tx, Caller caller, Attempt capture) {
        return attempts.isCanceledSince(tx, caller.tenant(), capture, Snowflake.ms(capture.id()));
    }

    // What they share

    /// Closes the attempt, or, when it was closed before with another outcome, raises the alarm.
    boolean isNews(Tx tx, Caller caller, Attempt attempt, Outcome outcome, String told) {
        if (attempts.close(tx, caller.tenant(), attempt.id(), outcome, told)) {
            return true;
        }
        var before = attempts.findOutcome(tx, caller.tenant(), attempt.id()).orElseThrow();
        boolean agrees = before == outcome || (before == Outcome.CANCELED && outcome == Outcome.DECLINED);
        if (!agrees) {
            alarm.raise("attempt %d was closed as %s and is answered %s now".formatted(attempt.id(), before, outcome));
        }
        return false;
    }

    /// Nobody knows yet: noted, to be looked up, and told once, also when its caller died and a worker is the first to
    /// hear of it; the caller's request is answered with how things stand.
    Recorded unclear(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, String told) {
        boolean isNews = !attempts.isKnownToBeUnclear(tx, caller.tenant(), attempt.id());
        if (!attempts.note(tx, caller.tenant(), attempt.id(), told, attempt.nextLookMs(clock.nowMs()))) {
            return Recorded.of(intent);
        }
        if (intent.state() instanceof State.Processing && isNews) {
            moveIntent.to(tx, caller, intent.stillProcessing(), "payment_intent.processing");
        }
        if (caller.role() != Caller.Role.WORKER) {
            complete(tx, caller, attempt, intent);
        }
        return Recorded.of(intent);
    }

    Recorded failed(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, PaymentError error) {
        if (!awaits(intent)) {
            return Recorded.of(intent);
        }
        var failed = intent.state() instanceof State.RequiresAction ? intent.abandoned(error) : intent.declined(error);
        moveIntent.to(tx, caller, failed, "payment_intent.payment_failed");
        completeDeclined(tx, caller, attempt, failed);
        return Recorded.of(failed);
    }

    static boolean awaits(PaymentIntent intent) {
        return intent.state() instanceof State.Processing || intent.state() instanceof State.RequiresAction;
    }

    /// Opens what follows from another attempt.
    Attempt open(
            Tx tx,
            Caller caller,
            Attempt because,
            Operation operation,
            Purpose purpose,
            Earlier original,
            Money amount) {
        var attempt = new Attempt(
                ids.next(),
                because.intent(),
                because.whose(),
                because.refund(),
                operation,
                Optional.of(purpose),
                Optional.empty(),
                Optional.of(original),
                because.connector(),
                amount,
                because.method(),
                because.rehearsal(),
                deadlineMs());
        attempts.add(tx, caller.tenant(), attempt);
        return attempt;
    }

    void complete(Tx tx, Caller caller, Attempt attempt, PaymentIntent intent) {
        idempotency.complete(tx, caller, attempt.id(), () -> moveIntent.view(tx, caller, intent));
    }

    private void completeDeclined(Tx tx, Caller caller, Attempt attempt, PaymentIntent intent) {
        idempotency.completeRefused(tx, caller, attempt.id(), () -> moveIntent.refusal(tx, caller, intent));
    }

    long deadlineMs() {
        return clock.nowMs() + timeout.toMillis();
    }
}
