package dev.caisse.checkout;

import java.util.Optional;

/// One line of a session: so many of a price. Its description is the product's name when the session was made; amounts
/// are in the smallest unit of the session's currency.
///
/// @param adjustable whether the payer chooses how many
/// @param amountTotal less its part of the discount
record LineItem(
        long id,
        long price,
        String description,
        int quantity,
        Optional<Adjustable> adjustable,
        long amountSubtotal,
        long amountTotal) {
    LineItem costing(long subtotal, long total) {
        return new LineItem(id, price, description, quantity, adjustable, subtotal, total);
    }

    /// The same, so many of it.
    LineItem times(int other) {
        return new LineItem(id, price, description, other, adjustable, amountSubtotal, amountTotal);
    }

    /// The same, the payer choosing otherwise.
    LineItem with(Optional<Adjustable> other) {
        return new LineItem(id, price, description, quantity, other, amountSubtotal, amountTotal);
    }
}
