package dev.caisse.refunds;

import dev.caisse.api.Caller;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.attempts.AskOutside;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Owner;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Routing;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import dev.caisse.refunds.RecordRefund.Recorded;

/// Carries out a refund's attempts that are written: *call* outside any transaction and without a connection, *record*,
/// and then whatever has to be called next because of the answer.
public final class CarryOutRefund implements Owner {
    private final Db db;
    private final Routing routing;
    private final AskOutside outside;
    private final RecordRefund recordRefund;

    CarryOutRefund(Db db, Clock clock, Routing routing, RecordRefund recordRefund) {
        this.db = db;
        this.routing = routing;
        this.outside = new AskOutside(clock);
        this.recordRefund = recordRefund;
    }

    /// Calls and records until nothing is left to call.
    ///
    /// @return the refund as it is then
    /// @throws OutcomeUnknown when an answer could not be recorded; recovery goes on from there
    /// @throws Refusal when it was not done; that is recorded
    Refund run(Caller caller, Attempt attempt) {
        var ended = OutcomeUnknown.after(() -> onward(caller, called(caller, attempt)));
        if (ended.refused().isPresent()) {
            throw ended.refused().get();
        }
        return ended.refund();
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Answer answer) {
        onward(caller, recorded(caller, attempt, answer));
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Authentication authentication) {
        throw new IllegalStateException("nobody is authenticated for a refund");
    }

    private Recorded onward(Caller caller, Recorded begun) {
        var now = begun;
        while (now.next().isPresent()) {
            now = called(caller, now.next().get());
        }
        return now;
    }

    private Recorded called(Caller caller, Attempt attempt) {
        var connector = routing.connector(attempt.connector());
        var call = attempt.asCall(caller.tenant());
        var answer = outside.<Answer>run(
                attempt.deadlineMs(),
                () -> attempt.operation() == Operation.CANCEL
                        ? connector.cancel(call, attempt.amount())
                        : connector.refund(call, attempt.amount()),
                Answer.Unknown::new);
        return recorded(caller, attempt, answer);
    }

    private Recorded recorded(Caller caller, Attempt attempt, Answer answer) {
        return db.inTransaction(tx -> recordRefund.in(tx, caller, attempt, answer));
    }
}
