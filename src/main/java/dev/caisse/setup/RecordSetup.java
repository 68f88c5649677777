package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Told;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.Proof;
import dev.caisse.connectors.Routing;
import dev.caisse.payments.NextAction;
import dev.caisse.payments.PaymentError;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.time.Clock;
import dev.caisse.setup.SetupIntent.State;
import java.time.Duration;
import java.util.Optional;

/// *Record*: what follows from an answer to a setup intent's attempt, in one transaction with the intent locked first.
/// Safe to run twice. No money can move under one, so what was given up needs nobody's word, and what comes late
/// changes nothing.
final class RecordSetup {
    private static final Duration LOOK_SOON = Duration.ofSeconds(5);
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofMinutes(5);

    private final Ids ids;
    private final Clock clock;
    private final Duration timeout;
    private final SetupIntents intents;
    private final Idempotency idempotency;
    private final MoveSetup moveSetup;
    private final Routing routing;
    private final Attempts attempts = new Attempts();

    RecordSetup(Payments.With with, SetupIntents intents, MoveSetup moveSetup) {
        this.ids = with.ids();
        this.clock = with.clock();
        this.timeout = with.timeout();
        this.routing = with.routing();
        this.intents = intents;
        this.idempotency = with.idempotency();
        this.moveSetup = moveSetup;
    }

    /// What was recorded, and what has to be called next because of it.
    record Recorded(SetupIntent intent, Optional<Next> next) {
        static Recorded of(SetupIntent intent) {
            return new Recorded(intent, Optional.empty());
        }

        static Recorded then(SetupIntent intent, Attempt attempt, Optional<Proof> proof) {
            return new Recorded(intent, Optional.of(new Next(attempt, proof)));
        }
    }

    /// An attempt that is written and waits for its call.
    record Next(Attempt attempt, Optional<Proof> proof) {}

    Recorded in(Tx tx, Caller caller, Attempt attempt, Answer answer) {
        var intent = locked(tx, caller, attempt);
        return switch (answer) {
            case Answer.Approved approved -> approved(tx, caller, intent, attempt, approved);
            case Answer.Declined declined -> {
                var error = PaymentError.of(declined, attempt.method(), Optional.empty());
                yield isNews(tx, caller, attempt, Outcome.DECLINED, Told.of(answer))
                        ? judged(tx, caller, intent, attempt, declined, error)
                        : Recorded.of(intent);
            }
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _ ->
                unclear(tx, caller, intent, attempt, Told.of(answer));
            case Answer.NeverSeen _ ->
                over(tx, caller, intent, attempt, Told.of(answer), PaymentError.neverArrived(attempt.method()));
        };
    }

    Recorded in(Tx tx, Caller caller, Attempt attempt, Authentication said) {
        var intent = locked(tx, caller, attempt);
        return switch (said) {
            case Authentication.Authenticated authenticated ->
                authenticated(tx, caller, intent, attempt, authenticated);
            case Authentication.Challenge challenge -> challenge(tx, caller, intent, attempt, challenge);
            case Authentication.Failed failed ->
                over(tx, caller, intent, attempt, Told.of(said), unauthenticated(attempt, failed.message()));
            case Authentication.Unavailable unavailable ->
                over(tx, caller, intent, attempt, Told.of(said), unavailable(attempt, unavailable.why()));
            case Authentication.Pending _ -> waiting(tx, caller, intent, attempt, said);
            case Authentication.Unknown _ -> unclear(tx, caller, intent, attempt, Told.of(said));
            case Authentication.NeverSeen _ ->
                over(
                        tx,
                        caller,
                        intent,
                        attempt,
                        Told.of(said),
                        unavailable(attempt, "The authentication never began."));
        };
    }

    private Recorded approved(Tx tx, Caller caller, SetupIntent intent, Attempt attempt, Answer.Approved approved) {
        if (!isNews(tx, caller, attempt, Outcome.APPROVED, Told.of(approved)) || !intent.isUnderWay()) {
            return Recorded.of(intent);
        }
        var ready = moveSetup.succeeded(tx, caller, intent.awake(), attempt, approved.checks());
        complete(tx, caller, attempt, ready);
        return Recorded.of(ready);
    }

    private Recorded judged(
            Tx tx, Caller caller, SetupIntent intent, Attempt attempt, Answer.Declined declined, PaymentError error) {
        moveSetup.judge(tx, caller, attempt, declined.checks());
        return failed(tx, caller, intent, attempt, error);
    }

