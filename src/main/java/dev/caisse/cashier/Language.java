package dev.caisse.cashier;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Collator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One language of the cashier: a `words_<tag>.properties` beside this class, read once. A tag of the list below that
/// has no file yet is not spoken; adding the file is all it takes.
record Language(String tag, boolean rightToLeft, Map<String, String> texts, List<Country> countries) {
    private static final List<String> TAGS = List.of(
            "ar", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "he",
            "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro",
            "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW");
    private static final Set<String> RIGHT_TO_LEFT = Set.of("ar", "he");
    private static final Map<String, Language> SPOKEN = load();

    static List<Language> all() {
        return SPOKEN.values().stream()
                .sorted(Comparator.comparing(Language::tag))
                .toList();
    }

    static Language english() {
        return SPOKEN.get("en");
    }

    /// The most exact language for this locale: with its region first, then without.
    static Optional<Language> find(Locale wanted) {
        return Stream.of(wanted.getLanguage() + "-" + wanted.getCountry(), wanted.getLanguage())
                .flatMap(tag -> Optional.ofNullable(SPOKEN.get(tag)).stream())
                .findFirst();
    }

    Optional<String> find(String key) {
        return Optional.ofNullable(texts.get(key));
    }

    private static Map<String, Language> load() {
        return TAGS.stream()
                .flatMap(tag -> read(tag).stream())
                .collect(Collectors.toUnmodifiableMap(Language::tag, Function.identity()));
    }

    private static Optional<Language> read(String tag) {
        try (var file = Language.class.getResourceAsStream("words_" + tag + ".properties")) {
            if (file == null) {
                return Optional.empty();
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return Optional.of(of(tag, properties));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the words of " + tag, e);
        }
    }

    private static Language of(String tag, Properties properties) {
        var texts = properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(Function.identity(), properties::getProperty));
        return new Language(tag, RIGHT_TO_LEFT.contains(tag), texts, countriesIn(Locale.forLanguageTag(tag)));
    }

    private static List<Country> countriesIn(Locale locale) {
        var alphabet = Collator.getInstance(locale);
        return Arrays.stream(Locale.getISOCountries())
                .map(code -> new Country(code, Locale.of("", code).getDisplayCountry(locale)))
                .sorted(Comparator.comparing(Country::name, alphabet::compare))
                .toList();
    }
}
