package dev.caisse.checkout;

import dev.caisse.discounts.Discount;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;

/// What moves a session's total besides its lines: a discount, and how the order is brought.
///
/// @param allowsCodes whether the payer may type a promotion code; empty when the merchant did not say
/// @param options the shipping rates to choose from
/// @param shipping the one that is chosen
/// @param discounted what the discount takes off, in the smallest unit
/// @param shippingAmount what shipping adds, in the smallest unit
public record Extras(
        Optional<Discount> discount,
        Optional<Boolean> allowsCodes,
        List<Long> options,
        Optional<Long> shipping,
        long discounted,
        long shippingAmount) {
    public static final Extras NONE = new Extras(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), 0, 0);

    public Extras {
        options = List.copyOf(options);
    }

    Extras with(Optional<Discount> other, Optional<Long> chosen, Sums sums) {
        return new Extras(other, allowsCodes, options, chosen, sums.discount(), sums.shipping());
    }

    public boolean areCodesAllowed() {
        return allowsCodes.orElse(false);
    }

    /// @param subtotal of the lines
    Money total(Money subtotal) {
        return Money.of(subtotal.minor() - discounted + shippingAmount, subtotal.currency());
    }
}
