package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Routing;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.OpenCard;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.payments.ConfirmPayment.ChallengeReturn;
import dev.caisse.payments.PayWith;
import dev.caisse.payments.PaymentError;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.time.Clock;
import dev.caisse.setup.SetupIntent.State;
import dev.caisse.vault.CardNumber;
import java.time.Duration;
import java.util.Optional;

/// Sets up a method. *Intend* is here: the checks, the method, the attempt and the idempotency row in one transaction,
/// an authentication first where the card or the merchant wants one. [CarryOutSetup] does the rest.
public final class ConfirmSetup {
    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final Routing routing;
    private final Idempotency idempotency;
    private final KeepCard keepCard;
    private final OpenCard openCard;
    private final MoveSetup moveSetup;
    private final CarryOutSetup carryOut;
    private final Attempts attempts = new Attempts();

    ConfirmSetup(Payments.With with, MoveSetup moveSetup, CarryOutSetup carryOut) {
        this.db = with.db();
        this.ids = with.ids();
        this.clock = with.clock();
        this.timeout = with.timeout();
        this.routing = with.routing();
        this.idempotency = with.idempotency();
        this.keepCard = with.keepCard();
        this.openCard = with.openCard();
        this.moveSetup = moveSetup;
        this.carryOut = carryOut;
    }

    /// How it is to be done.
    ///
    /// @param rehearsal the sandbox's instructions for this request, over those of the intent
    public record How(PayWith with, ChallengeReturn challengeReturn, Optional<String> rehearsal) {}

    /// An intent whose attempt is written and has to be carried out; none when it is over already.
    private record Intended(SetupIntent intent, Optional<Attempt> attempt) {}

    /// @return the intent as it is afterwards: succeeded, declined, waiting for its payer, or processing when nobody
    ///     knows yet
    /// @throws Refusal when it cannot be confirmed now; nothing was written
    public SetupIntent run(Caller caller, WhichSetup which, How how) {
        var intended = db.inTransaction(tx -> intend(tx, caller, which.in(tx), how));
        return intended.attempt()
                .map(attempt -> carryOut.run(
                        caller,
                        intended.intent(),
                        attempt,
                        atHand(how),
                        how.challengeReturn().of(intended.intent().id())))
                .orElse(intended.intent());
    }

    private static Optional<Means.Card> atHand(How how) {
        return how.with() instanceof PayWith.Typed typed
                ? Optional.of(typed.card().asMeans())
                : Optional.empty();
    }

    private Intended intend(Tx tx, Caller caller, SetupIntent intent, How how) {
        var connector = connector(routing, caller.tenant());
        var number = number(tx, caller, intent, how.with());
        var screened = connector.screen(number).or(() -> withoutAuthenticator(caller, intent));
        if (screened.isPresent()) {
            return turnAway(tx, caller, intent, screened.get());
        }
        long method = method(tx, caller, intent, how.with());
        var authenticator = routing.findAuthenticator(caller.tenant().live())
                .filter(known -> known.isWanted(number, intent.details().threeDSecure()));
        var attempt = attempt(
                ids.next(),
                intent,
                authenticator.isPresent() ? Operation.AUTHENTICATE : Operation.AUTHORIZE,
                authenticator.map(Authenticator::name).orElse(connector.name()),
                method,
                how.rehearsal().or(() -> intent.details().rehearsal()),
                clock.nowMs() + timeout.toMillis());
        var processing = intent.confirm(method, attempt.id());
        moveSetup.save(tx, caller, processing);
        attempts.add(tx, caller.tenant(), attempt);
        idempotency.begin(tx, caller, attempt.id());
        return new Intended(processing, Optional.of(attempt));
    }

