package dev.caisse.discounts;

import dev.caisse.api.Metadata;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Takes something off an order.
///
/// @param number of its row; its id may be another's once it is deleted
/// @param products to which it applies; empty for all
/// @param redeemByMs the last millisecond in which it can be redeemed
public record Coupon(
        long number,
        String id,
        Optional<String> name,
        Off off,
        Lasting lasting,
        List<Long> products,
        Optional<Long> redeemByMs,
        Redemptions redemptions,
        Metadata metadata,
        boolean isDeleted) {

    /// How much it takes off.
    public sealed interface Off {

        /// @param hundredths of a percent: 2500 is a quarter
        record Percent(int hundredths) implements Off {
            static final int ALL = 10_000;
        }

        record Amount(Money amount) implements Off {}
    }

    /// For how long, where something is charged again and again.
    ///
    /// @param word `once`, `repeating` or `forever`
    /// @param months when repeating
    public record Lasting(String word, Optional<Integer> months) {}

    /// Whether it could be redeemed now, as the API says it: those that are held do not count.
    boolean isValid(long nowMs) {
        return !isDeleted && !isOver(nowMs) && !redemptions.areSpent();
    }

    /// Whether it can be redeemed now.
    public boolean isRedeemable(long nowMs) {
        return !isDeleted && !isOver(nowMs) && redemptions.isOneLeft();
    }

    private boolean isOver(long nowMs) {
        return redeemByMs.filter(last -> last < nowMs).isPresent();
    }

    public boolean isIn(CurrencyCode currency) {
        return !(off instanceof Off.Amount fixed) || fixed.amount().currency().equals(currency);
    }

    public boolean appliesTo(long product) {
        return products.isEmpty() || products.contains(product);
    }

    /// What it takes off each of some lines, never more than the line: a percentage is taken of the sum of those to
    /// which it applies, rounded half up once, and spread over them.
    public List<Long> on(List<Long> ofProducts, List<Long> amounts) {
        var taken = IntStream.range(0, amounts.size())
                .mapToObj(i -> appliesTo(ofProducts.get(i)) ? amounts.get(i) : 0L)
                .toList();
        long sum = taken.stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
        return Spread.of(on(sum), taken);
    }

    private long on(long sum) {
        return switch (off) {
            case Off.Percent percent ->
                Math.addExact(Math.multiplyExact(sum, (long) percent.hundredths()), Off.Percent.ALL / 2)
                        / Off.Percent.ALL;
            case Off.Amount fixed -> Math.min(fixed.amount().minor(), sum);
        };
    }

    Coupon with(Optional<String> otherName, Metadata otherMetadata) {
        return new Coupon(
                number, id, otherName, off, lasting, products, redeemByMs, redemptions, otherMetadata, isDeleted);
    }
}
