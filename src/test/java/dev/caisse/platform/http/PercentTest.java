package dev.caisse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Seeded;
import dev.caisse.platform.http.Percent.Pair;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {

    @Test
    void aPlusIsABlankInAQueryAndAPlusInAPath() {
        assertThat(Percent.pairs("a+b=c+d")).hasValue(List.of(new Pair("a b", "c d")));
        assertThat(Percent.decodePath("a+b")).hasValue("a+b");
    }

    @Test
    void escapesAreUtf8() {
        assertThat(Percent.decodePath("caf%C3%A9")).hasValue("café");
        assertThat(Percent.decodePath("%F0%9F%98%80")).hasValue("😀");
        assertThat(Percent.decodePath("😀")).hasValue("😀");
        assertThat(Percent.decodePath("%2e%2E%2f")).hasValue("../");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%1",
                "%zz",
                "%1g",
                "a%",
                "%%41",
                "%+1",
                "%-1",
                "%ff",
                "%C3",
                "%C3%28",
                "%ED%A0%80",
                "%C0%80",
                "%F5%80%80%80",
                "% 1",
                "%１１"
            })
    void aBadEscapeIsNothing_NeverSomethingSimilar(String text) {
        assertThat(Percent.decodePath(text)).isEmpty();
        assertThat(Percent.pairs("a=" + text)).isEmpty();
        assertThat(Percent.pairs("ok=1&" + text + "=2")).isEmpty();
    }

    @Test
    void pairsAreSplitAtTheFirstEqualsSign() {
        assertThat(Percent.pairs("a=b=c&d&=e&&f="))
                .hasValue(List.of(new Pair("a", "b=c"), new Pair("d", ""), new Pair("", "e"), new Pair("f", "")));
        assertThat(Percent.pairs("")).hasValue(List.of());
    }

    @Test
    void whatOthersEscapeIsReadBack() {
        Seeded.runs(2000, random -> {
            var text = new String(Seeded.text(random, 30).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            var encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
            assertThat(Percent.pairs("k=" + encoded)).isEqualTo(Optional.of(List.of(new Pair("k", text))));
        });
    }
}
