package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Takes all or part of what an intent holds; the rest is released.
public final class CapturePayment {
    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final PaymentIntents intents;
    private final Idempotency idempotency;
    private final CarryOut carryOut;
    private final Attempts attempts = new Attempts();

    CapturePayment(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            PaymentIntents intents,
            Idempotency idempotency,
            CarryOut carryOut) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.intents = intents;
        this.idempotency = idempotency;
        this.carryOut = carryOut;
    }

    private record Intended(PaymentIntent intent, Attempt attempt) {}

    /// @param amount in the smallest unit; all that is held when empty
    /// @return the intent as it is afterwards; it still holds the money when the outcome is not known
    /// @throws Refusal when nothing is held, too much is asked, or a capture is under way; nothing was written
    public PaymentIntent run(Caller caller, WhichIntent which, Optional<Long> amount, Optional<String> rehearsal) {
        var intended = db.inTransaction(tx -> intend(tx, caller, which.in(tx), amount, rehearsal));
        return carryOut.run(caller, intended.intent(), intended.attempt());
    }

    private Intended intend(
            Tx tx, Caller caller, PaymentIntent intent, Optional<Long> amount, Optional<String> rehearsal) {
        if (attempts.isBeingEnded(tx, caller.tenant(), intent.id())) {
            throw Refusal.of(
                    400,
                    "payment_intent_unexpected_state",
                    null,
                    "This payment intent cannot be captured: a capture or a cancel of it is under way, its status is "
                            + intent.state().status() + ".");
        }
        var asked = Money.of(
                amount.orElse(intent.amountCapturable()), intent.amount().currency());
        refuseUnlessHeld(intent, asked);
        var held = attempts.findApproved(tx, caller.tenant(), intent.id()).orElseThrow();
        var capture = new Attempt(
                ids.next(),
                intent.id(),
                Whose.PAYMENT,
                Optional.empty(),
                Operation.CAPTURE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Earlier(held.id(), Optional.empty())),
                held.connector(),
                asked,
                held.method(),
                rehearsal.or(() -> intent.details().rehearsal()),
                clock.nowMs() + timeout.toMillis());
        var capturing = intent.capturing();
        intents.save(tx, caller.tenant(), capturing);
        attempts.add(tx, caller.tenant(), capture);
        idempotency.begin(tx, caller, capture.id());
        return new Intended(capturing, capture);
    }

    /// The machine decides; only its answer counts here, what it leads to comes with the connector's.
    private static void refuseUnlessHeld(PaymentIntent intent, Money asked) {
        if (intent.state() instanceof State.RequiresCapture && asked.isZero()) {
            throw Refusal.invalid("amount_to_capture", "must be at least 1");
        }
        intent.captured(asked);
    }
}
