package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// One line of the sandbox's book: an operation under its reference, what was answered, and what has moved since. Holds
/// no card number.
///
/// @param original the reference it acts on
/// @param moved what has moved under this reference; empty while, and when, nothing has
/// @param refunded how much of it went back
/// @param statement what stands on the payer's bank statement, where the merchant said
/// @param disputed how much of it the payer's bank holds or has taken because of a dispute
record Entry(
        String reference,
        Operation operation,
        Optional<String> original,
        Money amount,
        Optional<Long> moved,
        long refunded,
        long disputed,
        Answer answer,
        Optional<Face> card,
        Optional<String> statement,
        long atMs) {

    /// [#NOTHING]: all that ever arrived under the reference was its cancellation.
    enum Operation {
        AUTHORIZE,
        CAPTURE,
        CANCEL,
        REFUND,
        CONTEST,
        CONCEDE,
        NOTHING
    }

    /// What may be seen of a card.
    record Face(String brand, String last4) {}

    /// What to answer when this reference arrives again. One that was used for something else is refused.
    Answer answerTo(Operation asked) {
        return operation == asked || operation == Operation.NOTHING
                ? answer
                : refused("This reference already names another operation.");
    }

    /// The same, taken on and not done yet.
    Entry pending() {
        return new Entry(
                reference,
                operation,
                original,
                amount,
                Optional.empty(),
                refunded,
                disputed,
                new Answer.Pending(),
                card,
                statement,
                atMs);
    }

    boolean isApproved() {
        return answer instanceof Answer.Approved;
    }

    /// Why this authorisation cannot be captured so; empty when it can.
    Optional<Declined> refusesCaptureOf(Money asked) {
        if (operation != Operation.AUTHORIZE || !isApproved()) {
            return Optional.of(isCanceled() ? Refusals.of(DeclineCode.ALREADY_CANCELED) : unknownOriginal());
        }
        if (moved.isPresent()) {
            return Optional.of(Refusals.of(DeclineCode.TOO_LATE));
        }
        return fits(asked, amount.minor())
                ? Optional.empty()
                : Optional.of(refused("A capture takes at least 1, and at most what was authorised, in its currency."));
    }

    /// Why this payment cannot be refunded so; empty when it can.
    Optional<Declined> refusesRefundOf(Money asked) {
        if (operation != Operation.AUTHORIZE || moved.isEmpty()) {
            return Optional.of(unknownOriginal());
        }
        if (fits(asked, left() + disputed) && !fits(asked, left())) {
            return Optional.of(Refusals.of(DeclineCode.CHARGE_DISPUTED));
        }
        return fits(asked, left())
                ? Optional.empty()
                : Optional.of(refused("A refund gives at least 1, and at most what was paid and is neither refunded nor"
                        + " disputed, in its currency."));
    }

    /// What came in and neither went back nor is disputed.
    long left() {
        return moved.orElse(0L) - refunded - disputed;
    }

    /// Why this can no longer be stopped; empty when nothing has moved under it.
    Optional<Declined> refusesCancel() {
        if (answer instanceof Answer.Pending) {
            return Optional.of(Refusals.of(DeclineCode.NOT_CANCELLABLE));
        }
        return moved.isPresent() || operation == Operation.CANCEL
                ? Optional.of(Refusals.of(DeclineCode.TOO_LATE))
                : Optional.empty();
    }

    static Declined unknownOriginal() {
        return refused("There is no approved payment under the reference this acts on.");
    }

    static Declined unknownDispute() {
        return refused("There is no dispute of this name of the payment that this acts on.");
    }

    private boolean isCanceled() {
        return answer instanceof Declined declined && declined.code() == DeclineCode.ALREADY_CANCELED;
    }

    private boolean fits(Money asked, long most) {
        return asked.currency().equals(amount.currency()) && asked.minor() > 0 && asked.minor() <= most;
    }

    private static Declined refused(String message) {
        return new Declined(DeclineCode.GENERIC_DECLINE, message, Answer.Advice.DO_NOT_TRY_AGAIN);
    }
}
