package dev.caisse.simulation;

import dev.caisse.simulation.Guess.Status;
import dev.caisse.simulation.Wire.Reply;
import java.util.Optional;
import java.util.regex.Pattern;

/// An operation, and what was answered.
///
/// @param isLoose whether a node died meanwhile, so that anybody's question may have been cut anywhere
record Asked(Operation operation, Reply reply, boolean isLoose) {
    private static final Pattern STATUS = Pattern.compile("\"status\":\"([a-z_]+)\"");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
    private static final Pattern INTENT = Pattern.compile("\"id\":\"pi_([0-9]+)\"");
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
        return operation.kind() == Operation.Kind.REFUND
                ? Optional.empty()
                : first(STATUS).map(Status::of);
    }

    Optional<Long> intent() {
        return first(INTENT).map(Long::valueOf);
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
                        : reply.status() + status().map(s -> " " + s).orElse("") + " " + code());
    }
}
