package dev.caisse.checkout;

/// One line of a session: so many of a price. Its description is the product's name when the session was made; amounts
/// are in the smallest unit of the session's currency.
///
/// @param amountTotal less its part of the discount
record LineItem(long id, long price, String description, int quantity, long amountSubtotal, long amountTotal) {
    LineItem costing(long subtotal, long total) {
        return new LineItem(id, price, description, quantity, subtotal, total);
    }

    /// The same, so many of it.
    LineItem times(int other) {
        return new LineItem(id, price, description, other, amountSubtotal, amountTotal);
    }
}
