package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.attempts.AskOutside;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Owner;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Routing;
import dev.caisse.methods.OpenCard;
import dev.caisse.methods.PaymentMethod;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.RecordAnswer.Next;
import dev.caisse.payments.RecordAnswer.Recorded;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/// Carries out attempts that are written: *call* outside any transaction and without a connection, *record*, and then
/// whatever has to be called next because of the answer. Whoever dies in between leaves an open attempt behind, never a
/// guess; recovery goes on from there through the same door.
public final class CarryOut implements Owner {
    private final Db db;
    private final Routing routing;
    private final AskOutside outside;
    private final OpenCard openCard;
    private final HeldCodes heldCodes;
    private final RecordAnswer recordAnswer;
    private final RecordTogether recordTogether;
    private final RecordAuthentication recordAuthentication;
    private final Returns returns;

    CarryOut(
            Db db,
            Clock clock,
            Routing routing,
            OpenCard openCard,
            HeldCodes heldCodes,
            RecordAnswer recordAnswer,
            RecordTogether recordTogether,
            RecordAuthentication recordAuthentication,
            Returns returns) {
        this.db = db;
        this.routing = routing;
        this.outside = new AskOutside(clock);
        this.openCard = openCard;
        this.heldCodes = heldCodes;
        this.recordAnswer = recordAnswer;
        this.recordTogether = recordTogether;
        this.recordAuthentication = recordAuthentication;
        this.returns = returns;
    }

    /// Calls and records until nothing is left to call.
    ///
    /// @return the intent as it is then
    /// @throws OutcomeUnknown when an answer could not be recorded; recovery goes on from there
    Recorded run(Caller caller, PaymentIntent intent, Attempt attempt, AtHand atHand) {
        return OutcomeUnknown.after(() -> onward(caller, Recorded.then(intent, attempt), atHand));
    }

    /// Carries out what needs neither card nor payer.
    ///
    /// @throws Refusal when it was not done; that is recorded
    PaymentIntent run(Caller caller, PaymentIntent intent, Attempt attempt) {
        var ended = OutcomeUnknown.after(() -> onward(caller, Recorded.then(intent, attempt), AtHand.NOTHING));
        if (ended.refused().isPresent()) {
            throw ended.refused().get();
        }
        return ended.intent();
    }

    /// What only the request that began a payment knows.
    ///
    /// @param card as it was just typed; otherwise the vault is opened
    /// @param method as it is kept, where the request has seen it
    /// @param challengeReturn where the payer's browser comes back to after a challenge
    /// @param isPayerAway whether the merchant pays by themselves
    record AtHand(
            Optional<Means.Card> card, Optional<PaymentMethod> method, String challengeReturn, boolean isPayerAway) {
        private static final AtHand NOTHING = new AtHand(Optional.empty(), Optional.empty(), "", false);
    }

    /// The payer is back: asks what has become of what they were sent away for.
    PaymentIntent resume(Caller caller, Attempt attempt) {
        var call = attempt.asCall(caller.tenant());
        if (attempt.operation() == Operation.AUTHENTICATE) {
            var authenticator = routing.authenticator(attempt.connector());
            var said = authenticated(attempt, () -> authenticator.resume(call));
            return onward(caller, recorded(caller, attempt, said), AtHand.NOTHING)
                    .intent();
        }
        var said = asked(attempt, () -> routing.connector(attempt.connector()).resume(call));
        return onward(caller, recorded(caller, attempt, said), AtHand.NOTHING).intent();
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Answer answer) {
        onward(caller, recorded(caller, attempt, answer), AtHand.NOTHING);
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Authentication authentication) {
        onward(caller, recorded(caller, attempt, authentication), AtHand.NOTHING);
    }

    private Recorded onward(Caller caller, Recorded begun, AtHand atHand) {
        var now = begun;
        while (now.next().isPresent()) {
            now = called(caller, now.next().get(), atHand);
        }
        hold(now.intent(), atHand);
        return now;
    }

