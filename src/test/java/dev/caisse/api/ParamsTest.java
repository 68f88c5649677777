package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each reader: what it takes, what it refuses, and that a refusal names the parameter in full.
class ParamsTest {

    @Test
    void nullAndEmptyAreAbsent_AndOnlyEmptyClears() {
        for (var json : List.of("{}", "{\"x\": null}", "{\"x\": \"\"}")) {
            assertThat(params(json).text("x", 9)).isEmpty();
            assertThat(params(json).integer("x", 0, 9)).isEmpty();
            assertThat(params(json).flag("x")).isEmpty();
            assertThat(params(json).currency("x")).isEmpty();
            assertThat(params(json).id("x", Prefix.PRICE)).isEmpty();
            assertThat(params(json).object("x")).isEmpty();
            assertThat(params(json).objects("x", 9)).isEmpty();
            assertThat(params(json).texts("x", 9, 9)).isEmpty();
            assertThat(params(json).metadata("x")).isEmpty();
            assertThat(params(json).has("x")).isEqualTo(json.contains("\"\""));
            assertThat(params(json).isCleared("x")).isEqualTo(json.contains("\"\""));
        }
    }

    @Test
    void anEmptyAmountIsRefused_ForLeavingItOutMayMeanAllThatThereIs() {
        assertThat(Amount.read(params("{}"), "x", 1, 9)).isEmpty();
        assertThat(Amount.read(params("{\"x\": null}"), "x", 1, 9)).isEmpty();
        assertThat(Amount.read(params("{\"x\": \"9\"}"), "x", 1, 9)).hasValue(9L);
        for (var json : List.of("{\"x\": \"\"}", "{\"x\": \" \"}", "{\"x\": 0}", "{\"x\": {}}", "{\"x\": []}")) {
            assertRefused(json, "parameter_invalid", "x", params -> Amount.read(params, "x", 1, 9));
        }
    }

