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
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Occasion;
import dev.caisse.connectors.Routing;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.OpenCard;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.methods.TypedCard;
import dev.caisse.methods.UseMethod;
import dev.caisse.payments.CarryOut.AtHand;
import dev.caisse.payments.CreateIntent.NewIntent;
import dev.caisse.payments.PayElsewhere.Chosen;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.db.GroupCommit.Outcome;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Rows;
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
    private final GroupCommit groupCommit;
    private final CreateIntent createIntent;
    private final MoveIntent moveIntent;
    private final CarryOut carryOut;
    private final PayElsewhere payElsewhere;
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
            GroupCommit groupCommit,
            CreateIntent createIntent,
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
        this.groupCommit = groupCommit;
        this.createIntent = createIntent;
        this.moveIntent = moveIntent;
        this.carryOut = carryOut;
        this.payElsewhere = new PayElsewhere(routing, keepCard.others());
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

    /// An intent as it is after a confirmation.
    ///
    /// @param told what the request is answered, where that was written already
    public record Confirmed(PaymentIntent intent, Optional<Object> told) {}

    /// An intent whose payment is written, and the attempt that has to be carried out; none when it is over already.
    ///
    /// @param method as it is kept, where it was looked at
    private record Intended(PaymentIntent intent, Optional<Attempt> attempt, Optional<PaymentMethod> method) {}

    /// @return the intent as it is afterwards: succeeded, held, declined, waiting for its payer, or processing when
    ///     nobody knows yet
    /// @throws Refusal when the intent cannot be confirmed now; nothing was written
    public Confirmed run(Caller caller, WhichIntent which, How how) {
        return carriedOut(caller, db.inTransaction(tx -> intend(tx, caller, which.in(tx), how)), how);
    }

    /// Makes an intent and pays it. What only inserts is committed together with other requests'.
    ///
    /// @throws Refusal when it cannot be made or confirmed; nothing was written
    public Confirmed run(Caller caller, NewIntent wanted, How how) {
        return how.with() instanceof PayWith.Typed typed
                        && screened(
                                        caller,
                                        wanted.threeDSecure(),
                                        how,
                                        typed.card().number())
                                .isEmpty()
                ? carriedOut(caller, intendTogether(caller, wanted, typed.card(), how), how)
                : run(caller, tx -> createIntent.in(tx, caller, wanted), how);
    }

    private Confirmed carriedOut(Caller caller, Intended intended, How how) {
        var intent = intended.intent();
        if (intended.attempt().isEmpty()) {
            return new Confirmed(intent, Optional.empty());
        }
        var challengeReturn = how.challengeReturn().of(intent.id());
        var atHand = new AtHand(card(how), intended.method(), challengeReturn, how.isPayerAway());
        var recorded = carryOut.run(caller, intent, intended.attempt().get(), atHand);
        return new Confirmed(recorded.intent(), recorded.told());
    }

    private static Optional<Means.Card> card(How how) {
        return how.with() instanceof PayWith.Typed typed
                ? Optional.of(typed.card().asMeans().on(new Occasion(how.isPayerAway(), false)))
                : Optional.empty();
    }

    /// No card: nothing is screened, and nobody authenticated before the payer is sent away.
    private Intended elsewhere(Tx tx, Caller caller, PaymentIntent intent, Chosen chosen, How how) {
        payElsewhere.mustBePossible(intent, chosen, how.isPayerAway());
        intent.confirm(0);
        var method = chosen.take(tx);
        var processing = moveIntent.save(tx, caller, intent.confirm(method.id()));
        var connector = payElsewhere.connector(caller.tenant(), chosen.type());
        var attempt = attempt(processing, Operation.AUTHORIZE, connector.name(), method, how);
        attempts.add(tx, caller.tenant(), attempt);
        idempotency.begin(tx, caller, attempt.id());
        return new Intended(processing, Optional.of(attempt), Optional.of(method));
    }

    private Intended intendTogether(Caller caller, NewIntent wanted, TypedCard card, How how) {
        PayElsewhere.mustAllow(wanted.particulars(), MethodType.CARD);
        var rows = new Rows();
        var method = kept(rows, caller, wanted.particulars(), card);
        var processing = createIntent.confirmed(rows, caller, wanted, method.id());
        var attempt = attempt(caller, processing, card.number(), method, how);
        attempts.add(rows, caller.tenant(), attempt);
        idempotency.begin(rows, caller, attempt.id());
        if (groupCommit.write(rows) == Outcome.TWIN) {
            throw Idempotency.twin();
        }
        return new Intended(processing, Optional.of(attempt), Optional.of(method));
    }

    private Intended intend(Tx tx, Caller caller, PaymentIntent intent, How how) {
        var elsewhere = payElsewhere.find(tx, caller, intent, how);
        if (elsewhere.isPresent()) {
            return elsewhere(tx, caller, intent, elsewhere.get(), how);
        }
        PayElsewhere.mustAllow(intent.details().particulars(), MethodType.CARD);
        var number = number(tx, caller, intent, how.with());
        var screened = screened(caller, intent.details().threeDSecure(), how, number);
        if (screened.isPresent()) {
            return turnAway(tx, caller, intent, screened.get());
        }
        var method = method(tx, caller, intent, how.with());
        var processing = moveIntent.save(tx, caller, intent.confirm(method.id()));
        var attempt = attempt(caller, processing, number, method, how);
        attempts.add(tx, caller.tenant(), attempt);
        idempotency.begin(tx, caller, attempt.id());
        return new Intended(processing, Optional.of(attempt), Optional.of(method));
    }

    /// A card that is refused without asking anyone: it never reaches the vault, and no attempt is made.
    private Intended turnAway(Tx tx, Caller caller, PaymentIntent intent, Answer.Declined declined) {
        var error = PaymentError.of(declined, Optional.empty(), Optional.empty());
        var turnedAway = moveIntent.to(tx, caller, intent.turnedAway(error), "payment_intent.payment_failed");
        idempotency.addRefused(tx, caller, () -> moveIntent.refusal(tx, caller, turnedAway));
        return new Intended(turnedAway, Optional.empty(), Optional.empty());
    }

    /// What can be said of a card without asking anyone.
    private Optional<Answer.Declined> screened(Caller caller, Preference threeDSecure, How how, CardNumber number) {
        return moveIntent
                .connector(caller.tenant())
                .screen(number)
                .or(() -> withoutAuthenticator(caller, threeDSecure, how));
    }

    /// Where nobody can authenticate a payer, or the payer is not there, what asks for a challenge is declined.
    private Optional<Answer.Declined> withoutAuthenticator(Caller caller, Preference threeDSecure, How how) {
        boolean isWanted = threeDSecure == Preference.ANY
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
            case PayWith.Elsewhere _ -> throw new IllegalStateException("this is no card");
            case PayWith.Kept kept -> openCard.number(tx, caller.tenant(), kept.method());
            case PayWith.AlreadySet _ -> openCard.number(tx, caller.tenant(), set(intent));
        };
    }

    private PaymentMethod method(Tx tx, Caller caller, PaymentIntent intent, PayWith with) {
        var particulars = intent.details().particulars();
        boolean isToBeSaved = particulars.futureUsage().isPresent();
        return switch (with) {
            case PayWith.Typed typed -> kept(tx, caller, particulars, typed.card());
            case PayWith.Elsewhere _ -> throw new IllegalStateException("this is no card");
            case PayWith.Kept kept -> used(tx, caller, intent, kept.method(), isToBeSaved);
            case PayWith.AlreadySet _ -> used(tx, caller, intent, set(intent), isToBeSaved);
        };
    }

    /// One that is to be saved when it has paid is not used up by it.
    private PaymentMethod kept(Inserts into, Caller caller, Particulars particulars, TypedCard card) {
        return particulars.futureUsage().isPresent()
                ? keepCard.in(into, caller.tenant(), card)
                : keepCard.forOnce(into, caller.tenant(), card);
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

    static long set(PaymentIntent intent) {
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

    private Attempt attempt(Caller caller, PaymentIntent intent, CardNumber number, PaymentMethod method, How how) {
        var occasion = new Occasion(how.isPayerAway(), method.isSetUpOffSession());
        var authenticator = routing.findAuthenticator(caller.tenant().live())
                .filter(_ -> !how.isPayerAway())
                .filter(known -> known.isWanted(number, intent.details().threeDSecure(), occasion));
        return attempt(
                intent,
                authenticator.isPresent() ? Operation.AUTHENTICATE : Operation.AUTHORIZE,
                authenticator
                        .map(Authenticator::name)
                        .orElseGet(() -> moveIntent.connector(caller.tenant()).name()),
                method,
                how);
    }

    private Attempt attempt(
            PaymentIntent intent, Operation operation, String connector, PaymentMethod method, How how) {
        return new Attempt(
                ids.next(),
                intent.id(),
                Whose.PAYMENT,
                Optional.empty(),
                operation,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                connector,
                intent.amount(),
                Optional.of(method.id()),
                how.rehearsal().or(() -> intent.details().rehearsal()),
                clock.nowMs() + timeout.toMillis());
    }
}
