package dev.caisse.simulation;

import java.util.Optional;

/// One of the things that may be true of a payment intent, as far as the model knows: its state, what is under way,
/// and which idempotency keys are taken. Knows nothing of how the program does it.
///
/// @param back how much of what was received goes back, or went
/// @param open what is asked of the bank and not answered yet
/// @param keys the keys that had an effect, as bits
record Guess(Status status, long capturable, long received, long back, Optional<Open> open, long keys) {
    static final Guess NOTHING = new Guess(Status.ABSENT, 0, 0, 0, Optional.empty(), 0);

    /// Where the bits begin of keys that were taken with the other parameters.
    private static final int OTHER = 32;

    enum Status {
        ABSENT,
        REQUIRES_PAYMENT_METHOD,
        REQUIRES_CONFIRMATION,
        REQUIRES_ACTION,
        PROCESSING,
        REQUIRES_CAPTURE,
        SUCCEEDED,
        CANCELED;

        static Status of(String word) {
            return valueOf(word.toUpperCase(java.util.Locale.ROOT));
        }

        boolean awaitsMethod() {
            return this == REQUIRES_PAYMENT_METHOD || this == REQUIRES_CONFIRMATION;
        }
    }

    /// A question to the bank.
    ///
    /// @param key of the operation that asked
    /// @param amount to capture
    /// @param isLoose whether its answer may be lost, so that recovery has to find it
    record Open(What what, int key, Operation.Card card, long amount, boolean isLoose) {}

    enum What {
        PAYMENT,
        CAPTURE,
        RELEASE
    }

    boolean has(int key) {
        return (keys >> key & 1) == 1;
    }

    /// Whether what took the key had the same parameters.
    boolean hasSame(Operation operation) {
        return (keys >> OTHER + operation.key() & 1) == 1 == operation.isOther();
    }

    Guess taking(Operation operation) {
        long other = operation.isOther() ? 1L << OTHER + operation.key() : 0;
        return new Guess(status, capturable, received, back, open, keys | other | 1L << operation.key());
    }

    Guess in(Status next) {
        return new Guess(next, 0, 0, 0, Optional.empty(), keys);
    }

    Guess asking(Status next, Open question) {
        return new Guess(next, capturable, received, back, Optional.of(question), keys);
    }

    /// The money is there: held, or taken at once.
    Guess paid(long amount, boolean isManual) {
        return isManual
                ? new Guess(Status.REQUIRES_CAPTURE, amount, 0, 0, Optional.empty(), keys)
                : new Guess(Status.SUCCEEDED, 0, amount, 0, Optional.empty(), keys);
    }

    Guess captured(long amount) {
        return new Guess(Status.SUCCEEDED, 0, amount, 0, Optional.empty(), keys);
    }

    Guess answered() {
        return new Guess(status, capturable, received, back, Optional.empty(), keys);
    }

    Guess refunding(long amount) {
        return new Guess(status, capturable, received, back + amount, open, keys);
    }
}