    @Test
    void aTextHasAnEnd_CountedInCharactersAndNotInHalves() {
        assertThat(params("{\"x\": \"😀😀\"}").text("x", 2)).hasValue("😀😀");
        assertThat(params("{\"x\": 12}").text("x", 2)).hasValue("12");
        assertRefused("{\"x\": \"😀😀😀\"}", "parameter_invalid", "x", params -> params.text("x", 2));
        assertRefused("{\"x\": []}", "parameter_invalid", "x", params -> params.text("x", 2));
        assertRefused("{\"x\": true}", "parameter_invalid", "x", params -> params.text("x", 9));
        assertRefused("{}", "parameter_missing", "x", params -> Optional.of(params.requiredText("x", 2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0001", "\\u001b", "\\u007f", "\\u0085"})
    void controlCharactersAreRefused(String escape) {
        assertRefused("{\"x\": \"a" + escape + "\"}", "parameter_invalid", "x", params -> params.text("x", 9));
    }

    @Test
    void lineBreaksAndTabsMayStay() {
        assertThat(params("{\"x\": \"a\\r\\n\\tb\"}").text("x", 9)).hasValue("a\r\n\tb");
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "\"5\", 5", "-3, -3", "0, 0", "007, 7", "9223372036854775807, 9223372036854775807"})
    void integersMayStandInQuotes(String json, long number) {
        var quoted = json.equals("007") ? "\"007\"" : json;
        assertThat(params("{\"x\": " + quoted + "}").integer("x", Long.MIN_VALUE, Long.MAX_VALUE))
                .hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1.5",
                "1e2",
                "1e400",
                "\"1e2\"",
                "\"1.0\"",
                "\"Infinity\"",
                "\"NaN\"",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999",
                "\" 5\"",
                "\"+5\"",
                "\"0x5\"",
                "\"٥\"",
                "\"five\"",
                "true",
                "[5]",
                "{\"y\":5}",
                "11",
                "-1"
            })
    void whatIsNoIntegerWithinItsBoundsIsRefused(String json) {
        assertRefused("{\"x\": " + json + "}", "parameter_invalid", "x", params -> params.integer("x", 0, 10));
    }

    @Test
    void flagsMayStandInQuotes() {
        assertThat(params("{\"x\": true}").flag("x")).hasValue(true);
        assertThat(params("{\"x\": \"false\"}").flag("x")).hasValue(false);
        // As Stripe's older library for Python writes them.
        assertThat(params("{\"x\": \"True\"}").flag("x")).hasValue(true);
        assertThat(params("{\"x\": \"False\"}").flag("x")).hasValue(false);
        for (var json : List.of("1", "\"yes\"", "\"TRUE\"", "[]", "{}")) {
            assertRefused("{\"x\": " + json + "}", "parameter_invalid", "x", params -> params.flag("x"));
        }
    }

    @Test
    void choicesNameWhatMayBeChosen() {
        assertThat(params("{\"x\": \"b\"}").choice("x", "a", "b")).hasValue("b");
        assertThatThrownBy(() -> params("{\"x\": \"c\"}").choice("x", "a", "b")).hasMessageContaining("a, b");
    }

    @ParameterizedTest
    @CsvSource({
        "1665553291, 1665553291000",
        "1665553291214, 1665553291214",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "0, 0"
    })
    void timesBelowTenToTheEleventhAreSeconds(String json, long ms) {
        assertThat(params("{\"x\": " + json + "}").timeMs("x")).hasValue(ms);
    }

    @Test
    void timesEndWithTheYear9999() {
        assertRefused("{\"x\": 253402300800000}", "parameter_invalid", "x", params -> params.timeMs("x"));
        assertRefused("{\"x\": -1}", "parameter_invalid", "x", params -> params.timeMs("x"));
    }

    @Test
    void currenciesAreReadInAnyCase() {
        assertThat(params("{\"x\": \"gbp\"}").currency("x")).hasValue(CurrencyCode.of("GBP"));
        for (var code : List.of("XXX", "XAU", "DEM", "POUNDS", "£")) {
            assertRefused("{\"x\": \"" + code + "\"}", "parameter_invalid", "x", params -> params.currency("x"));
        }
    }

    @Test
    void idsHaveThePrefixThatIsDue() {
        assertThat(params("{\"x\": \"price_7\"}").id("x", Prefix.PRICE)).hasValue(7L);
        assertThat(params("{\"x\": \"cs_test_7\"}").id("x", Prefix.SESSION)).hasValue(7L);
        assertThat(params("{\"x\": \"cs_live_7\"}").id("x", Prefix.SESSION)).hasValue(7L);
        assertThat(params("{\"x\": [\"price_7\"]}").ids("x", 5, Prefix.PRICE)).containsExactly(7L);
        for (var id : List.of(
                "prod_7",
                "price_",
                "price_07",
                "price_-7",
                "price_x",
                "price_7 ",
                "PRICE_7",
                "7",
                "price_9223372036854775808",
                "price_77777777777777777777",
                "price_test_7")) {
            assertRefused("{\"x\": \"" + id + "\"}", "parameter_invalid", "x", params -> params.id("x", Prefix.PRICE));
        }
        assertRefused(
                "{\"x\": [\"prod_7\"]}",
                "parameter_invalid",
                "x",
                params -> Optional.of(params.ids("x", 5, Prefix.PRICE)));
    }

    @Test
    void addressesAndMailsAreKeptAsGiven() {
        assertThat(params("{\"x\": \"www.example.com\"}").address("x")).hasValue("www.example.com");
        assertThat(params("{\"x\": [\"a.example/i.png\"]}").addresses("x", 8)).containsExactly("a.example/i.png");
        assertThat(params("{\"x\": \"jenny@example.com\"}").email("x")).hasValue("jenny@example.com");
        assertRefused("{\"x\": \"javascript:alert(1)\"}", "url_invalid", "x", params -> params.address("x"));
        for (var mail : List.of("jenny", "jenny@", "@a.example", "a@b", "a b@c.example", "a@b..c", "a@b.c@d.e")) {
            assertRefused("{\"x\": \"" + mail + "\"}", "email_invalid", "x", params -> params.email("x"));
        }
    }

    @Test
    void listsAndObjectsNameTheirEntriesInFull() {
        var nested = params("{\"a\": [{}, {\"b\": {\"c\": \"x\"}}]}")
                .objects("a", 9)
                .get(1)
                .object("b")
                .orElseThrow();
        assertThatThrownBy(() -> nested.integer("c", 0, 1))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.param()).hasValue("a[1].b.c"));
        assertRefused("{\"x\": [1, [2]]}", "parameter_invalid", "x[1]", params -> Optional.of(params.texts("x", 9, 9)));
        assertRefused("{\"x\": [1, 2]}", "parameter_invalid", "x", params -> Optional.of(params.texts("x", 1, 9)));
        assertRefused("{\"x\": {}}", "parameter_invalid", "x", params -> Optional.of(params.texts("x", 1, 9)));
        assertRefused("{\"x\": [null]}", "parameter_invalid", "x[0]", params -> Optional.of(params.texts("x", 1, 9)));
        assertRefused("{\"x\": [5]}", "parameter_invalid", "x[0]", params -> Optional.of(params.objects("x", 9)));
        assertRefused("{\"x\": 5}", "parameter_invalid", "x", params -> params.object("x"));
    }

