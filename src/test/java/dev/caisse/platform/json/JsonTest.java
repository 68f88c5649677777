package dev.caisse.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValueInItsOrder() {
        var read = Json.readObject("{\"b\": [1, -2.50, true, null], \"a\": {\"x\": \"é\\n\"}}");
        assertThat(read.keySet()).containsExactly("b", "a");
        assertThat((List<?>) read.get("b")).hasToString("[1, -2.50, true, null]");
        assertThat(read.get("a")).isEqualTo(Map.of("x", "é\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e400", "-1E-400", "0.1", "123456789012345678901234567890", "9223372036854775808", "-0", "1.0"})
    void numbersStayAsTheyWereWritten(String number) {
        assertThat(Json.read("[" + number + "]")).isEqualTo(List.of(new Literal(number)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "U+0000 in a text          | {\"a\": \"x\\u0000y\"}      | U+0000",
                "U+0000 in a key           | {\"a\\u0000\": 1}           | U+0000",
                "a high surrogate alone    | {\"a\": \"\\ud800\"}        | surrogate",
                "a low surrogate alone     | {\"a\": \"\\udc00x\"}       | surrogate",
                "surrogates the wrong way  | {\"a\": \"\\udc00\\ud800\"} | surrogate",
                "a key twice               | {\"a\": 1, \"a\": 2}        | twice",
                "a key twice, once escaped | {\"a\": 1, \"\\u0061\": 2}  | twice",
                "a key twice further down  | [{\"x\": {\"a\": 1, \"a\": 1}}] | twice",
                "a second value            | {} {}                       | follows",
                "nothing                   | ``                          | ends before",
                "blanks                    | `  `                        | ends before",
                "an open object            | {\"a\": 1                   | not valid",
                "an open text              | {\"a\": \"x                 | not valid",
                "a comma too many          | [1,]                        | not valid",
                "NaN                       | [NaN]                       | not valid",
                "Infinity                  | [Infinity]                  | not valid",
                "a leading zero            | [01]                        | not valid",
                "a plus                    | [+1]                        | not valid",
                "single quotes             | {'a': 1}                    | not valid",
                "a comment                 | {/* x */}                   | not valid",
                "a bare word               | [yes]                       | not valid",
            })
    void whatTwoReadersCouldReadDifferentlyIsRefused(String what, String json, String why) {
        assertThatThrownBy(() -> Json.read(json))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining(why);
    }

    @Test
    void aRefusalNamesLineAndColumnAndNeverTheText() {
        assertThatThrownBy(() -> Json.read("{\n  \"secret\": sk_test_1\n}"))
                .hasMessageContaining("line 2, column 1")
                .hasMessageNotContaining("sk_test")
                .hasMessageNotContaining("secret");
    }

    @Test
    void nestingEndsAtThirtyTwo() {
        assertThat(Json.read("[".repeat(32) + "]".repeat(32))).isInstanceOf(List.class);
        assertThatThrownBy(() -> Json.read("[".repeat(33) + "]".repeat(33))).hasMessageContaining("32 deep");
        assertThatThrownBy(() -> Json.read("{\"a\":".repeat(100_000))).isInstanceOf(MalformedJson.class);
    }

    @Test
    void numbersAndNamesHaveAnEnd() {
        assertThatThrownBy(() -> Json.read("[" + "9".repeat(1001) + "]")).isInstanceOf(MalformedJson.class);
        assertThatThrownBy(() -> Json.read("{\"" + "k".repeat(10_001) + "\":1}"))
                .isInstanceOf(MalformedJson.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xff, 0xc0, 0xed})
    void bytesThatAreNoUtf8AreRefused(int bad) {
        var bytes = "{\"a\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        bytes[6] = (byte) bad;
        assertThatThrownBy(() -> Json.read(bytes))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void anyTextAtAllIsReadOrRefused_AndNeverFailsOtherwise() {
        Seeded.runs(3000, random -> {
            try {
                Json.read(Seeded.text(random, 60));
            } catch (MalformedJson refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Seeded.runs(1000, random -> {
            var text = Seeded.text(random, 40);
            if (Json.isStorable(text)) {
                var tree = Map.of("a", List.of(text, new Literal("12"), true));
                assertThat(Json.read(new JsonWriter().tree(tree).bytes())).isEqualTo(tree);
            }
        });
    }
}
