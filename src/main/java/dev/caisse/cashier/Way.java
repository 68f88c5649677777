package dev.caisse.cashier;

import java.util.List;

/// One way to pay in the chooser, ready for its template.
///
/// @param type the API's word, which the form posts
/// @param mark its monogram: at most three letters
/// @param hint what will happen, in the payer's language; null for cards
/// @param details what it asks of the payer
/// @param isChosen whether its panel is open
public record Way(String type, String name, String mark, String hint, List<WayDetail> details, boolean isChosen) {
    private static final int TINTS = 6;

    public boolean isCard() {
        return type.equals("card");
    }

    /// What public end-to-end suites find it by.
    public String testId() {
        return type.replace('_', '-') + "-accordion-item";
    }

    /// The same type has the same colour everywhere.
    public String tint() {
        return "tint-" + Math.floorMod(type.hashCode(), TINTS);
    }
}
