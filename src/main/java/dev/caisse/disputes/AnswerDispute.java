package dev.caisse.disputes;

import dev.caisse.api.Caller;
import dev.caisse.api.Idempotency;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.AskOutside;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.attempts.Attempts;
import dev.caisse.attempts.Owner;
import dev.caisse.attempts.Told;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Routing;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The merchant answers: hands evidence in, or gives the dispute up. *Intend*, *call*, *record*; what never arrived is
/// sent again under the same reference, which has one effect.
final class AnswerDispute implements Owner {
    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Clocks clocks;
    private final Duration timeout;
    private final Routing routing;
    private final Idempotency idempotency;
    private final PaymentIntents intents;
    private final UpdateDispute updateDispute;
    private final MoveDispute move;
    private final AskOutside outside;
    private final Attempts attempts = new Attempts();
    private final Charges charges = new Charges();
    private final Disputes disputes = new Disputes();

    AnswerDispute(
            Db db,
            Ids ids,
            Clock clock,
            Clocks clocks,
            Duration timeout,
            Routing routing,
            Idempotency idempotency,
            PaymentIntents intents,
            UpdateDispute updateDispute,
            MoveDispute move) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.clocks = clocks;
        this.timeout = timeout;
        this.routing = routing;
        this.idempotency = idempotency;
        this.intents = intents;
        this.updateDispute = updateDispute;
        this.move = move;
        this.outside = new AskOutside(clock);
    }

    private record Intended(Dispute dispute, Attempt attempt) {}

    private record Recorded(Optional<Dispute> dispute, Optional<Refusal> refused) {}

    /// @param change what the same request changes before
    /// @return the dispute as it is afterwards; as it was when the outcome is not known yet
    /// @throws Refusal when the bank waits for no answer, or takes none any more
    Dispute run(
            Caller caller,
            Dispute known,
            Operation operation,
            UnaryOperator<Dispute> change,
            Optional<String> rehearsal) {
        var intended = db.inTransaction(tx -> intend(tx, caller, known, operation, change, rehearsal));
        var ended = OutcomeUnknown.after(() -> called(caller, intended.attempt(), intended.dispute()));
        if (ended.refused().isPresent()) {
            throw ended.refused().get();
        }
        return ended.dispute().orElseThrow();
    }

    private Intended intend(
            Tx tx,
            Caller caller,
            Dispute known,
            Operation operation,
            UnaryOperator<Dispute> change,
            Optional<String> rehearsal) {
        var dispute = updateDispute.in(tx, caller, known, change);
        boolean isContest = operation == Operation.CONTEST;
        updateDispute.refuseUnlessAwaited(tx, caller, dispute, isContest ? "answered" : "closed");
        if (isContest && dispute.evidence().isEmpty()) {
            throw Refusal.missing("evidence");
        }
        var charge = charges.find(tx, caller.tenant(), dispute.charge()).orElseThrow();
        var attempt = new Attempt(
                ids.next(),
                dispute.intent(),
                Whose.DISPUTE,
                Optional.empty(),
                operation,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Earlier(charge.attempt(), Optional.empty())),
                dispute.connector(),
                dispute.amount(),
                Optional.empty(),
                rehearsal,
                clock.nowMs() + timeout.toMillis());
        var answered = dispute.answeredBy(attempt.id());
        move.answered(tx, caller, answered);
        attempts.add(tx, caller.tenant(), attempt);
        idempotency.begin(tx, caller, attempt.id());
        return new Intended(answered, attempt);
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Answer answer) {
        if (answer instanceof Answer.NeverSeen) {
            sendAgain(caller, attempt.again(clock.nowMs() + timeout.toMillis()));
        } else {
            recorded(caller, attempt, answer);
        }
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Authentication authentication) {
        throw new IllegalStateException("nobody is authenticated for a dispute");
    }

    private void sendAgain(Caller caller, Attempt attempt) {
        var dispute = db.inTransaction(tx -> attempts.take(tx, caller.tenant(), attempt)
                ? disputes.lockAnswered(tx, caller.tenant(), attempt.id())
                : Optional.<Dispute>empty());
        dispute.ifPresent(answered -> called(caller, attempt, answered));
    }

    private Recorded called(Caller caller, Attempt attempt, Dispute dispute) {
        var connector = routing.connector(attempt.connector());
        var call = attempt.asCall(caller.tenant());
        var evidence = dispute.evidence().texts();
        var answer = outside.<Answer>run(
                attempt.deadlineMs(),
                () -> attempt.operation() == Operation.CONTEST
                        ? connector.contest(call, dispute.reference(), attempt.amount(), evidence)
                        : connector.concede(call, dispute.reference(), attempt.amount()),
                Answer.Unknown::new);
        return recorded(caller, attempt, answer);
    }

    private Recorded recorded(Caller caller, Attempt attempt, Answer answer) {
        return db.inTransaction(tx -> record(tx, caller, attempt, answer));
    }

    private Recorded record(Tx tx, Caller caller, Attempt attempt, Answer answer) {
        var intent = intents.lock(tx, caller.tenant(), attempt.intent()).orElseThrow();
        var tenant = caller.tenant();
        var told = Told.of(answer);
        boolean isFirst = switch (answer) {
            case Answer.Approved _ -> attempts.close(tx, tenant, attempt.id(), Outcome.APPROVED, told);
            case Answer.Declined _ -> attempts.close(tx, tenant, attempt.id(), Outcome.DECLINED, told);
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _, Answer.NeverSeen _ ->
                attempts.note(tx, tenant, attempt.id(), told, attempt.nextLookMs(clock.nowMs()));
        };
        var dispute = disputes.lockAnswered(tx, tenant, attempt.id());
        if (!isFirst || dispute.isEmpty()) {
            return new Recorded(dispute, Optional.empty());
        }
        return switch (answer) {
            case Answer.Approved _ -> {
                boolean isContest = attempt.operation() == Operation.CONTEST;
                var then = isContest
                        ? dispute.get().contested(clocks.nowMs(tenant))
                        : dispute.get().conceded();
                yield done(caller, tx, attempt, move.to(tx, caller, intent, dispute.get(), then));
            }
            case Answer.Declined _ -> refused(tx, caller, attempt, dispute.get());
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _, Answer.NeverSeen _ ->
                caller.role() == Caller.Role.WORKER
                        ? new Recorded(dispute, Optional.empty())
                        : done(caller, tx, attempt, dispute.get());
        };
    }

    private Recorded done(Caller caller, Tx tx, Attempt attempt, Dispute dispute) {
        idempotency.complete(tx, caller, attempt.id(), () -> DisputeView.of(dispute, caller.tenant()));
        return new Recorded(Optional.of(dispute), Optional.empty());
    }

    /// The bank has decided, or has an answer already: it is asked how things stand.
    private Recorded refused(Tx tx, Caller caller, Attempt attempt, Dispute dispute) {
        move.lookSoon(tx, caller, dispute);
        var refusal = Refusal.of(
                400,
                "dispute_unexpected_state",
                null,
                "The payer's bank does not take an answer to this dispute any more. Retrieve the dispute in a moment.");
        idempotency.completeRefused(tx, caller, attempt.id(), () -> refusal);
        return new Recorded(Optional.of(dispute), Optional.of(refusal));
    }
}
