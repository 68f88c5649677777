package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.attempts.AskOutside;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempts;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Routing;
import dev.caisse.events.Events;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.methods.TypedCard;
import dev.caisse.payments.Charge.Failure;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pays an intent with a card, in three beats: *intend* writes the attempt, *call* asks the connector outside any
/// transaction and without a connection, *record* stores the answer and moves the intent. Whoever dies in between
/// leaves an open attempt behind, never a guess.
public final class ConfirmPayment {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmPayment.class);

    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final Routing routing;
    private final AskOutside outside;
    private final Events events;
    private final KeepCard keepCard;
    private final PaymentIntents intents;
    private final Settlement settlement;
    private final PaymentMethods methods = new PaymentMethods();
    private final Attempts attempts = new Attempts();
    private final Charges charges = new Charges();

    public ConfirmPayment(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            Routing routing,
            Events events,
            KeepCard keepCard,
            PaymentIntents intents,
            Settlement settlement) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.routing = routing;
        this.outside = new AskOutside(clock);
        this.events = events;
        this.keepCard = keepCard;
        this.intents = intents;
        this.settlement = settlement;
    }

    /// An attempt that was written, and the method it is made with.
    private record Intended(Attempt attempt, PaymentMethod method) {}

    /// @param gate the caller's own checks, made with the intent locked
    /// @return the intent as it is afterwards: succeeded, declined, or processing when nobody knows yet
    /// @throws Refusal when the intent cannot be confirmed now; nothing was written
    public PaymentIntent run(Caller caller, long intentId, TypedCard card, Gate gate) {
        var connector = connector(caller.tenant());
        var screened = connector.screen(card.number());
        if (screened.isPresent()) {
            return db.inTransaction(tx -> turnAway(tx, caller, locked(tx, caller, intentId, gate), screened.get()));
        }
        var intended = db.inTransaction(tx -> intend(tx, caller, locked(tx, caller, intentId, gate), card, connector));
        var answer = call(connector, intended.attempt(), card);
        return db.inTransaction(tx -> record(tx, caller, intended, answer));
    }

    private PaymentIntent locked(Tx tx, Caller caller, long intentId, Gate gate) {
        var intent = intents.lock(tx, caller.tenant(), intentId)
                .orElseThrow(() -> Refusal.notFound("payment intent", Prefix.INTENT.id(intentId), "id"));
        gate.pass(tx, intent);
        return intent;
    }

    /// A card that is refused without asking anyone: it never reaches the vault, and no attempt is made.
    private PaymentIntent turnAway(Tx tx, Caller caller, PaymentIntent intent, Answer.Declined declined) {
        var error = PaymentError.of(declined, Optional.empty(), Optional.empty());
        return moved(tx, caller, intent.turnedAway(error), "payment_intent.payment_failed");
    }

    private Intended intend(Tx tx, Caller caller, PaymentIntent intent, TypedCard card, Connector connector) {
        var method = keepCard.in(tx, caller.tenant(), card);
        intents.save(tx, caller.tenant(), intent.confirm(method.id()));
        var attempt = new Attempt(
                ids.next(),
                intent.id(),
                Operation.AUTHORIZE,
                connector.name(),
                intent.amount(),
                clock.nowMs() + timeout.toMillis());
        attempts.add(tx, caller.tenant(), attempt);
        return new Intended(attempt, method);
    }

    private Answer call(Connector connector, Attempt attempt, TypedCard card) {
        return outside.run(
                attempt.deadlineMs(),
                () -> connector.authorize(attempt.asCall(), attempt.amount(), card.asMeans(), Capture.AUTOMATIC));
    }

    private PaymentIntent record(Tx tx, Caller caller, Intended intended, Answer said) {
        var tenant = caller.tenant();
        var intent = intents.lock(tx, tenant, intended.attempt().intent()).orElseThrow();
        var answer = whole(intended.attempt(), said);
        if (!attempts.record(tx, tenant, intended.attempt(), answer)) {
            LOG.error(
                    "attempt {} was closed before its answer came",
                    intended.attempt().id());
            return intent;
        }
        return switch (answer) {
            case Answer.Approved approved -> approved(tx, caller, intent, intended, approved);
            case Answer.Declined declined -> declined(tx, caller, intent, intended, declined);
            case Answer.Pending _, Answer.Unknown _, Answer.NeverSeen _, Answer.ActionRequired _ ->
                moved(tx, caller, intent.stillProcessing(), "payment_intent.processing");
        };
    }

    /// An approval for another amount than was asked is not one we understand: it stays open, for somebody to look up.
    private static Answer whole(Attempt attempt, Answer answer) {
        return answer instanceof Answer.Approved approved && !approved.amount().equals(attempt.amount())
                ? new Answer.Unknown("approved for another amount than was asked")
                : answer;
    }

    private PaymentIntent approved(
            Tx tx, Caller caller, PaymentIntent intent, Intended intended, Answer.Approved approved) {
        var judged = methods.judge(tx, caller.tenant(), intended.method(), approved.checks());
        long captured = intent.capture() == Capture.MANUAL ? 0 : intent.amount().minor();
        var charge = charge(intent, intended.attempt(), judged, captured, Optional.empty(), Risk.NORMAL);
        charges.add(tx, caller.tenant(), charge);
        var paid = intent.withCharge(charge.id()).approved();
        events.append(tx, caller, "charge.succeeded", ChargeView.of(charge, paid, caller.tenant()));
        return moved(
                tx,
                caller,
                paid,
                intent.capture() == Capture.MANUAL
                        ? "payment_intent.amount_capturable_updated"
                        : "payment_intent.succeeded");
    }

    private PaymentIntent declined(
            Tx tx, Caller caller, PaymentIntent intent, Intended intended, Answer.Declined declined) {
        var judged = declined.checks().equals(Checks.NONE)
                ? intended.method()
                : methods.judge(tx, caller.tenant(), intended.method(), declined.checks());
        var failure = new Failure(declined.code().code(), declined.code().declineCode(), declined.message());
        var charge = charge(intent, intended.attempt(), judged, 0, Optional.of(failure), declined.risk());
        charges.add(tx, caller.tenant(), charge);
        var error = PaymentError.of(declined, Optional.of(judged.id()), Optional.of(charge.id()));
        var failed = intent.withCharge(charge.id()).declined(error);
        events.append(tx, caller, "charge.failed", ChargeView.of(charge, failed, caller.tenant()));
        return moved(tx, caller, failed, "payment_intent.payment_failed");
    }

    private Charge charge(
            PaymentIntent intent,
            Attempt attempt,
            PaymentMethod method,
            long captured,
            Optional<Failure> failure,
            Risk risk) {
        return new Charge(
                ids.next(),
                intent.id(),
                attempt.id(),
                intent.amount(),
                captured,
                failure,
                risk,
                method.id(),
                method.card(),
                method.billing());
    }

    private PaymentIntent moved(Tx tx, Caller caller, PaymentIntent intent, String event) {
        intents.save(tx, caller.tenant(), intent);
        var view = PaymentIntentView.of(intent, charges.of(tx, caller.tenant(), intent.id()), caller.tenant());
        events.append(tx, caller, event, view);
        settlement.settled(tx, caller, intent);
        return intent;
    }

    private Connector connector(Tenant tenant) {
        return routing.find(tenant.live(), "card")
                .orElseThrow(() -> Refusal.of(
                        400,
                        "payment_method_not_available",
                        "payment_method_types",
                        "No connector takes cards in " + tenant.mode() + " mode."));
    }
}
