package dev.caisse.checkout;

import dev.caisse.catalog.Offer;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.discounts.Coupon;
import dev.caisse.discounts.PromotionCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A session together with its lines, what each is for, and what else moves its total.
public record Basket(CheckoutSession session, List<Line> lines, Given given) {

    /// What a session's extras name, as it is now.
    ///
    /// @param options in the order in which they are offered
    public record Given(Optional<Coupon> coupon, Optional<PromotionCode> code, List<ShippingRate> options) {
        static final Given NOTHING = new Given(Optional.empty(), Optional.empty(), List.of());

        Map<Long, ShippingRate> ratesById() {
            return options.stream().collect(Collectors.toMap(ShippingRate::id, rate -> rate, (first, _) -> first));
        }

        Given with(Optional<Coupon> other, Optional<PromotionCode> otherCode) {
            return new Given(other, otherCode, options);
        }
    }

    /// One line, and the price and product it is for as they are now.
    public record Line(LineItem item, Offer offer) {
        public int quantity() {
            return item.quantity();
        }

        public long id() {
            return item.id();
        }

        /// Between which numbers the payer chooses how many.
        public Optional<Adjustable> adjustable() {
            return item.adjustable();
        }

        public String description() {
            return item.description();
        }

        /// Before the discount, in the smallest unit.
        public long amountSubtotal() {
            return item.amountSubtotal();
        }

        /// In the smallest unit.
        public long amountTotal() {
            return item.amountTotal();
        }

        Line costing(long subtotal, long total) {
            return new Line(item.costing(subtotal, total), offer);
        }
    }

    /// The shipping rate that is chosen.
    public Optional<ShippingRate> shipping() {
        return session.extras()
                .shipping()
                .flatMap(id ->
                        given.options().stream().filter(rate -> rate.id() == id).findFirst());
    }

    /// The least of a line that a payer may choose: not nothing, where nothing else is left.
    public int least(Line line) {
        int least = line.adjustable().map(Adjustable::least).orElse(line.quantity());
        boolean isLast = lines.stream().allMatch(other -> other.id() == line.id() || other.quantity() == 0);
        return isLast ? Math.max(1, least) : least;
    }

    Basket with(CheckoutSession changed) {
        return new Basket(changed, lines, given);
    }
}
