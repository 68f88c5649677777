package dev.caisse.catalog;

import java.util.List;
import java.util.Optional;

/// What so many pieces of something cost, in the smallest unit of a currency. Exact: nothing is ever rounded.
public sealed interface Rate {

    /// The same for each piece.
    record PerUnit(long amount) implements Rate {}

    /// By how many are bought. The last tier has no end, and each ends later than the one before.
    record Tiered(Mode mode, List<Tier> tiers) implements Rate {
        public Tiered {
            tiers = List.copyOf(tiers);
        }
    }

    enum Mode {
        /// Each tier is for the pieces that fall into it.
        GRADUATED,
        /// The tier that is reached is for all pieces.
        VOLUME
    }

    /// @param upTo the last piece it is for; empty when it has no end
    /// @param unitAmount for each piece
    /// @param flatAmount once, whenever the tier is reached
    record Tier(Optional<Long> upTo, Optional<Long> unitAmount, Optional<Long> flatAmount) {
        private long of(long pieces) {
            return Math.addExact(Math.multiplyExact(unitAmount.orElse(0L), pieces), flatAmount.orElse(0L));
        }

        private boolean reaches(long piece) {
            return upTo.isEmpty() || piece <= upTo.get();
        }
    }

    /// @param quantity at least one
    default long of(long quantity) {
        return switch (this) {
            case PerUnit unit -> Math.multiplyExact(unit.amount, quantity);
            case Tiered tiered
            when tiered.mode == Mode.VOLUME ->
                tiered.tiers.stream()
                        .filter(tier -> tier.reaches(quantity))
                        .findFirst()
                        .orElseThrow()
                        .of(quantity);
            case Tiered tiered -> graduated(tiered.tiers, quantity);
        };
    }

    /// For each piece, where that is the same for all.
    default Optional<Long> unitAmount() {
        return this instanceof PerUnit unit ? Optional.of(unit.amount) : Optional.empty();
    }

    private static long graduated(List<Tier> tiers, long quantity) {
        long amount = 0;
        long before = 0;
        for (var tier : tiers) {
            if (before < quantity) {
                long end = Math.min(tier.upTo.orElse(Long.MAX_VALUE), quantity);
                amount = Math.addExact(amount, tier.of(end - before));
                before = end;
            }
        }
        return amount;
    }
}
