package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Seeded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    static List<Language> languages() {
        return Language.all();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void noLanguageLacksAKeyAndNoneHasOneMore(Language language) {
        assertThat(language.texts().keySet())
                .as(language.tag())
                .isEqualTo(Language.english().texts().keySet());
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyTextSaysSomethingAndKeepsItsPlaces(Language language) {
        language.texts().forEach((key, text) -> {
            assertThat(text).as(language.tag() + " " + key).isNotBlank();
            assertThat(places(text)).as(language.tag() + " " + key).isEqualTo(placesInEnglish(key));
        });
    }

    @Test
    void everyFileOfWordsIsSpoken() throws Exception {
        try (var files = Files.list(Path.of("src/main/resources/dev/caisse/cashier"))) {
            var tags = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("words_"))
                    .map(name -> name.substring("words_".length(), name.length() - ".properties".length()));
            assertThat(tags)
                    .containsExactlyInAnyOrderElementsOf(
                            Language.all().stream().map(Language::tag).toList());
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
                    -     | -                                | en
                    -     | fr                               | fr
                    -     | fr-CA,fr;q=0.8,en;q=0.5          | fr
                    -     | en;q=0.2, ar;q=0.9               | ar
                    -     | fr;q=0, ar                       | ar
                    -     | xx, fr;q=0.1                     | fr
                    -     | *                                | en
                    auto  | ar-EG                            | ar
                    fr    | ar                               | fr
                    xx    | ar                               | ar
                    fr-FR | -                                | fr
                    de-AT | -                                | de
                    zh-CN | -                                | zh
                    zh-Hans | -                              | zh
                    -     | zh-Hans-CN,zh;q=0.9,en;q=0.8     | zh
                    -     | es-MX,en;q=0.5                   | es
                    -     | es-419,es;q=0.9                  | es
                    """)
    void theSessionChoosesThenTheBrowserThenEnglish(String session, String header, String expected) {
        assertThat(Words.pick(session, header).lang()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",,,",
                ";q=",
                "fr;q=9",
                "fr;q=-1",
                "fr;q=NaN",
                "\u0000",
                "<script>",
                "en-a-a-a-a-a-a",
                "💥",
                "xx-FR-x-lvariant-\u202e",
                "../../etc/passwd",
                "aa;q=0.1;q=0.2"
            })
    void aHostileHeaderIsAnsweredInEnglish(String header) {
        assertThat(Words.pick(null, header).lang()).isEqualTo("en");
        assertThat(Words.pick(header, null).lang()).isEqualTo("en");
    }

    @Test
    void aHeaderWithoutEndIsNotRead() {
        assertThat(Words.pick(null, "fr," + "x,".repeat(100_000)).lang()).isEqualTo("en");
    }

    @Test
    void choosingNeverFails() {
        Seeded.runs(500, random -> {
            var words = Words.pick(Seeded.text(random, 40), Seeded.text(random, 100));
            assertThat(words.money(1, "EUR")).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    en-GB | 123456 | gbp | £1,234.56
                    en-US | 5      | USD | $0.05
                    en    | 123456 | JPY | ¥123,456
                    en    | 1      | KWD | KWD 0.001
                    fr-FR | 123456 | EUR | 1 234,56 €
                    fr-FR | 123456 | JPY | 123 456 JPY
                    fr-FR | 123456 | KWD | 123,456 KWD
                    de-DE | 123456 | EUR | 1.234,56 €
                    de-AT | 123456 | EUR | € 1.234,56
                    es-ES | 123456 | EUR | 1.234,56 €
                    es-MX | 123456 | MXN | $1,234.56
                    zh-CN | 123456 | CNY | ¥1,234.56
                    zh-Hans | 123456 | GBP | £1,234.56
                    ar-EG | 123456 | EUR | ١٬٢٣٤٫٥٦ €
                    ar-EG | 123456 | JPY | ١٢٣٬٤٥٦ JP¥
                    ar-AE | 123456 | KWD | 123.456 د.ك.
                    """)
    void moneyIsInTheFormOfThePayersCountry(String locale, long minor, String currency, String expected) {
        assertThat(visible(Words.pick(locale, null).money(minor, currency))).isEqualTo(expected);
    }

    @Test
    void noAmountIsEverRounded() {
        assertThat(Words.pick("en-US", null).money(9_007_199_254_740_993L, "USD"))
                .isEqualTo("$90,071,992,547,409.93");
    }

    @Test
    void datesAreInTheFormOfThePayersCountry() {
        var moment = Instant.parse("2031-03-04T15:06:07Z");
        assertThat(Words.pick("en-GB", null).date(moment, ZoneOffset.UTC)).isEqualTo("4 March 2031, 15:06");
        assertThat(Words.pick("fr-FR", null).date(moment, ZoneOffset.UTC)).startsWith("4 mars 2031");
        assertThat(Words.pick("de", null).date(moment, ZoneOffset.UTC)).startsWith("4. März 2031");
        assertThat(Words.pick("es-MX", null).date(moment, ZoneOffset.UTC)).startsWith("4 de marzo de 2031");
        assertThat(Words.pick("zh-Hans-CN", null).date(moment, ZoneOffset.UTC)).startsWith("2031年3月4日");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost_card", "stolen_card", "fraudulent", "blocked", "pickup_card", "", "../secret"})
    void codesThatSpeakOfFraudGetTheGeneralText(String code) {
        var words = Words.of(Locale.ENGLISH);
        assertThat(words.decline(code)).isEqualTo(words.text("decline.generic"));
    }

    @Test
    void aDeclineThatThePayerCanMendSaysHow() {
        assertThat(Words.of(Locale.ENGLISH).decline("insufficient_funds")).contains("not enough money");
    }

    @Test
    void countriesFollowTheAlphabetOfTheLanguage() {
        var french =
                Words.of(Locale.FRENCH).countries().stream().map(Country::name).toList();
        assertThat(french).hasSizeGreaterThan(200).contains("Émirats arabes unis");
        assertThat(french.indexOf("Égypte")).isLessThan(french.indexOf("Espagne"));
    }

    @Test
    void aKeyNobodyWroteIsAnErrorOfOurs() {
        var words = Words.of(Locale.ENGLISH);
        assertThatThrownBy(() -> words.text("no.such")).hasMessageContaining("no.such");
    }

    @Test
    void aSinglePieceNeedsNoQuantity() {
        assertThat(Words.of(Locale.ENGLISH).quantity(1, "£5.00")).isNull();
        assertThat(Words.of(Locale.ENGLISH).quantity(2, "£5.00")).isEqualTo("2 × £5.00");
    }

    private static List<String> placesInEnglish(String key) {
        return places(Language.english().texts().getOrDefault(key, ""));
    }

    private static List<String> places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(found -> found.group())
                .sorted()
                .toList();
    }

    /// Without marks of direction, and with every kind of space the same.
    private static String visible(String amount) {
        return Stream.of(amount)
                .map(text -> text.replaceAll("[\u200e\u200f\u2066-\u2069]", ""))
                .map(text -> text.replaceAll("[\u00a0\u202f]", " "))
                .findFirst()
                .orElseThrow();
    }
}