    /// A card that is refused without asking anyone: it never reaches the vault, and no attempt is made.
    private Intended turnAway(Tx tx, Caller caller, SetupIntent intent, Answer.Declined declined) {
        var error = PaymentError.of(declined, Optional.empty(), Optional.empty());
        var turnedAway = moveSetup.to(tx, caller, intent.turnedAway(error), "setup_intent.setup_failed");
        idempotency.addRefused(tx, caller, () -> MoveSetup.refusal(caller, turnedAway));
        return new Intended(turnedAway, Optional.empty());
    }

    /// Where nobody can authenticate a payer, what asks for a challenge is declined.
    private Optional<Answer.Declined> withoutAuthenticator(Caller caller, SetupIntent intent) {
        boolean isWanted = intent.details().threeDSecure() == Authenticator.Preference.ANY
                && routing.findAuthenticator(caller.tenant().live()).isEmpty();
        return isWanted
                ? Optional.of(new Answer.Declined(
                        DeclineCode.AUTHENTICATION_REQUIRED,
                        "A challenge was asked for, and nobody here can make one.",
                        Answer.Advice.DO_NOT_TRY_AGAIN))
                : Optional.empty();
    }

    private CardNumber number(Tx tx, Caller caller, SetupIntent intent, PayWith with) {
        return switch (with) {
            case PayWith.Typed typed -> typed.card().number();
            case PayWith.Elsewhere _ -> throw onlyCards();
            case PayWith.Kept kept -> openCard.number(tx, caller.tenant(), kept.method());
            case PayWith.AlreadySet _ -> openCard.number(tx, caller.tenant(), set(intent));
        };
    }

    private long method(Tx tx, Caller caller, SetupIntent intent, PayWith with) {
        var customer = intent.details().customer();
        return switch (with) {
            case PayWith.Typed typed ->
                keepCard.in(tx, caller.tenant(), typed.card()).id();
            case PayWith.Elsewhere _ -> throw onlyCards();
            case PayWith.Kept kept -> mustFit(tx, caller.tenant(), kept.method(), customer);
            case PayWith.AlreadySet _ -> mustFit(tx, caller.tenant(), set(intent), customer);
        };
    }

    /// One that is used up, or is another customer's, cannot be made ready for this one.
    static long mustFit(Sql sql, Tenant tenant, long method, Optional<Long> customer) {
        var known = new PaymentMethods().find(sql, tenant, method).orElseThrow(() -> noSuchMethod(method));
        if (!known.type().isVerifiable()) {
            throw onlyCards();
        }
        return known.usedFor(customer).id();
    }

    private static long set(SetupIntent intent) {
        if (intent.state() instanceof State.RequiresConfirmation set) {
            return set.method();
        }
        if (intent.state() instanceof State.RequiresPaymentMethod) {
            throw Refusal.missing("payment_method");
        }
        throw Refusal.unexpectedState("setup_intent", intent.state().status(), "confirmed");
    }

    /// What a bank cannot verify is saved by a payment with it, or not at all.
    static Refusal onlyCards() {
        return Refusal.of(
                400,
                "payment_method_not_available",
                "payment_method_data.type",
                "This type of payment method cannot be made ready without a payment. What can be is: card.");
    }

    static Refusal noSuchMethod(long method) {
        return Refusal.notFound(Prefix.METHOD.noun(), Prefix.METHOD.id(method), "payment_method");
    }

    static Connector connector(Routing routing, Tenant tenant) {
        return routing.find(tenant.live(), MethodType.CARD.name())
                .orElseThrow(() -> Refusal.of(
                        400,
                        "payment_method_not_available",
                        "payment_method_types",
                        "No connector takes cards in " + tenant.mode() + " mode."));
    }

    /// An authentication, or a verification: an authorisation of nothing.
    static Attempt attempt(
            long id,
            SetupIntent intent,
            Operation operation,
            String connector,
            long method,
            Optional<String> rehearsal,
            long deadlineMs) {
        return new Attempt(
                id,
                intent.id(),
                Whose.SETUP,
                Optional.empty(),
                operation,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                connector,
                intent.nothing(),
                Optional.of(method),
                rehearsal,
                deadlineMs);
    }
}
