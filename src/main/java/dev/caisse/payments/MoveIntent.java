package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.attempts.Attempt;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Routing;
import dev.caisse.connectors.TestCards;
import dev.caisse.events.Events;
import dev.caisse.ledger.Ledger;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.methods.SaveMethod;
import dev.caisse.methods.ShownMethod;
import dev.caisse.payments.Charge.Failure;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Writes what has become of an intent: its row, its charge, their events, and a word to whoever settles. Decides
/// nothing; the machine and [RecordAnswer] do.
final class MoveIntent {
    private final Ids ids;
    private final Clocks clocks;
    private final Routing routing;
    private final Events events;
    private final PaymentIntents intents;
    private final Ledger ledger;
    private final Settlement settlement;
    private final ChargeViews chargeViews;
    private final SaveMethod saveMethod;
    private final PaymentMethods methods = new PaymentMethods();
    private final Charges charges = new Charges();

    MoveIntent(
            Ids ids,
            Clocks clocks,
            Routing routing,
            Events events,
            PaymentIntents intents,
            Ledger ledger,
            Settlement settlement,
            ChargeViews chargeViews) {
        this.ids = ids;
        this.clocks = clocks;
        this.routing = routing;
        this.events = events;
        this.intents = intents;
        this.ledger = ledger;
        this.settlement = settlement;
        this.chargeViews = chargeViews;
        this.saveMethod = new SaveMethod(events);
    }

    /// @return the intent as it is kept now
    PaymentIntent save(Tx tx, Caller caller, PaymentIntent intent) {
        intents.save(tx, caller.tenant(), intent);
        return intent.saved();
    }

    PaymentIntent to(Tx tx, Caller caller, PaymentIntent intent, String event) {
        save(tx, caller, intent);
        events.append(tx, caller, event, view(tx, caller, intent));
        settlement.settled(tx, caller, intent);
        return intent;
    }

    PaymentIntent approved(Tx tx, Caller caller, PaymentIntent before, Attempt attempt, Answer.Approved approved) {
        var intent = settlement.isGivenItsPayer(tx, caller, before)
                ? intents.lock(tx, caller.tenant(), before.id()).orElseThrow().awake()
                : before;
        var method = judged(tx, caller, attempt, approved.checks());
        var earlier = chargeViews.of(tx, caller.tenant(), intent);
        var pending = pending(tx, caller, attempt, earlier);
        var paid = paid(tx, caller, new Approval(intent, attempt, approved, method, earlier, pending));
        pending.ifPresent(_ -> charges.settle(tx, caller.tenant(), paid.charge()));
        save(tx, caller, paid.intent());
        settlement.settled(tx, caller, paid.intent());
        if (pending.isEmpty()) {
            saveMethod(tx, caller, intent, method);
        }
        return paid.intent();
    }

    private void saveMethod(Tx tx, Caller caller, PaymentIntent intent, PaymentMethod method) {
        var details = intent.details();
        details.particulars()
                .futureUsage()
                .ifPresent(usage -> saveMethod.in(tx, caller, method.id(), details.customer(), usage));
    }

    /// An approval, and what has to be known to write down what follows from it.
    ///
    /// @param method as the issuer judged it
    /// @param earlier the intent's charges until now, newest first
    /// @param pending the one that was shown while the money was on its way
    record Approval(
            PaymentIntent intent,
            Attempt attempt,
            Answer.Approved approved,
            PaymentMethod method,
            List<ChargeView> earlier,
            Optional<Charge> pending) {}

    /// An intent as an approval left it.
    record Paid(PaymentIntent intent, PaymentIntentView view, Charge charge) {}

    /// All that an approval adds: the charge, and the events. Its changes are the caller's: of the intent, the method
    /// and the attempt.
    Paid paid(Inserts into, Caller caller, Approval approval) {
        var intent = approval.intent();
        var charge = charge(into, caller.tenant(), approval, false);
        if (approval.pending().isEmpty()) {
            charges.add(into, caller.tenant(), charge, intent.details().customer());
        }
        var paid = intent.withCharge(charge.id()).approved(nowMs(caller));
        var shown = chargeViews.fresh(charge, paid, caller.tenant());
        events.append(into, caller, "charge.succeeded", shown);
        var others = approval.earlier().stream().filter(view -> !view.id().equals(shown.id()));
        var all = Stream.concat(Stream.of(shown), others).toList();
        var view = PaymentIntentView.of(paid, all, caller.tenant());
        events.append(
                into,
                caller,
                isHeld(intent) ? "payment_intent.amount_capturable_updated" : "payment_intent.succeeded",
                view);
        return new Paid(paid, view, charge);
    }

