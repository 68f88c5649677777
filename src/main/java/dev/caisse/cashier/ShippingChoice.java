package dev.caisse.cashier;

/// One way to have the order brought, as the payer may choose it.
public record ShippingChoice(String id, String name, String amount, boolean isChosen) {
    static final String NAME = "shippingRate";
}
