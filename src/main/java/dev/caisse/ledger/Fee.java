package dev.caisse.ledger;

import dev.caisse.platform.money.Money;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is kept of a payment: a part of it, rounded half-up to the currency's smallest unit, and so many of those
/// units.
///
/// @param millionths of the amount
/// @param flat in the smallest unit of whatever currency is paid in
public record Fee(long millionths, long flat) {
    public static final Fee NONE = new Fee(0, 0);

    private static final long WHOLE = 1_000_000;
    private static final Pattern FORM =
            Pattern.compile("(?:([0-9]{1,3}(?:\\.[0-9]{1,4})?) ?%)?(?: ?\\+ ?(?=[0-9]))?([0-9]{1,9})?");

    /// Reads `2.9%+30`, `2.9%` or `30`; empty when it is none of these, or more than all.
    public static Optional<Fee> read(String text) {
        return Optional.of(FORM.matcher(text))
                .filter(Matcher::matches)
                .filter(_ -> text.matches("[0-9].*"))
                .map(parts -> new Fee(
                        millionths(parts.group(1)), parts.group(2) == null ? 0 : Long.parseLong(parts.group(2))))
                .filter(fee -> fee.millionths <= WHOLE);
    }

    private static long millionths(String percent) {
        return percent == null ? 0 : new BigDecimal(percent).movePointRight(4).longValueExact();
    }

    Money of(Money amount) {
        long part = (Math.multiplyExact(amount.minor(), millionths) + WHOLE / 2) / WHOLE;
        return Money.of(part + flat, amount.currency());
    }
}