    @Test
    void metadataIsTextsWithinLimits() {
        assertThat(params("{\"x\": {\"a\": 5, \"b\": true, \"c\": null, \"d\": \"\", \"devise\": \"e\"}}")
                        .metadata("x"))
                .isEqualTo(Map.of("a", "5", "b", "true", "d", "", "devise", "e"));
        assertThat(params("{\"x\": " + entries(50) + "}").newMetadata("x").entries())
                .hasSize(50);
        assertRefused(
                "{\"x\": " + entries(51) + "}",
                "parameter_invalid",
                "x",
                params -> Optional.of(params.newMetadata("x")));
        assertRefused("{\"x\": []}", "parameter_invalid", "x", params -> Optional.of(params.metadata("x")));
        assertRefused("{\"x\": {\"a\": {}}}", "parameter_invalid", "x.a", params -> Optional.of(params.metadata("x")));
        assertRefused("{\"x\": {\"a[b]\": 1}}", "parameter_invalid", "x", params -> Optional.of(params.metadata("x")));
        assertRefused("{\"x\": {\"\": 1}}", "parameter_invalid", "x", params -> Optional.of(params.metadata("x")));
        var key = "k".repeat(41);
        assertRefused(
                "{\"x\": {\"" + key + "\": 1}}", "parameter_invalid", "x", params -> Optional.of(params.metadata("x")));
        assertRefused(
                "{\"x\": {\"a\": \"" + "v".repeat(501) + "\"}}",
                "parameter_invalid",
                "x.a",
                params -> Optional.of(params.metadata("x")));
    }

    @Test
    void anUpdateMergesMetadata_AnEmptyValueRemovesAKey_EmptyMetadataAll() {
        var old = new Metadata(Map.of("a", "1", "b", "2"));
        assertThat(params("{}").merged("x", old)).isEqualTo(old);
        assertThat(params("{\"x\": null}").merged("x", old)).isEqualTo(old);
        assertThat(params("{\"x\": {\"b\": \"\", \"c\": \"3\"}}")
                        .merged("x", old)
                        .entries())
                .isEqualTo(Map.of("a", "1", "c", "3"));
        assertThat(params("{\"x\": \"\"}").merged("x", old)).isEqualTo(Metadata.EMPTY);
        assertThat(params("{\"x\": {}}").merged("x", old)).isEqualTo(Metadata.EMPTY);
    }

    @Test
    void whatNobodyAskedForIsUnknown_WithTheWordThatWasMeant() {
        var params = params("{\"curency\": \"GBP\"}");
        params.currency("currency");
        assertThatThrownBy(params::refuseUnknown).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo("parameter_unknown");
            assertThat(refusal.param()).hasValue("curency");
            assertThat(refusal.getMessage()).contains("Did you mean `currency`?");
        });
    }

    @Test
    void theTranslatedSpellingIsTakenWhereOursIsExpected_AndBothAtOnceAreNot() {
        var params = params("{\"devise\": \"GBP\"}");
        assertThat(params.currency("currency")).isPresent();
        params.refuseUnknown();
        assertThatThrownBy(() -> params("{\"devise\": \"GBP\"}").refuseUnknown())
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() ->
                        params("{\"devise\": \"GBP\", \"currency\": \"GBP\"}").currency("currency"))
                .hasMessageContaining("`devise`")
                .hasMessageContaining("`currency`");
    }

    @Test
    void toleratedAndUnsupportedParametersAreToldApart() {
        params("{\"id\": null}").tolerateNull("id").refuseUnknown();
        params("{\"return_url\": {\"any\": 1}}").tolerate("return_url").refuseUnknown();
        assertThatThrownBy(() -> params("{\"id\": \"x\"}").tolerateNull("id").refuseUnknown())
                .isInstanceOf(Refusal.class);
        assertRefused("{\"x\": 1}", "parameter_unsupported", "x", params -> Optional.of(params.refuseUnsupported("x")));
        params("{\"x\": null}").refuseUnsupported("x").refuseUnknown();
    }

    private static void assertRefused(String json, String code, String param, Function<Params, Optional<?>> reader) {
        assertThatThrownBy(() -> reader.apply(params(json))).as(json).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(code);
            assertThat(refusal.param()).hasValue(param);
            assertThat(refusal.status()).isEqualTo(400);
            assertThat(refusal.getMessage()).contains("`" + param + "`");
        });
    }

    private static Params params(String json) {
        return Params.of(Json.readObject(json), new NativeDialect());
    }

    private static String entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\": 1").collect(Collectors.joining(",", "{", "}"));
    }
}
