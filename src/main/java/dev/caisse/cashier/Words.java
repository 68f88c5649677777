package dev.caisse.cashier;

import dev.caisse.methods.MethodType;
import java.math.BigDecimal;
import java.text.Bidi;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the cashier says, in one payer's language: texts by key, amounts and dates in that language's form. Choosing
/// one never fails, whatever a browser sends; English is what is left.
public final class Words {
    private static final int MAX_HEADER_CHARACTERS = 512;

    private final Language language;
    private final Locale locale;

    private Words(Language language, Locale locale) {
        this.language = language;
        this.locale = locale;
    }

    /// The words nearest to this locale: its own, else its language's, else English.
    public static Words of(Locale locale) {
        return find(locale).orElseGet(Words::english);
    }

    /// The words for a payer: the session's `locale` unless it is null or `auto`, else what the browser prefers, else
    /// English. Either may be null or nonsense.
    public static Words pick(String sessionLocale, String acceptLanguage) {
        return chosen(sessionLocale).or(() -> preferred(acceptLanguage)).orElseGet(Words::english);
    }

    /// The language of the texts, for the page's `lang`.
    public String lang() {
        return language.tag();
    }

    /// These words' locale, by which [#of] finds them again.
    public String tag() {
        return locale.toLanguageTag();
    }

    /// `ltr` or `rtl`.
    public String dir() {
        return language.rightToLeft() ? "rtl" : "ltr";
    }

    /// The payer's country as far as the locale tells, else empty.
    public String region() {
        return locale.getCountry();
    }

    /// The text of this key with `{0}`, `{1}`… replaced; a key no language has is an error of ours and throws.
    public String text(String key, Object... values) {
        var text = find(key).orElseThrow(() -> new IllegalArgumentException("No words for " + key));
        for (var i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", isolated(String.valueOf(values[i])));
        }
        return text;
    }

    Optional<String> find(String key) {
        return language.find(key);
    }

    /// What a way to pay is called.
    public String method(MethodType type) {
        return find("method." + type.name()).orElseGet(() -> MethodNames.name(type));
    }

    /// What to say under a field.
    public String error(Field field, Flaw flaw) {
        return findError(field, flaw).orElseThrow();
    }

    Optional<String> findError(Field field, Flaw flaw) {
        return find("error." + field.word() + "." + flaw.word());
    }

    /// What to say after a decline. Codes that speak of fraud have no text of their own, on purpose: the payer hears
    /// the general one, and a thief learns nothing.
    public String decline(String code) {
        return find("decline." + code).orElseGet(() -> text("decline.generic"));
    }

    /// The button's words for a `submit_type` (`pay`, `book`, `donate`; anything else pays).
    public String submit(String submitType, String amount) {
        return find("submit." + submitType)
                .map(text -> text.replace("{0}", isolated(amount)))
                .orElseGet(() -> text("submit.pay", amount));
    }

    /// An exact amount in the payer's form. `minor` is in the currency's smallest unit, `currency` is ISO 4217.
    public String money(long minor, String currency) {
        var unit = Currency.getInstance(currency.toUpperCase(Locale.ROOT));
        var digits = Math.max(0, unit.getDefaultFractionDigits());
        return spaced(amountFormat(unit, digits).format(BigDecimal.valueOf(minor, digits)));
    }

    private DecimalFormat amountFormat(Currency unit, int digits) {
        var format = (DecimalFormat) NumberFormat.getCurrencyInstance(locale);
        var symbols = format.getDecimalFormatSymbols();
        symbols.setCurrency(unit);
        symbols.setCurrencySymbol(upright(unit.getSymbol(locale)));
        format.setDecimalFormatSymbols(symbols);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format;
    }

    /// From right to left, `UK£` would be torn into `£UK`; an isolate keeps it whole.
    private String upright(String symbol) {
        var latin = symbol.chars().anyMatch(c -> c < 128 && Character.isLetter(c));
        return language.rightToLeft() && latin ? "\u2066" + symbol + "\u2069" : symbol;
    }

    /// CLDR puts a space between a currency's letters and its digits (`KWD 1.000`); the JDK leaves it out.
    private static String spaced(String amount) {
        return amount.replaceAll("(?<=\\p{L})(?=\\p{Nd})", "\u00a0");
    }

    /// `2 × £5.00`; null for a single piece, whose price is its amount.
    public String quantity(long quantity, String unitAmount) {
        return quantity == 1
                ? null
                : NumberFormat.getIntegerInstance(locale).format(quantity) + " × " + isolated(unitAmount);
    }

    /// `2 × £5.00`, or `× 2` where pieces have no price of their own; null for a single piece.
    public String quantity(long quantity, Optional<String> unitAmount) {
        return quantity == 1
                ? null
                : unitAmount.map(amount -> quantity(quantity, amount)).orElseGet(() -> "× " + count(quantity));
    }

    public String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /// Day and time, in the payer's form.
    public String date(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(locale)
                .format(instant.atZone(zone));
    }

    /// All countries by name, in the order of this language's alphabet.
    public List<Country> countries() {
        return language.countries();
    }

    private static Words english() {
        return new Words(Language.english(), Locale.ENGLISH);
    }

    private static Optional<Words> chosen(String tag) {
        return tag == null || tag.equalsIgnoreCase("auto") ? Optional.empty() : find(Locale.forLanguageTag(tag));
    }

    private static Optional<Words> preferred(String header) {
        return ranges(header).stream()
                .filter(range -> range.getWeight() > 0)
                .map(range -> Locale.forLanguageTag(range.getRange()))
                .flatMap(wanted -> find(wanted).stream())
                .findFirst();
    }

    /// A header too long or malformed counts as none.
    private static List<Locale.LanguageRange> ranges(String header) {
        if (header == null || header.isBlank() || header.length() > MAX_HEADER_CHARACTERS) {
            return List.of();
        }
        try {
            return Locale.LanguageRange.parse(header);
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static Optional<Words> find(Locale wanted) {
        return Language.find(wanted).map(language -> new Words(language, inRegion(language, wanted)));
    }

    /// The language we speak, with the region the payer named: it decides about digits, separators and dates.
    private static Locale inRegion(Language language, Locale wanted) {
        var spoken = Locale.forLanguageTag(language.tag());
        return wanted.getCountry().isEmpty()
                ? spoken
                : new Locale.Builder()
                        .setLocale(spoken)
                        .setRegion(wanted.getCountry())
                        .build();
    }

    /// Somebody else's text keeps its own direction, alone or in a sentence of ours (Unicode isolates), where either of
    /// them is written from right to left.
    public String isolated(String value) {
        return language.rightToLeft() || Bidi.requiresBidi(value.toCharArray(), 0, value.length())
                ? "\u2068" + value + "\u2069"
                : value;
    }
}
