package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.http.Percent;
import dev.caisse.platform.json.Json;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {

    @ParameterizedTest(name = "{0} is as {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\":5,\"b\":true}                    | a=5&b=true",
                "{\"a\":5,\"b\":true}                    | b=true&a=5",
                "{\"a\":\"5\",\"c\":null}                | a=5",
                "{\"l\":[{\"q\":1},{\"q\":2}]}           | l[0][q]=1&l[1][q]=2",
                "{\"l\":[{\"q\":1},{\"q\":2}]}           | l[][q]=1&l[][q]=2",
                "{\"t\":[\"x\",\"y\"]}                   | t[]=x&t[]=y",
                "{\"metadata\":{\"7\":\"x\"}}            | metadata[7]=x",
                "{\"a\":\"\"}                            | a=",
            })
    void formAndJsonOfTheSameContentHashAlike(String json, String form) {
        assertThat(of("POST", "/v1/x", Json.readObject(json))).isEqualTo(of("POST", "/v1/x", form(form)));
    }

    @ParameterizedTest(name = "{0} is not as {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1 | a=2",
                "a=1 | b=1",
                "a=1 | a[b]=1",
                "a[]=1 | a[b]=1",
                "a=1 | a=1&b=",
                "a[]=1&a[]=2 | a[]=2&a[]=1",
                "a[]=12 | a[]=1&a[]=2"
            })
    void otherContentHashesOtherwise(String one, String other) {
        assertThat(of("POST", "/v1/x", form(one))).isNotEqualTo(of("POST", "/v1/x", form(other)));
    }

    @Test
    void methodAndPathBelongToIt() {
        assertThat(of("POST", "/v1/x", Map.of())).isNotEqualTo(of("POST", "/v1/y", Map.of()));
        assertThat(of("POST", "/v1/x", Map.of())).isNotEqualTo(of("PUT", "/v1/x", Map.of()));
    }

    private static Map<String, Object> form(String text) {
        return BracketedKeys.read(Percent.pairs(text).orElseThrow());
    }

    private static String of(String method, String path, Map<String, Object> parameters) {
        return HexFormat.of().formatHex(Fingerprint.of(method, path, parameters));
    }
}
