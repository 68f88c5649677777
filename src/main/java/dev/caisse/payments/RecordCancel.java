package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempt.Purpose;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Told;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.RecordAnswer.Recorded;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;

/// *Record* for what lets go of money or sends it back: what follows from the answer to a cancel or a refund decides
/// its
/// purpose.
final class RecordCancel {
    private static final String CANCELED = "{\"answer\":\"canceled\"}";

    private final Clock clock;
    private final Idempotency idempotency;
    private final MoveIntent moveIntent;
    private final Alarm alarm;
    private final RecordAnswer recordAnswer;
    private final RecordAction recordAction;
    private final Attempts attempts = new Attempts();
    private final PaymentMethods methods = new PaymentMethods();

    RecordCancel(Clock clock, Idempotency idempotency, MoveIntent moveIntent, Alarm alarm, RecordAnswer recordAnswer) {
        this.clock = clock;
        this.idempotency = idempotency;
        this.moveIntent = moveIntent;
        this.alarm = alarm;
        this.recordAnswer = recordAnswer;
        this.recordAction = new RecordAction(clock, moveIntent, recordAnswer);
    }

    Recorded cancel(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer answer) {
        return switch (answer) {
            case Answer.Approved approved -> {
                boolean isNews = recordAnswer.isNews(tx, caller, attempt, Outcome.APPROVED, Told.of(approved));
                yield isNews ? canceled(tx, caller, intent, attempt) : Recorded.of(intent);
            }
            case Answer.Declined declined -> {
                boolean isNews = recordAnswer.isNews(tx, caller, attempt, Outcome.DECLINED, Told.of(declined));
                yield isNews ? notCanceled(tx, caller, intent, attempt, declined) : Recorded.of(intent);
            }
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _ ->
                recordAnswer.unclear(tx, caller, intent, attempt, Told.of(answer));
            case Answer.NeverSeen _ -> again(tx, caller, intent, attempt);
        };
    }

    /// Nothing will move under the original any more.
    private Recorded canceled(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt) {
        var original = attempts.find(
                        tx, caller.tenant(), attempt.original().orElseThrow().id())
                .orElseThrow();
        if (isMadeElsewhere(tx, caller, original) && attempts.isToldApproved(tx, caller.tenant(), original.id())) {
            return askedAgain(tx, caller, intent, attempt, original);
        }
        boolean wasOpen = attempts.close(tx, caller.tenant(), original.id(), Outcome.CANCELED, CANCELED);
        return switch (attempt.purpose().orElseThrow()) {
            case RETRY -> wasOpen ? neverArrived(tx, caller, intent, original) : Recorded.of(intent);
            case ABANDON -> wasOpen ? abandoned(tx, caller, intent, original) : Recorded.of(intent);
            case EXCESS -> throw new IllegalStateException("what came too much is refunded, not canceled");
            case EXPIRE -> wasOpen ? expired(tx, caller, intent, original) : Recorded.of(intent);
            case REQUEST -> {
                var released = moveIntent.released(tx, caller, intent, attempt.reason());
                recordAnswer.complete(tx, caller, attempt, released);
                yield Recorded.of(released);
            }
            case RETURN -> {
                moveIntent.returned(tx, caller, intent, original);
                yield Recorded.of(intent);
            }
        };
    }

    private boolean isMadeElsewhere(Tx tx, Caller caller, Attempt original) {
        return original.operation() == Operation.AUTHORIZE
                && original.method()
                        .flatMap(method -> methods.find(tx, caller.tenant(), method))
                        .filter(method -> !method.type().isCard())
                        .isPresent();
    }

    /// Its approval was heard while the cancel was under way. Whoever sends money from an application of their own can
    /// do
    /// so after a cancel too, and is not told of twice: the connector says how it stands, now that neither changes.
    private Recorded askedAgain(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Attempt original) {
        attempts.note(tx, caller.tenant(), original.id(), CANCELED, clock.nowMs());
        if (attempt.purpose().orElseThrow() == Purpose.REQUEST) {
            return refused(tx, caller, intent, attempt);
        }
        recordAnswer.complete(tx, caller, attempt, intent);
        return Recorded.of(intent);
    }

    private Recorded expired(Tx tx, Caller caller, PaymentIntent intent, Attempt original) {
        var over = intent.expired(PaymentError.neverArrived(original.method()), "expired", moveIntent.nowMs(caller));
        moveIntent.to(tx, caller, over, "payment_intent.canceled");
        recordAnswer.complete(tx, caller, original, over);
        return Recorded.of(over);
    }

    private Recorded abandoned(Tx tx, Caller caller, PaymentIntent intent, Attempt original) {
        long untilMs = intent.nextAction().map(NextAction::untilMs).orElse(Long.MAX_VALUE);
        return recordAnswer.failed(tx, caller, intent, original, recordAction.error(original, untilMs));
    }

