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
import dev.caisse.methods.MethodType;
import dev.caisse.payments.Charge;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import dev.caisse.refunds.Refund.State;
import java.time.Duration;
import java.util.Optional;

/// Gives back all or part of what a charge took, and never more than that in all, however many race.
final class CreateRefund {
    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final PaymentIntents intents;
    private final Idempotency idempotency;
    private final MoveRefund move;
    private final CarryOutRefund carryOut;
    private final Charges charges = new Charges();
    private final Attempts attempts = new Attempts();

    CreateRefund(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            PaymentIntents intents,
            Idempotency idempotency,
            MoveRefund move,
            CarryOutRefund carryOut) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.intents = intents;
        this.idempotency = idempotency;
        this.move = move;
        this.carryOut = carryOut;
    }

    /// @param rehearsal the sandbox's instructions for this request, over those of the refund and of the intent
    /// @return the refund as it is afterwards: succeeded, failed, or pending when that is not known yet
    /// @throws Refusal when there is nothing to give back, or not so much; nothing was written
    Refund run(Caller caller, NewRefund wanted, Optional<String> rehearsal) {
        return carryOut.run(caller, db.inTransaction(tx -> intend(tx, caller, wanted, rehearsal)));
    }

    private Attempt intend(Tx tx, Caller caller, NewRefund wanted, Optional<String> rehearsal) {
        var intent = intents.lock(tx, caller.tenant(), intent(tx, caller, wanted))
                .orElseThrow(() -> noSuch(Prefix.INTENT, wanted.intent().orElseThrow(), "payment_intent"));
        var charge = charge(tx, caller, wanted, intent);
        refuseUnlessTaken(charge);
        refuseWhileDisputed(charge);
        long amount = wanted.amount().orElse(charge.left());
        refuseWhatItsTypeCannot(charge, amount);
        if (charge.left() == 0) {
            throw Refusal.of(
                    400,
                    "charge_already_refunded",
                    null,
                    "Charge %s has nothing left to refund: all of it went back, or is on its way back."
                            .formatted(Prefix.CHARGE.id(charge.id())));
        }
        var refund = new Refund(
                ids.next(),
                intent.id(),
                charge.id(),
                Money.of(amount, charge.amount().currency()),
                wanted.reason(),
                Optional.empty(),
                wanted.metadata(),
                new State.Pending(),
                Optional.empty());
        if (!move.begin(tx, caller, refund)) {
            throw tooMuch(refund, charge);
        }
        var attempt = attempt(tx, caller, intent, charge, refund, rehearsal.or(wanted::rehearsal));
        attempts.add(tx, caller.tenant(), attempt);
        idempotency.begin(tx, caller, attempt.id());
        return attempt;
    }

    /// A charge never changes its intent, so it is read without a lock.
    private long intent(Tx tx, Caller caller, NewRefund wanted) {
        return wanted.charge()
                .map(id -> charges.find(tx, caller.tenant(), id)
                        .orElseThrow(() -> noSuch(Prefix.CHARGE, id, "charge"))
                        .intent())
                .or(wanted::intent)
                .orElseThrow();
    }

    private Charge charge(Tx tx, Caller caller, NewRefund wanted, PaymentIntent intent) {
        if (wanted.intent().isPresent() && wanted.intent().get() != intent.id()) {
            throw Refusal.invalid("charge", "is no charge of this payment_intent: pass one of the two");
        }
        return wanted.charge()
                .flatMap(id -> charges.find(tx, caller.tenant(), id))
                .or(() -> charges.of(tx, caller.tenant(), intent.id()).stream()
                        .filter(charge -> charge.isPaid() && !charge.isSurplus())
                        .findFirst())
                .orElseThrow(() ->
                        Refusal.unexpectedState("payment_intent", intent.state().status(), "refunded"));
    }

    private static void refuseUnlessTaken(Charge charge) {
        if (charge.captured() == 0) {
            var why = charge.isPaid() && !charge.isExpired()
                    ? "it is only held: cancel its payment intent instead"
                    : "nothing was taken with it";
            throw Refusal.of(
                    400,
                    "charge_not_captured",
                    null,
                    "Charge %s cannot be refunded, because %s.".formatted(Prefix.CHARGE.id(charge.id()), why));
        }
    }

    /// The payer's bank has the money already: the payer would get it twice.
    private static void refuseWhileDisputed(Charge charge) {
        if (charge.withheld() > 0) {
            throw Refusal.of(
                    400,
                    "charge_disputed",
                    null,
                    "Charge %s cannot be refunded, because its payer disputed it and their bank has the money. Answer the dispute instead."
                            .formatted(Prefix.CHARGE.id(charge.id())));
        }
    }

    /// Some types can give back nothing, some only all of it, some a part but once.
    private static void refuseWhatItsTypeCannot(Charge charge, long amount) {
        var type = charge.paidWith().type();
        var can = type.refunds();
        if (!can.full()) {
            throw refused(type, null, "cannot be refunded at all");
        }
        if (!can.multiple() && charge.refunded() + charge.refunding() > 0) {
            throw refused(type, null, "can be refunded once, and was");
        }
        if (!can.partial() && amount < charge.captured()) {
            throw refused(type, "amount", "can only be refunded whole");
        }
    }

    private static Refusal refused(MethodType type, String param, String why) {
        return Refusal.of(400, "charge_not_refundable", param, "A payment with `" + type.name() + "` " + why + ".");
    }

    private static Refusal tooMuch(Refund refund, Charge charge) {
        var left = Money.of(charge.left(), charge.amount().currency());
        return Refusal.of(
                400,
                "amount_too_large",
                "amount",
                "Cannot refund " + refund.amount() + ": only " + left + " of this charge is left to refund.");
    }

    private static Refusal noSuch(Prefix prefix, long id, String param) {
        return Refusal.notFound(prefix.noun(), prefix.id(id), param);
    }

    private Attempt attempt(
            Tx tx, Caller caller, PaymentIntent intent, Charge charge, Refund refund, Optional<String> rehearsal) {
        var paid = attempts.find(tx, caller.tenant(), charge.attempt()).orElseThrow();
        return new Attempt(
                ids.next(),
                intent.id(),
                Whose.REFUND,
                Optional.of(refund.id()),
                Operation.REFUND,
                Optional.of(Purpose.REQUEST),
                Optional.empty(),
                Optional.of(new Earlier(paid.id(), Optional.empty())),
                paid.connector(),
                refund.amount(),
                paid.method(),
                rehearsal.or(() -> intent.details().rehearsal()),
                clock.nowMs() + timeout.toMillis());
    }
}
