package dev.caisse.simulation;

import dev.caisse.simulation.Guess.Status;
import dev.caisse.simulation.Wire.Reply;
import java.util.Optional;
import java.util.regex.Pattern;

/// An operation, and what was answered.
///
/// @param refund what it cancels, if it cancels one
/// @param isLoose whether a node died meanwhile, so that anybody's question may have been cut anywhere
record Asked(Operation operation, Reply reply, Optional<MadeRefund> refund, boolean isLoose) {

    /// A refund as it was answered.
    ///
    /// @param isOver whether it had succeeded
    record MadeRefund(String id, long amount, boolean isOver) {}

    private static final Pattern STATUS = Pattern.compile("\"status\":\"([a-z_]+)\"");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
    private static final Pattern INTENT = Pattern.compile("\"id\":\"pi_([0-9]+)\"");
    private static final Pattern INTENT_OF_SESSION = Pattern.compile("\"payment_intent\":\"pi_([0-9]+)\"");
    private static final Pattern AMOUNT = Pattern.compile("\"amount\":([0-9]+)");
    private static final Pattern RECEIVED = Pattern.compile("\"amount_received\":([0-9]+)");
    private static final Pattern CAPTURABLE = Pattern.compile("\"amount_capturable\":([0-9]+)");

    boolean isKnown() {
        return reply.isKnown();
    }

    /// Whether it is an answer that is kept under its key.
    boolean isKept() {
        return reply.status() == 200 || reply.status() == 402;
    }

    boolean isRefusal() {
        return reply.status() == 400;
    }

    String code() {
        return first(CODE).orElse("");
    }

    Optional<Status> status() {
        return operation.kind().showsPayment() ? word().map(Status::of) : Optional.empty();
    }

    Optional<Long> intent() {
        return first(operation.kind() == Operation.Kind.SESSION ? INTENT_OF_SESSION : INTENT)
                .map(Long::valueOf);
    }

    /// Whether it says with success that the object is now in this state.
    boolean says(String status) {
        return reply.status() == 200 && word().equals(Optional.of(status));
    }

    /// The value of a name in the answer.
    Optional<String> text(String name) {
        return first(Pattern.compile("\"" + name + "\":\"([^\"]*)\""));
    }

    MadeRefund madeRefund() {
        return new MadeRefund(
                text("id").orElseThrow(), Long.parseLong(first(AMOUNT).orElseThrow()), says("succeeded"));
    }

    private Optional<String> word() {
        return first(STATUS);
    }

    /// Whether the answer shows just this.
    boolean shows(Guess guess) {
        int expected = 200;
        return reply.status() == expected
                && status().equals(Optional.of(guess.status()))
                && first(RECEIVED).equals(Optional.of(Long.toString(guess.received())))
                && first(CAPTURABLE).equals(Optional.of(Long.toString(guess.capturable())));
    }

    private Optional<String> first(Pattern pattern) {
        var found = pattern.matcher(reply.body());
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return operation + " -> "
                + (reply.status() == 0
                        ? "no answer"
                        : reply.status() + word().map(s -> " " + s).orElse("") + " " + code());
    }
}
