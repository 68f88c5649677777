package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.ThreeDSecure;
import dev.caisse.attempts.Told;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.RecordAnswer.Next;
import dev.caisse.payments.RecordAnswer.Recorded;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// *Record* for what comes before an authorisation: what follows from a payer's authentication, in one transaction with
/// the intent locked first. No money can move under one, so giving it up needs nobody's word.
final class RecordAuthentication {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Ids ids;
    private final Clock clock;
    private final PaymentIntents intents;
    private final Idempotency idempotency;
    private final MoveIntent moveIntent;
    private final RecordAnswer recordAnswer;
    private final Attempts attempts = new Attempts();

    RecordAuthentication(
            Ids ids,
            Clock clock,
            PaymentIntents intents,
            Idempotency idempotency,
            MoveIntent moveIntent,
            RecordAnswer recordAnswer) {
        this.ids = ids;
        this.clock = clock;
        this.intents = intents;
        this.idempotency = idempotency;
        this.moveIntent = moveIntent;
        this.recordAnswer = recordAnswer;
    }

    Recorded in(Tx tx, Caller caller, Attempt attempt, Authentication said) {
        var intent = intents.lock(tx, caller.tenant(), attempt.intent()).orElseThrow();
        return switch (said) {
            case Authentication.Authenticated authenticated ->
                authenticated(tx, caller, intent, attempt, authenticated);
            case Authentication.Challenge challenge -> challenge(tx, caller, intent, attempt, challenge);
            case Authentication.Failed failed ->
                unauthenticated(tx, caller, intent, attempt, said, DeclineCode.AUTHENTICATION_FAILED, failed.message());
            case Authentication.Unavailable unavailable ->
                unauthenticated(tx, caller, intent, attempt, said, DeclineCode.PROCESSING_ERROR, unavailable.why());
            case Authentication.Pending _ -> waiting(tx, caller, intent, attempt, said);
            case Authentication.Unknown _ -> recordAnswer.unclear(tx, caller, intent, attempt, Told.of(said));
            case Authentication.NeverSeen _ ->
                unauthenticated(
                        tx,
                        caller,
                        intent,
                        attempt,
                        said,
                        DeclineCode.PROCESSING_ERROR,
                        "The authentication never began.");
        };
    }

    private Recorded authenticated(
            Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Authentication.Authenticated said) {
        if (!recordAnswer.isNews(tx, caller, attempt, Outcome.APPROVED, Told.of(said))) {
            return Recorded.of(intent);
        }
        var going = moveIntent.save(tx, caller, intent.awake());
        var authorize = new Attempt(
                ids.next(),
                intent.id(),
                Whose.PAYMENT,
                Optional.empty(),
                Operation.AUTHORIZE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                moveIntent.connector(caller.tenant()).name(),
                intent.amount(),
                attempt.method(),
                attempt.rehearsal(),
                recordAnswer.deadlineMs(),
                Optional.of(shown(tx, caller, attempt, said)));
        attempts.add(tx, caller.tenant(), authorize);
        idempotency.follow(tx, caller.tenant(), attempt.id(), authorize.id());
        return Recorded.then(new Next(going, authorize, Optional.of(said.proof())));
    }

    /// A payer who was sent away was given something to do.
    private ThreeDSecure shown(Tx tx, Caller caller, Attempt attempt, Authentication.Authenticated said) {
        boolean isChallenged =
                attempts.findAction(tx, caller.tenant(), attempt.id()).isPresent();
        return ThreeDSecure.of(said.proof(), isChallenged);
    }

    private Recorded challenge(
            Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Authentication.Challenge challenge) {
        if (!attempts.note(
                tx, caller.tenant(), attempt.id(), Told.of(challenge), challenge.untilMs() + GRACE.toMillis())) {
            return Recorded.of(intent);
        }
        var next = NextAction.challenge(
                challenge.url(), intent.details().returnUrl().orElse(null), challenge.untilMs());
        attempts.await(tx, caller.tenant(), attempt.id(), next.jsonb());
        var waiting = intent.awake().actionRequired(next);
        moveIntent.to(tx, caller, waiting, "payment_intent.requires_action");
        recordAnswer.complete(tx, caller, attempt, waiting);
        return Recorded.of(waiting);
    }

    /// The payer has not finished: they go on waiting for them, until the time for it is over.
    private Recorded waiting(Tx tx, Caller caller, PaymentIntent intent, Attempt attempt, Authentication said) {
        var action = attempts.findAction(tx, caller.tenant(), attempt.id()).map(NextAction::read);
        if (action.isPresent() && clock.nowMs() < action.get().untilMs()) {
            boolean wasUnclear = attempts.isKnownToBeUnclear(tx, caller.tenant(), attempt.id());
            attempts.note(
                    tx,
                    caller.tenant(),
                    attempt.id(),
                    Told.of(said),
                    action.get().untilMs() + GRACE.toMillis());
            return Recorded.of(waitingAgain(tx, caller, intent, action.get(), wasUnclear));
        }
        return unauthenticated(
                tx, caller, intent, attempt, said, DeclineCode.AUTHENTICATION_FAILED, "The payer did not come back.");
    }

    /// An event tells so only when one told before that the outcome was unclear.
    private PaymentIntent waitingAgain(
            Tx tx, Caller caller, PaymentIntent intent, NextAction action, boolean wasUnclear) {
        if (!(intent.state() instanceof State.Processing)) {
            return intent;
        }
        var back = intent.actionRequired(action);
        if (wasUnclear) {
            return moveIntent.to(tx, caller, back, "payment_intent.requires_action");
        }
        moveIntent.save(tx, caller, back);
        return back;
    }

    private Recorded unauthenticated(
            Tx tx,
            Caller caller,
            PaymentIntent intent,
            Attempt attempt,
            Authentication said,
            DeclineCode code,
            String message) {
        if (!recordAnswer.isNews(tx, caller, attempt, Outcome.DECLINED, Told.of(said))) {
            return Recorded.of(intent);
        }
        var error = new PaymentError(code, message, attempt.method(), Optional.empty());
        return recordAnswer.failed(tx, caller, intent, attempt, error);
    }
}
