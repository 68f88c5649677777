package dev.caisse.discounts;

import java.util.Optional;

/// How often something was redeemed, and may be. Held are the payments under way that will redeem it if they succeed.
///
/// @param most empty for any number
public record Redemptions(Optional<Integer> most, int counted, int held) {
    static Redemptions upTo(Optional<Integer> most) {
        return new Redemptions(most, 0, 0);
    }

    /// Whether one more may be promised.
    boolean isOneLeft() {
        return most.filter(limit -> counted + held >= limit).isEmpty();
    }

    /// Whether all of them are spent, whatever becomes of those that are held.
    boolean areSpent() {
        return most.filter(limit -> counted >= limit).isPresent();
    }
}
