package dev.caisse.checkout;

import dev.caisse.api.Refusal;
import dev.caisse.catalog.NewPrice;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.discounts.Coupon;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What lines, a discount and shipping come to, in the smallest unit of one currency. The lines add up to the subtotal
/// less the discount; nothing is negative.
///
/// @param lines each with its amounts
record Sums(List<Line> lines, long subtotal, long discount, long shipping) {

    /// @param lines their amounts do not count, only what they are for and how many
    /// @throws Refusal when that is more than can be paid
    static Sums of(List<Line> lines, Optional<Coupon> coupon, long shipping) {
        var amounts = lines.stream()
                .map(line ->
                        line.quantity() == 0 ? 0L : line.offer().price().rate().of(line.quantity()))
                .toList();
        var products = lines.stream().map(line -> line.offer().product().id()).toList();
        long subtotal = amounts.stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
        if (subtotal > NewPrice.MAX_AMOUNT || subtotal + shipping > NewPrice.MAX_AMOUNT) {
            throw NewItem.tooLarge("line_items");
        }
        var off = coupon.map(given -> given.on(products, amounts))
                .orElseGet(() -> lines.stream().map(_ -> 0L).toList());
        var priced = IntStream.range(0, lines.size())
                .mapToObj(i -> lines.get(i).costing(amounts.get(i), amounts.get(i) - off.get(i)))
                .toList();
        return new Sums(
                priced, subtotal, off.stream().mapToLong(Long::longValue).sum(), shipping);
    }

    long total() {
        return subtotal - discount + shipping;
    }
}
