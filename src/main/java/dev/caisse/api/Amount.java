package dev.caisse.api;

import java.util.Optional;

/// Reads an amount that decides how much money moves. Left out it may mean all that there is; an empty text is refused,
/// for whoever sends one has lost the amount on the way.
public final class Amount {
    private Amount() {}

    /// @return empty when it was left out
    public static Optional<Long> read(Params params, String parameter, long min, long max) {
        if (params.isCleared(parameter)) {
            throw Refusal.invalid(
                    params.name(parameter), "must be an integer, and is empty; leave it out for its default");
        }
        return params.integer(parameter, min, max);
    }
}
