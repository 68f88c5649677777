package dev.caisse.api;

import java.util.function.Supplier;

/// Something failed after a payment was begun and before its answer was given: money may have moved, so whoever asked
/// must look, and must not simply ask again.
public final class OutcomeUnknown extends RuntimeException {
    private OutcomeUnknown(RuntimeException cause) {
        super("what was begun could not be brought to its end here", cause);
    }

    /// Does what comes after something was written.
    ///
    /// @throws OutcomeUnknown whatever goes wrong in it
    public static <T> T after(Supplier<T> work) {
        try {
            return work.get();
        } catch (OutcomeUnknown e) {
            throw e;
        } catch (RuntimeException e) {
            throw new OutcomeUnknown(e);
        }
    }
}