    /// The payer goes away to their bank, and the code is needed when they are back.
    private void hold(PaymentIntent intent, AtHand atHand) {
        if (intent.state() instanceof State.RequiresAction waiting) {
            atHand.card().flatMap(Means.Card::securityCode).ifPresent(code -> heldCodes.hold(waiting.method(), code));
        }
    }

    private Recorded called(Caller caller, Next next, AtHand atHand) {
        var attempt = next.attempt();
        if (attempt.whose() == Whose.REFUND) {
            returns.carryOut(caller, attempt);
            return Recorded.of(next.intent());
        }
        if (attempt.operation() == Operation.AUTHENTICATE) {
            return recorded(caller, attempt, authenticate(caller, next, atHand));
        }
        var answer = ask(caller, next, atHand);
        return atHand.method()
                .flatMap(method -> recordTogether.run(caller, next, method, answer))
                .orElseGet(() -> recorded(caller, attempt, answer));
    }

    private Authentication authenticate(Caller caller, Next next, AtHand atHand) {
        var attempt = next.attempt();
        var details = next.intent().details();
        var authenticator = routing.authenticator(attempt.connector());
        var card = atHand.card().orElseGet(() -> openCard.run(caller.tenant(), method(attempt), Optional.empty()));
        return authenticated(
                attempt,
                () -> authenticator.begin(
                        attempt.asCall(caller.tenant()),
                        attempt.amount(),
                        card,
                        details.threeDSecure(),
                        atHand.challengeReturn()));
    }

    private Answer ask(Caller caller, Next next, AtHand atHand) {
        var attempt = next.attempt();
        var connector = routing.connector(attempt.connector());
        var call = attempt.asCall(caller.tenant());
        return switch (attempt.operation()) {
            case AUTHORIZE -> {
                var means = means(caller, next, atHand);
                var shown = call.showing(next.intent().details().particulars().statement());
                yield asked(
                        attempt,
                        () -> connector.authorize(
                                shown, attempt.amount(), means, next.intent().capture()));
            }
            case CAPTURE -> asked(attempt, () -> connector.capture(call, attempt.amount()));
            case CANCEL -> asked(attempt, () -> connector.cancel(call, attempt.amount()));
            case REFUND -> asked(attempt, () -> connector.refund(call, attempt.amount()));
            case AUTHENTICATE -> throw new IllegalStateException("an authentication is asked for elsewhere");
            case CONTEST, CONCEDE -> throw new IllegalStateException("a dispute is answered elsewhere");
        };
    }

    private Means means(Caller caller, Next next, AtHand atHand) {
        return atHand.method()
                .filter(method -> !method.type().isCard())
                .<Means>map(method -> openCard.elsewhere(caller.tenant(), method, atHand.challengeReturn()))
                .orElseGet(() -> card(caller, next, atHand));
    }

    private Means.Card card(Caller caller, Next next, AtHand atHand) {
        long method = method(next.attempt());
        var card = atHand.card()
                .orElseGet(() -> openCard.run(caller.tenant(), method, heldCodes.take(method), atHand.isPayerAway()));
        return next.proof().map(card::with).orElse(card);
    }

    private static long method(Attempt attempt) {
        return attempt.method().orElseThrow();
    }

    private Answer asked(Attempt attempt, Supplier<Answer> question) {
        return outside.run(attempt.deadlineMs(), question, Answer.Unknown::new);
    }

    private Authentication authenticated(Attempt attempt, Supplier<Authentication> question) {
        return outside.run(attempt.deadlineMs(), question, Authentication.Unknown::new);
    }

    private Recorded recorded(Caller caller, Attempt attempt, Answer answer) {
        return db.inTransaction(tx -> recordAnswer.in(tx, caller, attempt, answer));
    }

    private Recorded recorded(Caller caller, Attempt attempt, Authentication authentication) {
        return db.inTransaction(tx -> recordAuthentication.in(tx, caller, attempt, authentication));
    }
}