    /// Whether more follows from an approval of it, in the same transaction, than [#paid] adds.
    boolean isAwaited(PaymentIntent intent) {
        return settlement.isAwaiting(intent)
                || intent.details().particulars().futureUsage().isPresent();
    }

    /// A success that comes when its payment is over: it is shown, and nothing else moves.
    Charge surplus(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Approved approved) {
        var method = judged(tx, caller, attempt, approved.checks());
        var charge = charge(
                tx,
                caller.tenant(),
                new Approval(intent, attempt, approved, method, List.of(), Optional.empty()),
                true);
        charges.add(tx, caller.tenant(), charge, intent.details().customer());
        events.append(tx, caller, "charge.succeeded", chargeViews.fresh(charge, intent, caller.tenant()));
        return charge;
    }

    /// The money of an attempt has gone back, or is held no more. A charge that was shown as failed before stays so.
    void returned(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt) {
        charges.findOf(tx, caller.tenant(), attempt.id())
                .filter(Charge::isPaid)
                .map(charge -> posted(tx, caller.tenant(), charge).returned())
                .ifPresent(charge -> {
                    boolean isBack = charge.captured() > 0;
                    if (isBack) {
                        var back = Money.of(charge.captured(), charge.amount().currency());
                        ledger.returned(tx, caller.tenant(), charge.id(), back);
                    }
                    charges.save(tx, caller.tenant(), charge);
                    events.append(
                            tx,
                            caller,
                            isBack ? "charge.refunded" : "charge.expired",
                            chargeViews.of(tx, caller.tenant(), charge, intent));
                });
    }

    PaymentIntent declined(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Answer.Declined declined) {
        var method = judged(tx, caller, attempt, declined.checks());
        var failure = new Failure(declined.code().code(), declined.code().declineCode(), declined.message());
        var pending = charges.findOf(tx, caller.tenant(), attempt.id()).filter(Charge::isPending);
        var failed = untaken(intent, attempt, method, Optional.of(failure), declined.risk(), false);
        var charge = pending.map(failed::insteadOf).orElse(failed);
        pending.ifPresentOrElse(
                _ -> charges.settle(tx, caller.tenant(), charge),
                () -> charges.add(tx, caller.tenant(), charge, intent.details().customer()));
        var error = PaymentError.of(declined, attempt.method(), Optional.of(charge.id()));
        var open = intent.withCharge(charge.id()).declined(error);
        events.append(tx, caller, "charge.failed", chargeViews.fresh(charge, open, caller.tenant()));
        return to(tx, caller, open, "payment_intent.payment_failed");
    }

    /// The payer has done all they can, and the money is on its way. What they agreed to holds from now on, whatever
    /// becomes of this payment.
    PaymentIntent pending(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, PaymentMethod method) {
        var charge = untaken(intent, attempt, method, Optional.empty(), Risk.NORMAL, true);
        charges.add(tx, caller.tenant(), charge, intent.details().customer());
        var underWay = intent.withCharge(charge.id()).stillProcessing();
        events.append(tx, caller, "charge.pending", chargeViews.fresh(charge, underWay, caller.tenant()));
        save(tx, caller, underWay);
        events.append(tx, caller, "payment_intent.processing", view(tx, caller, underWay));
        settlement.underWay(tx, caller, underWay);
        if (underWay.details().particulars().futureUsage().isPresent()) {
            saveMethod(
                    tx, caller, intents.lock(tx, caller.tenant(), intent.id()).orElseThrow(), method);
        }
        return underWay;
    }

    /// The payer has got instructions, and pays in their own time.
    void instructed(Tx tx, Caller caller, PaymentIntent intent) {
        settlement.underWay(tx, caller, intent);
    }

    private Optional<Charge> pending(Tx tx, Caller caller, Attempt attempt, List<ChargeView> earlier) {
        return earlier.stream().anyMatch(charge -> charge.status().equals("pending"))
                ? charges.findOf(tx, caller.tenant(), attempt.id()).filter(Charge::isPending)
                : Optional.empty();
    }

    /// A charge that took nothing: it failed, or its money is on the way.
    private Charge untaken(
            PaymentIntent intent,
            Attempt attempt,
            PaymentMethod method,
            Optional<Failure> failure,
            Risk risk,
            boolean isPending) {
        return new Charge(
                ids.next(),
                intent.id(),
                attempt.id(),
                attempt.amount(),
                0,
                0,
                0,
                false,
                false,
                0,
                failure,
                risk,
                false,
                false,
                isPending,
                method.id(),
                method.shown(),
                method.billing(),
                Optional.empty(),
                attempt.authenticated());
    }