    private Recorded neverArrived(Tx tx, Caller caller, PaymentIntent intent, Attempt original) {
        return switch (original.operation()) {
            case AUTHORIZE ->
                recordAnswer.failed(tx, caller, intent, original, PaymentError.neverArrived(original.method()));
            case REFUND -> {
                var authorized = original.original().orElseThrow();
                var lost = original.undisturbed();
                yield Recorded.then(
                        intent,
                        recordAnswer.open(
                                tx,
                                caller,
                                lost,
                                Operation.REFUND,
                                original.purpose().orElseThrow(),
                                authorized,
                                lost.amount()));
            }
            case CAPTURE, CANCEL, AUTHENTICATE, CONTEST, CONCEDE -> {
                recordAnswer.complete(tx, caller, original, intent);
                yield Recorded.of(intent);
            }
        };
    }

    private Recorded notCanceled(
            Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Declined declined) {
        var original = attempt.original().orElseThrow();
        return switch (attempt.purpose().orElseThrow()) {
            case RETURN ->
                Recorded.then(
                        intent,
                        recordAnswer.open(
                                tx, caller, attempt, Operation.REFUND, Purpose.RETURN, original, attempt.amount()));
            case REQUEST -> refused(tx, caller, intent, attempt, declined);
            case EXCESS -> throw new IllegalStateException("what came too much is refunded, not canceled");
            case RETRY, EXPIRE, ABANDON -> {
                long lookMs =
                        declined.code() == DeclineCode.TOO_LATE ? clock.nowMs() : clock.nowMs() + Attempt.LOOK_SOON_MS;
                attempts.note(tx, caller.tenant(), original.id(), Told.of(declined), lookMs);
                recordAnswer.complete(tx, caller, attempt, intent);
                yield Recorded.of(intent);
            }
        };
    }

    /// What is held stays held, and the merchant who wanted it let go is told so.
    private Recorded refused(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Declined declined) {
        boolean isTaken = declined.code() == DeclineCode.TOO_LATE;
        if (intent.state() instanceof State.RequiresAction) {
            return stillWaiting(tx, caller, intent, attempt, declined);
        }
        if (isTaken) {
            alarm.raise("what intent " + intent.id() + " holds was taken already, its connector says");
        }
        var next = isTaken
                ? "The operator of this server has been told and has to look into it."
                : "The money is still held: cancel it again later, or capture it.";
        var refusal = Refusal.of(
                400,
                "payment_intent_unexpected_state",
                null,
                "This payment intent was not canceled, and its status is %s: %s %s"
                        .formatted(intent.state().status(), declined.message(), next));
        idempotency.completeRefused(tx, caller, attempt.id(), () -> refusal);
        return Recorded.refused(intent, refusal);
    }

    /// The payer has paid already, or still may: that is looked up soon.
    private Recorded stillWaiting(
            Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Declined declined) {
        long original = attempt.original().orElseThrow().id();
        attempts.note(tx, caller.tenant(), original, Told.of(declined), clock.nowMs());
        return refused(tx, caller, intent, attempt);
    }

    private Recorded refused(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt) {
        var refusal = Refusal.of(
                400,
                "payment_intent_unexpected_state",
                null,
                "This payment intent was not canceled, and its status is %s: its payer has paid already, or still may."
                        .formatted(intent.state().status()));
        idempotency.completeRefused(tx, caller, attempt.id(), () -> refusal);
        return Recorded.refused(intent, refusal);
    }

    /// A cancel that never arrived is sent again under its own reference: it has one effect however often it comes.
    private Recorded again(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt) {
        var renewed = attempt.again(recordAnswer.deadlineMs());
        return attempts.take(tx, caller.tenant(), renewed) ? Recorded.then(intent, renewed) : Recorded.of(intent);
    }

    Recorded refund(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer answer) {
        switch (answer) {
            case Answer.Approved _ -> {
                boolean isNews = recordAnswer.isNews(tx, caller, attempt, Outcome.APPROVED, Told.of(answer));
                if (isNews && attempt.purpose().orElseThrow() == Purpose.RETURN) {
                    var original = attempts.find(
                            tx,
                            caller.tenant(),
                            attempt.original().orElseThrow().id());
                    moveIntent.returned(tx, caller, intent, original.orElseThrow());
                }
            }
            case Answer.Declined declined -> {
                boolean isNews = recordAnswer.isNews(tx, caller, attempt, Outcome.DECLINED, Told.of(answer));
                // What its payer's bank took back has gone back.
                if (isNews && declined.code() != DeclineCode.CHARGE_DISPUTED) {
                    alarm.raise("money of attempt "
                            + attempt.original().orElseThrow().id() + " could not go back");
                }
            }
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _ -> {
                return recordAnswer.unclear(tx, caller, intent, attempt, Told.of(answer));
            }
            case Answer.NeverSeen _ -> {
                return recordAnswer.neverSeen(tx, caller, intent, attempt, answer);
            }
        }
        return Recorded.of(intent);
    }
}
