package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Purpose;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Told;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Action;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.RecordAnswer.Recorded;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// *Record* for payments that are made elsewhere: the payer has something to do there, or has done it and the money is
/// on
/// its way. When their time is over, the attempt is cancelled at its connector before anything else may be tried.
final class RecordAction {
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Between two cancels of what its connector would not cancel the first time.
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Clock clock;
    private final MoveIntent moveIntent;
    private final RecordAnswer recordAnswer;
    private final Attempts attempts = new Attempts();
    private final PaymentMethods methods = new PaymentMethods();
    private final Charges charges = new Charges();

    RecordAction(Clock clock, MoveIntent moveIntent, RecordAnswer recordAnswer) {
        this.clock = clock;
        this.moveIntent = moveIntent;
        this.recordAnswer = recordAnswer;
    }

    Recorded in(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.ActionRequired required) {
        var tenant = caller.tenant();
        boolean wasUnclear = attempts.isKnownToBeUnclear(tx, tenant, attempt.id());
        long lookMs = Math.min(attempt.nextLookMs(clock.nowMs()), required.untilMs() + GRACE.toMillis());
        if (!attempts.note(tx, tenant, attempt.id(), Told.of(required), Math.max(lookMs, soonMs()))) {
            return Recorded.of(intent);
        }
        var known = attempts.findAction(tx, tenant, attempt.id()).map(NextAction::read);
        if (clock.nowMs() >= required.untilMs() && known.isPresent()) {
            return timeIsOver(tx, caller, waiting(tx, caller, intent, known.get(), false), attempt);
        }
        var next = known.orElseGet(() -> action(method(tx, caller, attempt).type(), intent, required));
        if (known.isEmpty()) {
            attempts.await(tx, tenant, attempt.id(), next.jsonb());
        }
        var waiting = waiting(tx, caller, intent, next, known.isEmpty() || wasUnclear);
        if (known.isEmpty() && next.voucher().isPresent()) {
            moveIntent.instructed(tx, caller, waiting);
        }
        recordAnswer.complete(tx, caller, attempt, waiting);
        return Recorded.of(waiting);
    }

    /// An event tells so when it is new, or when one told before that the outcome was unclear.
    private PaymentIntent waiting(Tx tx, Caller caller, PaymentIntent intent, NextAction next, boolean isNews) {
        if (!(intent.state() instanceof State.Processing)) {
            return intent;
        }
        var waiting = intent.actionRequired(next);
        return isNews
                ? moveIntent.to(tx, caller, waiting, "payment_intent.requires_action")
                : moveIntent.save(tx, caller, waiting);
    }

    private Recorded timeIsOver(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt) {
        long sinceMs = clock.nowMs() - PAUSE.toMillis();
        if (!RecordAnswer.awaits(intent) || attempts.isCanceledSince(tx, caller.tenant(), attempt, sinceMs)) {
            return Recorded.of(intent);
        }
        var original = new Earlier(attempt.id(), Optional.empty());
        var cancel =
                recordAnswer.open(tx, caller, attempt, Operation.CANCEL, Purpose.ABANDON, original, attempt.amount());
        return Recorded.then(intent, cancel);
    }

    /// Why a payment that was given up is over.
    ///
    /// @param untilMs how long its payer had time
    PaymentError error(Attempt attempt, long untilMs) {
        return clock.nowMs() >= untilMs
                ? new PaymentError(
                        DeclineCode.PAYMENT_EXPIRED,
                        "The payer did not pay in time.",
                        attempt.method(),
                        Optional.empty())
                : new PaymentError(
                        DeclineCode.PAYER_GAVE_UP,
                        "The payer chose to pay in another way.",
                        attempt.method(),
                        Optional.empty());
    }

    /// The payer need not wait for a delayed payment; for any other they do.
    Recorded pending(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt) {
        var method = method(tx, caller, attempt);
        var told = Told.of(new Answer.Pending());
        if (!method.type().isDelayed() || !RecordAnswer.awaits(intent)) {
            return recordAnswer.unclear(tx, caller, intent, attempt, told);
        }
        long lookMs = attempt.nextLookMs(clock.nowMs());
        if (!attempts.note(tx, caller.tenant(), attempt.id(), told, lookMs)) {
            return Recorded.of(intent);
        }
        var underWay = charges.isOf(tx, caller.tenant(), attempt.id())
                ? awake(tx, caller, intent)
                : moveIntent.pending(tx, caller, intent.awake(), attempt, method);
        recordAnswer.complete(tx, caller, attempt, underWay);
        return Recorded.of(underWay);
    }

    private PaymentIntent awake(Tx tx, Caller caller, PaymentIntent intent) {
        return intent.state() instanceof State.RequiresAction ? moveIntent.save(tx, caller, intent.awake()) : intent;
    }

    private long soonMs() {
        return clock.nowMs() + GRACE.toMillis();
    }

    private PaymentMethod method(Tx tx, Caller caller, Attempt attempt) {
        return methods.find(tx, caller.tenant(), attempt.method().orElseThrow()).orElseThrow();
    }

    private static NextAction action(MethodType type, PaymentIntent intent, Answer.ActionRequired required) {
        var back = intent.details().returnUrl().orElse(null);
        return switch (required.action()) {
            case Action.Redirect(var url) ->
                new NextAction(type.actionType(), url, back, required.untilMs(), Optional.empty(), Optional.empty());
            case Action.QrCode(var content) ->
                new NextAction(
                        type.actionType(),
                        content.startsWith("http") ? content : null,
                        back,
                        required.untilMs(),
                        Optional.of(content),
                        Optional.empty());
            case Action.Voucher(var url, var details) ->
                new NextAction(
                        type.actionType(), url, back, required.untilMs(), Optional.empty(), Optional.of(details));
        };
    }
}
