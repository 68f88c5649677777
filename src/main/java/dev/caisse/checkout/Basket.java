package dev.caisse.checkout;

import dev.caisse.catalog.Offer;
import java.util.List;

/// A session together with its lines, and what each is for.
public record Basket(CheckoutSession session, List<Line> lines) {

    /// One line, and the price and product it is for as they are now.
    public record Line(LineItem item, Offer offer) {
        public int quantity() {
            return item.quantity();
        }

        public String description() {
            return item.description();
        }

        /// In the smallest unit.
        public long amountTotal() {
            return item.amountTotal();
        }
    }

    Basket with(CheckoutSession changed) {
        return new Basket(changed, lines);
    }
}