    private Recorded authenticated(
            Tx tx, Caller caller, SetupIntent intent, Attempt attempt, Authentication.Authenticated said) {
        if (!isNews(tx, caller, attempt, Outcome.APPROVED, Told.of(said)) || !intent.isUnderWay()) {
            return Recorded.of(intent);
        }
        var verify = ConfirmSetup.attempt(
                ids.next(),
                intent,
                Operation.AUTHORIZE,
                ConfirmSetup.connector(routing, caller.tenant()).name(),
                attempt.method().orElseThrow(),
                attempt.rehearsal(),
                clock.nowMs() + timeout.toMillis());
        var going = intent.awake().authenticated(verify.id());
        moveSetup.save(tx, caller, going);
        attempts.add(tx, caller.tenant(), verify);
        idempotency.follow(tx, caller.tenant(), attempt.id(), verify.id());
        return Recorded.then(going, verify, Optional.of(said.proof()));
    }

    private Recorded challenge(
            Tx tx, Caller caller, SetupIntent intent, Attempt attempt, Authentication.Challenge challenge) {
        if (!attempts.note(
                tx, caller.tenant(), attempt.id(), Told.of(challenge), challenge.untilMs() + LOOK_SOON.toMillis())) {
            return Recorded.of(intent);
        }
        var next = NextAction.challenge(
                challenge.url(), intent.details().returnUrl().orElse(null), challenge.untilMs());
        attempts.await(tx, caller.tenant(), attempt.id(), next.jsonb());
        var waiting = moveSetup.to(tx, caller, intent.awake().actionRequired(next), "setup_intent.requires_action");
        complete(tx, caller, attempt, waiting);
        return Recorded.of(waiting);
    }

    /// The payer has not finished: they go on being waited for, until the time for it is over.
    private Recorded waiting(Tx tx, Caller caller, SetupIntent intent, Attempt attempt, Authentication said) {
        var action = attempts.findAction(tx, caller.tenant(), attempt.id()).map(NextAction::read);
        if (action.isEmpty() || clock.nowMs() >= action.get().untilMs()) {
            return over(
                    tx,
                    caller,
                    intent,
                    attempt,
                    Told.of(said),
                    unauthenticated(attempt, "The payer did not come back."));
        }
        long lookMs = action.get().untilMs() + LOOK_SOON.toMillis();
        attempts.note(tx, caller.tenant(), attempt.id(), Told.of(said), lookMs);
        if (!(intent.state() instanceof State.Processing)) {
            return Recorded.of(intent);
        }
        var back = intent.actionRequired(action.get());
        moveSetup.save(tx, caller, back);
        return Recorded.of(back);
    }

    /// It came to nothing, and may be tried again.
    private Recorded over(Tx tx, Caller caller, SetupIntent intent, Attempt attempt, String told, PaymentError error) {
        return isNews(tx, caller, attempt, Outcome.DECLINED, told)
                ? failed(tx, caller, intent, attempt, error)
                : Recorded.of(intent);
    }

    private Recorded failed(Tx tx, Caller caller, SetupIntent intent, Attempt attempt, PaymentError error) {
        if (!intent.isUnderWay()) {
            return Recorded.of(intent);
        }
        var failed = moveSetup.failed(tx, caller, intent, error);
        idempotency.completeRefused(tx, caller, attempt.id(), () -> MoveSetup.refusal(caller, failed));
        return Recorded.of(failed);
    }

    /// Nobody knows yet: noted, to be looked up; the caller's request is answered with how things stand.
    private Recorded unclear(Tx tx, Caller caller, SetupIntent intent, Attempt attempt, String told) {
        boolean isOpen = attempts.note(tx, caller.tenant(), attempt.id(), told, laterMs(attempt));
        if (isOpen && caller.role() != Caller.Role.WORKER) {
            complete(tx, caller, attempt, intent);
        }
        return Recorded.of(intent);
    }

    private boolean isNews(Tx tx, Caller caller, Attempt attempt, Outcome outcome, String told) {
        return attempts.close(tx, caller.tenant(), attempt.id(), outcome, told);
    }

    private SetupIntent locked(Tx tx, Caller caller, Attempt attempt) {
        return intents.lock(tx, caller.tenant(), attempt.intent()).orElseThrow();
    }

    private void complete(Tx tx, Caller caller, Attempt attempt, SetupIntent intent) {
        idempotency.complete(tx, caller, attempt.id(), () -> SetupIntentView.of(intent, caller.tenant()));
    }

    private static PaymentError unauthenticated(Attempt attempt, String message) {
        return new PaymentError(DeclineCode.AUTHENTICATION_FAILED, message, attempt.method(), Optional.empty());
    }

    private static PaymentError unavailable(Attempt attempt, String message) {
        return new PaymentError(DeclineCode.PROCESSING_ERROR, message, attempt.method(), Optional.empty());
    }

    /// The longer nobody knows, the more rarely they are asked.
    private long laterMs(Attempt attempt) {
        long nowMs = clock.nowMs();
        long ageMs = nowMs - Snowflake.ms(attempt.id());
        long waitMs = Math.clamp(ageMs / 2, LOOK_SOON.toMillis(), LOOK_AT_LEAST_EVERY.toMillis());
        return Math.max(attempt.deadlineMs(), nowMs) + waitMs;
    }
}
