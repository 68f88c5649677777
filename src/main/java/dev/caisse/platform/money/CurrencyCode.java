package dev.caisse.platform.money;

import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A currency that somebody can pay in, by its ISO 4217 code in upper case.
public record CurrencyCode(String code) {
    /// Other letters become these in upper case: a dotless i is not the I of INR.
    private static final Pattern ASCII = Pattern.compile("[A-Za-z]{3}");

    /// In ISO 4217, but nobody pays in them: metals, tests, funds, units of account, and currencies that were replaced.
    private static final Set<String> NOT_FOR_PAYING = Set.of(
            "XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA", "XFU", "XFO",
            "BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "USS", "UYI", "UYW", "ADP", "AFA", "ALK", "ANG", "AOK",
            "AYM", "AZM", "BGL", "BGN", "BYB", "BYR", "CSD", "CUC", "CYP", "DEM", "ATS", "BEF", "EEK", "ESP", "FIM",
            "FRF", "GHC", "GRD", "GWP", "HRK", "IEP", "ITL", "LTL", "LUF", "LVL", "MGF", "MRO", "MTL", "MZM", "NLG",
            "PTE", "ROL", "RUR", "SDD", "SIT", "SKK", "SLL", "SRG", "STD", "TMM", "TPE", "TRL", "VEB", "VEF", "XEU",
            "YUM", "ZMK", "ZWD", "ZWL", "ZWN", "ZWR", "UYN");

    private static final Set<String> PAYABLE = Currency.getAvailableCurrencies().stream()
            .filter(currency -> currency.getDefaultFractionDigits() >= 0)
            .map(Currency::getCurrencyCode)
            .filter(code -> !NOT_FOR_PAYING.contains(code))
            .collect(Collectors.toUnmodifiableSet());

    public CurrencyCode {
        if (!PAYABLE.contains(code)) {
            throw new IllegalArgumentException("not a currency to pay in");
        }
    }

    /// Reads a code in any case; empty when nobody pays in it.
    public static Optional<CurrencyCode> read(String text) {
        var code = text.toUpperCase(Locale.ROOT);
        return ASCII.matcher(text).matches() && PAYABLE.contains(code)
                ? Optional.of(new CurrencyCode(code))
                : Optional.empty();
    }

    /// All there are, in the order of the alphabet.
    public static List<CurrencyCode> all() {
        return PAYABLE.stream().sorted().map(CurrencyCode::new).toList();
    }

    public static CurrencyCode of(String code) {
        return new CurrencyCode(code);
    }

    /// How many decimals its ordinary unit has, by ISO 4217: 2 for GBP, 0 for JPY, 3 for KWD.
    public int decimals() {
        return Currency.getInstance(code).getDefaultFractionDigits();
    }

    @Override
    public String toString() {
        return code;
    }
}
