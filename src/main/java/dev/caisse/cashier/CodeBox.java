package dev.caisse.cashier;

/// Where the payer types a promotion code, or takes it off. Absent where the merchant allows none.
///
/// @param action where it is sent
/// @param token against forgery
/// @param applied the code that is taken; null for none
/// @param typed what was typed before, never null
/// @param error why it was not taken; null for nothing
public record CodeBox(String action, String token, String applied, String typed, String error) {
    static final String NAME = "promotionCode";
    static final String REMOVE = "remove";

    CodeBox refusing(String text, String why) {
        return new CodeBox(action, token, applied, text, why);
    }
}
