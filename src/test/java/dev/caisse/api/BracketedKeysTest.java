package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Seeded;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.json.JsonWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BracketedKeysTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~                               | {}",
                "a=1                              | {\"a\":\"1\"}",
                "a=                               | {\"a\":\"\"}",
                "a[b]=1&a[c]=2                    | {\"a\":{\"b\":\"1\",\"c\":\"2\"}}",
                "a[0]=x&a[1]=y                    | {\"a\":[\"x\",\"y\"]}",
                "a[1]=y&a[0]=x                    | {\"a\":[\"x\",\"y\"]}",
                "a[10]=y&a[9]=x                   | {\"a\":[\"x\",\"y\"]}",
                "a[]=x&a[]=y                      | {\"a\":[\"x\",\"y\"]}",
                "a[][b]=1&a[][c]=2&a[][b]=3       | {\"a\":[{\"b\":\"1\",\"c\":\"2\"},{\"b\":\"3\"}]}",
                "a[0][b][c]=1&a[0][b][d]=2        | {\"a\":[{\"b\":{\"c\":\"1\",\"d\":\"2\"}}]}",
                "metadata[7]=x                    | {\"metadata\":{\"7\":\"x\"}}",
                "a[0][metadata][0]=x              | {\"a\":[{\"metadata\":{\"0\":\"x\"}}]}",
                "metadata=                        | {\"metadata\":\"\"}",
                "a%5Bb%5D=1                       | {\"a\":{\"b\":\"1\"}}",
                "a[99999]=x                       | {\"a\":{\"99999\":\"x\"}}",
            })
    void readsTheSameTreeAsJson(String form, String json) {
        assertThat(read(form)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1&a=2",
                "a=1&a[b]=2",
                "a[b]=2&a=1",
                "a[=1",
                "a[b=1",
                "a[b]c=1",
                "[a]=1",
                "a[b][=1",
                "a[b]]=1",
                "a[[b]]=1",
                "a[0]=x&a[00]=y",
                "a[1]=x&a[]=y",
                "a[0]=x&a[0]=y",
                "a[]=x&a=y",
                "metadata[]=x",
                "a=%00",
                "%00=a",
                "a[%00]=1",
                "a=%zz"
            })
    void whatCouldMeanTwoThingsIsRefused(String form) {
        assertThatThrownBy(() -> read(form))
                .satisfies(refused ->
                        assertThat(refused).isInstanceOfAny(Refusal.class, java.util.NoSuchElementException.class));
    }

    @Test
    void keysAreNestedAtMostThirtyTwoDeep() {
        assertThat(read("a" + "[b]".repeat(31) + "=1")).contains("\"1\"");
        assertThatThrownBy(() -> read("a" + "[b]".repeat(32) + "=1")).hasMessageContaining("32 deep");
        assertThatThrownBy(() -> read("a" + "[b]".repeat(100_000) + "=1")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> read("a" + "[".repeat(100_000) + "=1")).isInstanceOf(Refusal.class);
    }

    @Test
    void anyPairsAtAllAreReadOrRefused() {
        Seeded.runs(5000, random -> {
            var form = "ab[]=&0".repeat(1);
            var text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(form.charAt(random.nextInt(form.length())));
            }
            try {
                read(text.toString());
            } catch (Refusal refused) {
                assertThat(refused.status()).isEqualTo(400);
            }
        });
    }

    private static String read(String form) {
        var pairs = Percent.pairs(form).orElseThrow();
        return new JsonWriter().tree(BracketedKeys.read(pairs)).text();
    }
}
