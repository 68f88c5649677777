package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> WORDS = List.of("currency", "unit_amount", "product", "line_items", "url");

    @ParameterizedTest
    @CsvSource({
        "curency, currency",
        "unitamount, unit_amount",
        "unit_ammount, unit_amount",
        "products, product",
        "lineitems, line_items",
        "ur, url",
        "Currency, currency"
    })
    void findsTheWordThatWasMeant(String given, String meant) {
        assertThat(Spelling.nearest(given, WORDS)).hasValue(meant);
    }

    @Test
    void suggestsNothingForWhatIsFarFromEveryWord() {
        assertThat(Spelling.nearest("colour_scheme", WORDS)).isEmpty();
        assertThat(Spelling.nearest("", WORDS)).isEmpty();
        assertThat(Spelling.nearest("currency".repeat(10_000), WORDS)).isEmpty();
    }
}