    PaymentIntent captured(Tx tx, Caller caller, PaymentIntent intent, Money taken) {
        var held = latest(tx, caller, intent);
        var charge = held.captured(
                taken.minor(),
                ledger.charged(tx, caller.tenant(), held.id(), taken, isAtOnce(caller.tenant(), held.paidWith())));
        charges.save(tx, caller.tenant(), charge);
        var paid = intent.captured(taken);
        events.append(tx, caller, "charge.captured", chargeViews.of(tx, caller.tenant(), charge, paid));
        return to(tx, caller, paid, "payment_intent.succeeded");
    }

    /// What was held is held no more.
    PaymentIntent released(Tx tx, Caller caller, PaymentIntent intent, Optional<String> reason) {
        var canceled = intent.released(reason, nowMs(caller));
        if (intent.state() instanceof State.RequiresCapture) {
            var charge = latest(tx, caller, intent).released();
            charges.save(tx, caller.tenant(), charge);
            events.append(tx, caller, "charge.expired", chargeViews.of(tx, caller.tenant(), charge, canceled));
        }
        return to(tx, caller, canceled, "payment_intent.canceled");
    }

    PaymentIntentView view(Tx tx, Caller caller, PaymentIntent intent) {
        return PaymentIntentView.of(intent, chargeViews.of(tx, caller.tenant(), intent), caller.tenant());
    }

    /// The 402 that tells a merchant of a decline, with the intent inside.
    Refusal refusal(Tx tx, Caller caller, PaymentIntent intent) {
        var error = intent.lastError().orElseThrow();
        return Refusal.declined(
                error.code().code(), error.code().declineCode(), error.message(), view(tx, caller, intent));
    }

    Connector connector(Tenant tenant) {
        return routing.find(tenant.live(), "card")
                .orElseThrow(() -> Refusal.of(
                        400,
                        "payment_method_not_available",
                        "payment_method_types",
                        "No connector takes cards in " + tenant.mode() + " mode."));
    }

    private Charge charge(Inserts into, Tenant tenant, Approval approval, boolean isSurplus) {
        var method = approval.method();
        var taken = approval.approved().amount();
        long id = approval.pending().map(Charge::id).orElseGet(ids::next);
        return new Charge(
                id,
                approval.intent().id(),
                approval.attempt().id(),
                approval.attempt().amount(),
                isHeld(approval.intent()) ? 0 : taken.minor(),
                0,
                0,
                false,
                false,
                0,
                Optional.empty(),
                Risk.NORMAL,
                isSurplus,
                false,
                false,
                method.id(),
                method.shown(),
                method.billing(),
                isHeld(approval.intent())
                        ? Optional.empty()
                        : Optional.of(posted(into, tenant, id, taken, method.shown(), isSurplus)),
                approval.attempt().authenticated());
    }

    /// What a node of a release without a ledger took, at work beside newer ones, it did not post.
    private Charge posted(Tx tx, Tenant tenant, Charge charge) {
        return charge.captured() == 0 || charge.balanceTransaction().isPresent()
                ? charge
                : charge.posted(ledger.late(
                        tx,
                        tenant,
                        charge.id(),
                        Money.of(charge.captured(), charge.amount().currency())));
    }

    private long posted(Inserts into, Tenant tenant, long charge, Money taken, ShownMethod shown, boolean isSurplus) {
        return isSurplus
                ? ledger.late(into, tenant, charge, taken)
                : ledger.charged(into, tenant, charge, taken, isAtOnce(tenant, shown));
    }

    private static boolean isAtOnce(Tenant tenant, ShownMethod shown) {
        return !tenant.live()
                && shown.card()
                        .filter(card -> TestCards.isPaidOutAtOnce(card.brand(), card.last4()))
                        .isPresent();
    }

    private PaymentMethod judged(Tx tx, Caller caller, Attempt attempt, Checks checks) {
        var method = methods.find(tx, caller.tenant(), attempt.method().orElseThrow())
                .orElseThrow();
        return checks.equals(Checks.NONE) ? method : methods.judge(tx, caller.tenant(), method, checks);
    }

    private Charge latest(Tx tx, Caller caller, PaymentIntent intent) {
        return charges.find(tx, caller.tenant(), intent.latestCharge().orElseThrow())
                .orElseThrow();
    }

    private static boolean isHeld(PaymentIntent intent) {
        return intent.capture() == Capture.MANUAL;
    }

    /// What time it is for whoever's intent is moved.
    long nowMs(Caller caller) {
        return clocks.nowMs(caller.tenant());
    }
}
