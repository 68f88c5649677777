package dev.caisse.checkout;

/// One line of a session: so many of a price. Its description is the product's name when the session was made; amounts
/// are in the smallest unit of the session's currency.
record LineItem(long id, long price, String description, int quantity, long amountSubtotal, long amountTotal) {}
