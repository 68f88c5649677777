package dev.caisse.vault;

import java.util.Optional;

/// A card number in clear: 12 to 19 digits that pass the Luhn check. Prints itself masked; whoever needs the digits has
/// to ask for them by name.
public final class CardNumber {
    private final String digits;

    private CardNumber(String digits) {
        this.digits = digits;
    }

    /// Reads digits with or without spaces and dashes; empty when they are not a card number.
    public static Optional<CardNumber> read(String text) {
        var digits = text.replaceAll("[ \\-]", "");
        return digits.matches("[0-9]{12,19}") && passesLuhn(digits)
                ? Optional.of(new CardNumber(digits))
                : Optional.empty();
    }

    /// The digits, in clear: for the vault and for connectors only.
    public String inClear() {
        return digits;
    }

    public String last4() {
        return digits.substring(digits.length() - 4);
    }

    public CardBrand brand() {
        return CardBrand.of(digits);
    }

    public int length() {
        return digits.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CardNumber number && number.digits.equals(digits);
    }

    @Override
    public int hashCode() {
        return digits.hashCode();
    }

    @Override
    public String toString() {
        return "•••• " + last4();
    }

    private static boolean passesLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighed = i % 2 == 0 ? digit : digit * 2;
            sum += weighed > 9 ? weighed - 9 : weighed;
        }
        return sum % 10 == 0;
    }
}
