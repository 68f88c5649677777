package dev.caisse.cashier;

/// Where a payer says how many of an item they want.
///
/// @param id the line's
/// @param error why what was sent was not taken; null for nothing
public record QuantityBox(String action, String token, String id, int value, int least, int most, String error) {
    static final String NAME = "quantity";
    static final String LINE = "line";

    QuantityBox refusing(String line, String why) {
        return id.equals(line) ? new QuantityBox(action, token, id, value, least, most, why) : this;
    }
}
