package dev.caisse.refunds;

import dev.caisse.api.Metadata;
import dev.caisse.api.Refusal;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.platform.money.Money;
import dev.caisse.refunds.Refund.State.Canceled;
import dev.caisse.refunds.Refund.State.Failed;
import dev.caisse.refunds.Refund.State.Pending;
import dev.caisse.refunds.Refund.State.Succeeded;
import java.util.Optional;

/// Money of a charge that goes back to whoever paid it, and how far it has come. Every rule about what may happen next
/// is here; as long as it is pending or has succeeded, its amount is taken out of what may be refunded.
public record Refund(
        long id,
        long intent,
        long charge,
        Money amount,
        Optional<Reason> reason,
        Optional<String> description,
        Metadata metadata,
        State state,
        Optional<Long> balanceTransaction) {

    /// Why it is made, in the API's words.
    public enum Reason {
        DUPLICATE,
        FRAUDULENT,
        REQUESTED_BY_CUSTOMER,
        RESOLVED_DISPUTE,
        EXPIRED_UNCAPTURED_CHARGE
    }

    /// Why the money could not go back, in the API's words.
    public enum FailureReason {
        LOST_OR_STOLEN_CARD,
        EXPIRED_OR_CANCELED_CARD,
        UNKNOWN;

        static FailureReason of(DeclineCode code) {
            return switch (code) {
                case LOST_CARD, STOLEN_CARD -> LOST_OR_STOLEN_CARD;
                case EXPIRED_CARD -> EXPIRED_OR_CANCELED_CARD;
                default -> UNKNOWN;
            };
        }
    }

    /// Each with exactly the facts that are true in it.
    public sealed interface State {
        record Pending() implements State {}

        record Succeeded() implements State {}

        record Failed(FailureReason reason) implements State {}

        record Canceled() implements State {}

        /// The name the API shows.
        default String status() {
            return switch (this) {
                case Pending _ -> "pending";
                case Succeeded _ -> "succeeded";
                case Failed _ -> "failed";
                case Canceled _ -> "canceled";
            };
        }
    }

    /// The bank has given the money back.
    Refund succeed() {
        return switch (state) {
            case Pending _ -> in(new Succeeded());
            case Succeeded _, Failed _, Canceled _ -> throw cannot("completed");
        };
    }

    /// The money could not go back, or came back to us later.
    Refund fail(FailureReason reason) {
        return switch (state) {
            case Pending _, Succeeded _ -> in(new Failed(reason));
            case Failed _, Canceled _ -> throw cannot("failed");
        };
    }

    /// The connector has confirmed that nothing will move.
    Refund cancel() {
        return switch (state) {
            case Pending _ -> in(new Canceled());
            case Succeeded _, Failed _, Canceled _ -> throw cannot("canceled");
        };
    }

    Refund with(Metadata other) {
        return new Refund(id, intent, charge, amount, reason, description, other, state, balanceTransaction);
    }

    /// Its money went out under this balance transaction.
    Refund posted(long transaction) {
        return new Refund(id, intent, charge, amount, reason, description, metadata, state, Optional.of(transaction));
    }

    public Optional<FailureReason> failureReason() {
        return state instanceof Failed failed ? Optional.of(failed.reason()) : Optional.empty();
    }

    /// How much of its charge waits for its end, in the smallest unit.
    long reserved() {
        return state instanceof Pending ? amount.minor() : 0;
    }

    /// How much of its charge went back, in the smallest unit.
    long gone() {
        return state instanceof Succeeded ? amount.minor() : 0;
    }

    private Refund in(State next) {
        return new Refund(id, intent, charge, amount, reason, description, metadata, next, balanceTransaction);
    }

    private Refusal cannot(String verb) {
        return Refusal.unexpectedState("refund", state.status(), verb);
    }
}
