package dev.caisse.vault;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// Whose card it is, told by its first digits (ISO/IEC 7812), in the API's words.
public enum CardBrand {
    VISA("4[0-9]*"),
    MASTERCARD("(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)[0-9]*"),
    AMEX("3[47][0-9]*"),
    DISCOVER("(6011|64[4-9]|65)[0-9]*"),
    DINERS("(30[0-5]|3095|36|38|39)[0-9]*"),
    JCB("35(2[89]|[3-8])[0-9]*"),
    UNIONPAY("(62|81)[0-9]*"),
    UNKNOWN("[0-9]*");

    private final Pattern numbers;

    CardBrand(String numbers) {
        this.numbers = Pattern.compile(numbers);
    }

    static CardBrand of(String digits) {
        return Arrays.stream(values())
                .filter(brand -> brand.numbers.matcher(digits).matches())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /// The API's word: `visa`, `amex`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether a security code has as many digits as this brand prints: four on American Express, where three are taken
    /// too, three elsewhere.
    public boolean takesCodeOf(int digits) {
        return digits == 3 || (digits == 4 && (this == AMEX || this == UNKNOWN));
    }
}
