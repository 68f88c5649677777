package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Occasion;
import dev.caisse.connectors.Routing;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.OpenCard;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.methods.UseMethod;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.CardNumber;
import java.time.Duration;
import java.util.Optional;

/// Pays an intent. *Intend* is here: the checks, the method, the attempt and the idempotency row in one transaction, an
/// authentication first where the card or the merchant wants one. [CarryOut] does the rest.
public final class ConfirmPayment {
    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final Routing routing;
    private final Idempotency idempotency;
    private final KeepCard keepCard;
    private final OpenCard openCard;
    private final MoveIntent moveIntent;
    private final CarryOut carryOut;
    private final UseMethod useMethod = new UseMethod();
    private final Attempts attempts = new Attempts();

    ConfirmPayment(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            Routing routing,
            Idempotency idempotency,
            KeepCard keepCard,
            OpenCard openCard,
            MoveIntent moveIntent,
            CarryOut carryOut) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.timeout = timeout;
        this.routing = routing;
        this.idempotency = idempotency;
        this.keepCard = keepCard;
        this.openCard = openCard;
        this.moveIntent = moveIntent;
        this.carryOut = carryOut;
    }

    /// How a payment is to be made.
    ///
    /// @param challengeReturn where the payer's browser comes back to after a challenge; made of the intent's id
    /// @param rehearsal the sandbox's instructions for this request, over those of the intent
    /// @param isPayerAway whether the merchant pays by themselves; then nobody can be challenged
    public record How(PayWith with, ChallengeReturn challengeReturn, Optional<String> rehearsal, boolean isPayerAway) {

        /// With its payer there.
        public How(PayWith with, ChallengeReturn challengeReturn, Optional<String> rehearsal) {
            this(with, challengeReturn, rehearsal, false);
        }
    }

    /// Makes the address to come back to.
    @FunctionalInterface
    public interface ChallengeReturn {
        String of(long intent);
    }

    /// An intent whose payment is written, and the attempt that has to be carried out; none when it is over already.
    private record Intended(PaymentIntent intent, Optional<Attempt> attempt) {}

    /// @return the intent as it is afterwards: succeeded, held, declined, waiting for its payer, or processing when
    ///     nobody knows yet
    /// @throws Refusal when the intent cannot be confirmed now; nothing was written
    public PaymentIntent run(Caller caller, WhichIntent which, How how) {
        var intended = db.inTransaction(tx -> intend(tx, caller, which.in(tx), how));
        return intended.attempt()
                .map(attempt -> carryOut.run(
                        caller,
                        intended.intent(),
                        attempt,
                        atHand(how),
                        how.challengeReturn().of(intended.intent().id()),
                        how.isPayerAway()))
                .orElse(intended.intent());
    }

    private static Optional<Means.Card> atHand(How how) {
        return how.with() instanceof PayWith.Typed typed
                ? Optional.of(typed.card().asMeans().on(new Occasion(how.isPayerAway(), false)))
                : Optional.empty();
    }

    private Intended intend(Tx tx, Caller caller, PaymentIntent intent, How how) {
        var connector = moveIntent.connector(caller.tenant());
        var number = number(tx, caller, intent, how.with());
        var screened = connector.screen(number).or(() -> withoutAuthenticator(caller, intent, how));
        if (screened.isPresent()) {
            return turnAway(tx, caller, intent, screened.get());
        }
        var method = method(tx, caller, intent, how.with());
        var processing = intent.confirm(method.id());
        moveIntent.save(tx, caller, processing);
        var attempt = attempt(caller, processing, connector, number, method, how);
        attempts.add(tx, caller.tenant(), attempt);
        idempotency.begin(tx, caller, attempt.id());
        return new Intended(processing, Optional.of(attempt));
    }

    /// A card that is refused without asking anyone: it never reaches the vault, and no attempt is made.
    private Intended turnAway(Tx tx, Caller caller, PaymentIntent intent, Answer.Declined declined) {
        var error = PaymentError.of(declined, Optional.empty(), Optional.empty());
        var turnedAway = moveIntent.to(tx, caller, intent.turnedAway(error), "payment_intent.payment_failed");
        idempotency.addRefused(tx, caller, () -> moveIntent.refusal(tx, caller, turnedAway));
        return new Intended(turnedAway, Optional.empty());
    }

    /// Where nobody can authenticate a payer, or the payer is not there, what asks for a challenge is declined.
    private Optional<Answer.Declined> withoutAuthenticator(Caller caller, PaymentIntent intent, How how) {
        boolean isWanted = intent.details().threeDSecure() == Authenticator.Preference.ANY
                && (how.isPayerAway()
                        || routing.findAuthenticator(caller.tenant().live()).isEmpty());
        return isWanted
                ? Optional.of(new Answer.Declined(
                        dev.caisse.connectors.DeclineCode.AUTHENTICATION_REQUIRED,
                        "A challenge was asked for, and nobody here can make one.",
                        Answer.Advice.DO_NOT_TRY_AGAIN))
                : Optional.empty();
    }

    private CardNumber number(Tx tx, Caller caller, PaymentIntent intent, PayWith with) {
        return switch (with) {
            case PayWith.Typed typed -> typed.card().number();
            case PayWith.Kept kept -> openCard.number(tx, caller.tenant(), kept.method());
            case PayWith.AlreadySet _ -> openCard.number(tx, caller.tenant(), set(intent));
        };
    }

    /// One that is to be saved when it has paid is not used up by it.
    private PaymentMethod method(Tx tx, Caller caller, PaymentIntent intent, PayWith with) {
        boolean isToBeSaved = intent.details().particulars().futureUsage().isPresent();
        return switch (with) {
            case PayWith.Typed typed when isToBeSaved -> keepCard.in(tx, caller.tenant(), typed.card());
            case PayWith.Typed typed -> keepCard.forOnce(tx, caller.tenant(), typed.card());
            case PayWith.Kept kept -> used(tx, caller, intent, kept.method(), isToBeSaved);
            case PayWith.AlreadySet _ -> used(tx, caller, intent, set(intent), isToBeSaved);
        };
    }

    /// That it cannot be confirmed now is told before what it would have been paid with.
    private PaymentMethod used(Tx tx, Caller caller, PaymentIntent intent, long method, boolean isToBeSaved) {
        intent.confirm(method);
        var customer = intent.details().customer();
        if (!isToBeSaved) {
            return useMethod.in(tx, caller.tenant(), method, customer);
        }
        var known = new PaymentMethods().find(tx, caller.tenant(), method).orElseThrow(() -> noSuchMethod(method));
        known.usedFor(customer);
        return known;
    }

    private static long set(PaymentIntent intent) {
        if (intent.state() instanceof State.RequiresConfirmation set) {
            return set.method();
        }
        if (intent.state() instanceof State.RequiresPaymentMethod) {
            throw Refusal.missing("payment_method");
        }
        throw Refusal.unexpectedState("payment_intent", intent.state().status(), "confirmed");
    }

    static Refusal noSuchMethod(long method) {
        return Refusal.notFound(Prefix.METHOD.noun(), Prefix.METHOD.id(method), "payment_method");
    }

    private Attempt attempt(
            Caller caller,
            PaymentIntent intent,
            Connector connector,
            CardNumber number,
            PaymentMethod method,
            How how) {
        var occasion = new Occasion(how.isPayerAway(), method.isSetUpOffSession());
        var authenticator = routing.findAuthenticator(caller.tenant().live())
                .filter(_ -> !how.isPayerAway())
                .filter(known -> known.isWanted(number, intent.details().threeDSecure(), occasion));
        return new Attempt(
                ids.next(),
                intent.id(),
                Whose.PAYMENT,
                Optional.empty(),
                authenticator.isPresent() ? Operation.AUTHENTICATE : Operation.AUTHORIZE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                authenticator.map(Authenticator::name).orElse(connector.name()),
                intent.amount(),
                Optional.of(method.id()),
                how.rehearsal().or(() -> intent.details().rehearsal()),
                clock.nowMs() + timeout.toMillis());
    }
}
