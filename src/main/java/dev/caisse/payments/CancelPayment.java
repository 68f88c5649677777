package dev.caisse.payments;

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
import dev.caisse.connectors.DeclineCode;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Ends a payment: at once where nothing is held anywhere, through the connector where something is. Also what a
/// session
/// does when its time is over, and a payer who gives up a challenge.
public final class CancelPayment {
    private static final String GIVEN_UP = "{\"answer\":\"given up\"}";

    /// Between two cancels of what its connector would not cancel the first time.
    private static final Duration PAUSE = Duration.ofMinutes(1);

    /// The same, for what is held until nobody wants it any more.
    private static final Duration LONG_PAUSE = Duration.ofHours(1);

    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final Idempotency idempotency;
    private final MoveIntent moveIntent;
    private final CarryOut carryOut;
    private final Attempts attempts = new Attempts();

    CancelPayment(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            Idempotency idempotency,
            MoveIntent moveIntent,
            CarryOut carryOut) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.idempotency = idempotency;
        this.moveIntent = moveIntent;
        this.carryOut = carryOut;
    }

    /// An intent, and the cancel that has to be carried out before it is over; none when it is over already, or when
    /// somebody else is at work on it.
    public record Ending(PaymentIntent intent, Optional<Attempt> cancel) {}

    /// The merchant cancels.
    ///
    /// @return the intent as it is afterwards; it still holds the money when the outcome is not known
    /// @throws Refusal when it cannot be canceled now; nothing was written
    public PaymentIntent run(Caller caller, WhichIntent which, Optional<String> reason, Optional<String> rehearsal) {
        var ending = db.inTransaction(tx -> intend(tx, caller, which.in(tx), reason, rehearsal));
        return carryOut(caller, ending);
    }

    /// Calls the connector, where that is needed.
    public PaymentIntent carryOut(Caller caller, Ending ending) {
        return ending.cancel()
                .map(cancel -> carryOut.run(caller, ending.intent(), cancel))
                .orElse(ending.intent());
    }

    private Ending intend(
            Tx tx, Caller caller, PaymentIntent intent, Optional<String> reason, Optional<String> rehearsal) {
        return switch (intent.state()) {
            case State.RequiresAction _
            when giveUp(tx, caller, intent) -> requested(tx, caller, intent.released(reason, moveIntent.nowMs(caller)));
            case State.RequiresAction _ -> release(tx, caller, intent, reason, rehearsal);
            case State.RequiresCapture _ -> release(tx, caller, intent, reason, rehearsal);
            case State.RequiresPaymentMethod _,
                    State.RequiresConfirmation _,
                    State.Processing _,
                    State.Succeeded _,
                    State.Canceled _ -> requested(tx, caller, intent.cancel(reason, moveIntent.nowMs(caller)));
        };
    }

    /// Over at once, and so is the merchant's request.
    private Ending requested(Tx tx, Caller caller, PaymentIntent canceled) {
        var ending = done(tx, caller, canceled);
        idempotency.addDone(tx, caller, () -> moveIntent.view(tx, caller, canceled));
        return ending;
    }

    private Ending done(Tx tx, Caller caller, PaymentIntent canceled) {
        moveIntent.to(tx, caller, canceled, "payment_intent.canceled");
        return new Ending(canceled, Optional.empty());
    }

    private Ending release(
            Tx tx, Caller caller, PaymentIntent intent, Optional<String> reason, Optional<String> rehearsal) {
        if (attempts.isBeingEnded(tx, caller.tenant(), intent.id())) {
            throw beingEnded(intent);
        }
        var held = intent.state() instanceof State.RequiresAction
                ? attempts.findOpen(tx, caller.tenant(), intent.id(), Operation.AUTHORIZE)
                        .orElseThrow()
                : attempts.findApproved(tx, caller.tenant(), intent.id()).orElseThrow();
        if (attempts.findOpenCancel(tx, caller.tenant(), held.id()).isPresent()) {
            throw beingEnded(intent);
        }
        var cancel = cancel(
                held,
                Purpose.REQUEST,
                reason,
                rehearsal.or(() -> intent.details().rehearsal()));
        attempts.add(tx, caller.tenant(), cancel);
        idempotency.begin(tx, caller, cancel.id());
        return new Ending(intent, Optional.of(cancel));
    }

    private static Refusal beingEnded(PaymentIntent intent) {
        return Refusal.of(
                400,
                "payment_intent_unexpected_state",
                null,
                "This payment intent cannot be canceled: a capture or a cancel of it is under way, its status is "
                        + intent.state().status() + ".");
    }

    /// The session's time is over. An authentication is simply given up, for no money can move under it; an
    /// authorisation
    /// nobody is at work on any more is cancelled at the connector first.
    ///
    /// @return empty as long as somebody may still be at work on it
    public Optional<Ending> expire(Tx tx, Caller caller, PaymentIntent intent) {
        var open = attempts.findOpen(tx, caller.tenant(), intent.id(), Operation.AUTHENTICATE, Operation.AUTHORIZE);
        if (open.isEmpty()) {
            return Optional.of(over(tx, caller, intent));
        }
        boolean isAtWork = intent.state() instanceof State.Processing
                && clock.nowMs() < open.get().deadlineMs();
        if (isAtWork || attempts.isCanceledSince(tx, caller.tenant(), open.get(), clock.nowMs() - PAUSE.toMillis())) {
            return Optional.empty();
        }
        if (open.get().operation() == Operation.AUTHENTICATE) {
            attempts.close(tx, caller.tenant(), open.get().id(), Outcome.CANCELED, GIVEN_UP);
            return Optional.of(over(tx, caller, intent));
        }
        var cancel =
                cancel(open.get(), Purpose.EXPIRE, Optional.empty(), open.get().rehearsal());
        attempts.add(tx, caller.tenant(), cancel);
        return Optional.of(new Ending(intent, Optional.of(cancel)));
    }

    /// Of a session that came to cost nothing after all, and is complete.
    public void unneeded(Tx tx, Caller caller, PaymentIntent intent) {
        done(tx, caller, intent.cancel(Optional.of("abandoned"), moveIntent.nowMs(caller)));
    }

    /// What was held for as long as it may be goes back.
    ///
    /// @return empty while a capture or a cancel is under way, and for a while after a cancel that was refused
    Optional<Ending> letGo(Tx tx, Caller caller, PaymentIntent intent) {
        var held = attempts.findApproved(tx, caller.tenant(), intent.id()).orElseThrow();
        long sinceMs = clock.nowMs() - LONG_PAUSE.toMillis();
        if (attempts.findOpen(tx, caller.tenant(), intent.id(), Operation.CAPTURE)
                        .isPresent()
                || attempts.isCanceledSince(tx, caller.tenant(), held, sinceMs)) {
            return Optional.empty();
        }
        var cancel = cancel(
                held,
                Purpose.REQUEST,
                Optional.of("automatic"),
                intent.details().rehearsal());
        attempts.add(tx, caller.tenant(), cancel);
        return Optional.of(new Ending(intent, Optional.of(cancel)));
    }

    private Ending over(Tx tx, Caller caller, PaymentIntent intent) {
        var error = new PaymentError(
                DeclineCode.AUTHENTICATION_FAILED, "The time to pay was over.", intent.method(), Optional.empty());
        return done(tx, caller, intent.expired(error, "expired", moveIntent.nowMs(caller)));
    }

    /// The payer wants to pay in another way: at once where nobody was asked for money, else when the connector says
    /// that
    /// none will move. Does nothing when they are not waited for any more.
    ///
    /// @return the intent as it is afterwards: paid, when they had paid already, or waiting, when they still may
    public PaymentIntent abandon(Caller caller, WhichIntent which) {
        return carryOut(caller, db.inTransaction(tx -> abandoning(tx, caller, which.in(tx))));
    }

    private Ending abandoning(Tx tx, Caller caller, PaymentIntent intent) {
        if (!(intent.state() instanceof State.RequiresAction)) {
            return new Ending(intent, Optional.empty());
        }
        if (giveUp(tx, caller, intent)) {
            var error = new PaymentError(
                    DeclineCode.AUTHENTICATION_FAILED,
                    "The payer gave up the authentication.",
                    intent.method(),
                    Optional.empty());
            var abandoned = moveIntent.to(tx, caller, intent.abandoned(error), "payment_intent.payment_failed");
            return new Ending(abandoned, Optional.empty());
        }
        var cancel = attempts.findOpen(tx, caller.tenant(), intent.id(), Operation.AUTHORIZE)
                .filter(open ->
                        attempts.findOpenCancel(tx, caller.tenant(), open.id()).isEmpty())
                .map(open -> cancel(open, Purpose.ABANDON, Optional.empty(), open.rehearsal()));
        cancel.ifPresent(written -> attempts.add(tx, caller.tenant(), written));
        return new Ending(intent, cancel);
    }

    /// Closes the authentication that an intent waits for; false when it waits for something else.
    private boolean giveUp(Tx tx, Caller caller, PaymentIntent intent) {
        return attempts.findOpen(tx, caller.tenant(), intent.id(), Operation.AUTHENTICATE)
                .map(open -> attempts.close(tx, caller.tenant(), open.id(), Outcome.CANCELED, GIVEN_UP))
                .orElse(false);
    }

    private Attempt cancel(Attempt held, Purpose purpose, Optional<String> reason, Optional<String> rehearsal) {
        return new Attempt(
                ids.next(),
                held.intent(),
                Whose.PAYMENT,
                Optional.empty(),
                Operation.CANCEL,
                Optional.of(purpose),
                reason,
                Optional.of(new Earlier(held.id(), Optional.empty())),
                held.connector(),
                held.amount(),
                held.method(),
                rehearsal,
                clock.nowMs() + timeout.toMillis());
    }
}
