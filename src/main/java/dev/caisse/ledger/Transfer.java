package dev.caisse.ledger;

import dev.caisse.platform.money.Money;
import java.util.Locale;

/// One movement of money between two purses of a merchant's: balanced by construction, posted once for its kind and
/// source, and never changed.
///
/// @param source the id of the charge, refund or dispute that moved it
/// @param dueDay the day since 1970, in UTC, on which it counts as available
public record Transfer(long id, Kind kind, long source, Purse debit, Purse credit, Money amount, int dueDay) {
    private static final long DAY_MS = 24L * 60 * 60 * 1000;

    /// What moved the money.
    public enum Kind {
        CHARGE,
        FEE,
        /// Late money, which goes back by itself; its source is its charge.
        RETURN,
        REFUND,
        REFUND_FAILURE,
        DISPUTE,
        DISPUTE_REVERSAL,
        /// Pending becomes available.
        SETTLEMENT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    static int day(long ms) {
        return (int) Math.floorDiv(ms, DAY_MS);
    }

    /// When a day begins.
    static long beginMs(int day) {
        return day * DAY_MS;
    }

    long dueMs() {
        return beginMs(dueDay);
    }
}
