package dev.caisse.disputes;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempts;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Tx;
import java.util.function.UnaryOperator;

/// Changes what the merchant may change of a dispute: its metadata at any time, its evidence while the bank waits for
/// it.
final class UpdateDispute {
    private final PaymentIntents intents;
    private final MoveDispute move;
    private final Attempts attempts = new Attempts();
    private final Disputes disputes = new Disputes();

    UpdateDispute(PaymentIntents intents, MoveDispute move) {
        this.intents = intents;
        this.move = move;
    }

    /// @return the dispute, locked, and its intent before it
    /// @throws Refusal when its evidence may not be changed any more
    Dispute in(Tx tx, Caller caller, Dispute known, UnaryOperator<Dispute> change) {
        var intent = intents.lock(tx, caller.tenant(), known.intent()).orElseThrow();
        var before = disputes.lock(tx, caller.tenant(), known.id()).orElseThrow();
        var after = change.apply(before);
        if (!after.evidence().equals(before.evidence())) {
            refuseUnlessAwaited(tx, caller, before, "answered");
        }
        return move.to(tx, caller, intent, before, after);
    }

    /// @param verb what was asked for, as a sentence ends: `closed`
    /// @throws Refusal when the bank waits for no answer, or one is under way to it
    void refuseUnlessAwaited(Tx tx, Caller caller, Dispute dispute, String verb) {
        if (!dispute.state().awaitsAnswer()) {
            throw Refusal.unexpectedState("dispute", dispute.state().status(), verb);
        }
        boolean isUnderWay = dispute.answer()
                .filter(id -> attempts.findOutcome(tx, caller.tenant(), id).isEmpty())
                .isPresent();
        if (isUnderWay) {
            throw Refusal.of(
                    400,
                    "dispute_unexpected_state",
                    null,
                    "An answer to this dispute is under way to the bank. Retrieve the dispute in a moment.");
        }
    }
}
