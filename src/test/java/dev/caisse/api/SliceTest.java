package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Seeded;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SliceTest {
    private static final long SECOND = 1_700_000_000L;

    @Test
    void withoutParametersItIsTheNewestTen() {
        assertThat(slice("{}")).isEqualTo(new Slice(0, Long.MAX_VALUE, false, 10));
        assertThat(slice("{}").order()).isEqualTo("desc");
        assertThat(slice("{}").fetch()).isEqualTo(11);
    }

    @ParameterizedTest(name = "{0} holds created {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "1700000000                                       | 0    | true",
                "1700000000                                       | 1000 | false",
                "1700000000                                       | -1000 | false",
                "1700000000000                                    | 0    | true",
                "{\"gte\": 1700000000}                            | 0    | true",
                "{\"gte\": 1700000000}                            | -1000 | false",
                "{\"gt\": 1700000000}                             | 0    | false",
                "{\"gt\": 1700000000}                             | 1000 | true",
                "{\"gt\": 1699999999999}                          | 0    | true",
                "{\"lte\": 1700000000}                            | 0    | true",
                "{\"lte\": 1700000000}                            | 1000 | false",
                "{\"lt\": 1700000000}                             | 0    | false",
                "{\"lt\": 1700000000001}                          | 0    | true",
                "{\"lt\": \"1700000000\"}                         | -1000 | true",
                "{\"gt\": 1699999999, \"lt\": 1700000001}         | 0    | true",
                "{\"gte\": 1700000001, \"lte\": 1699999999}       | 0    | false",
                "{\"gte\": 0}                                     | 0    | true",
                "{\"lte\": 99999999999}                          | 0    | true",
                "{\"gte\": 99999999999}                          | 0    | false",
            })
    void createdIsARangeInSecondsOrMilliseconds(String created, long fromSecondMs, boolean isHeld) {
        var slice = slice("{\"created\": " + created + "}");
        Seeded.runs(50, random -> {
            long ms = SECOND * 1000 + fromSecondMs + random.nextInt(1000) - 500;
            long id = Snowflake.firstAt(ms) + random.nextInt(1 << 22);
            assertThat(id > slice.above() && id < slice.below()).isEqualTo(isHeld);
        });
    }

    @Test
    void aPageIsCutToItsLimitAndSaysWhetherThereIsMore() {
        var two = slice("{\"limit\": 2}");
        assertThat(two.page(List.of(9, 8, 7))).isEqualTo(new Page<>(List.of(9, 8), true));
        assertThat(two.page(List.of(9, 8))).isEqualTo(new Page<>(List.of(9, 8), false));
        assertThat(two.page(List.of())).isEqualTo(new Page<>(List.of(), false));
    }

    @Test
    void thePageBeforeAnIdComesNewestFirstToo() {
        var before = slice("{\"limit\": 2, \"ending_before\": \"prod_5\"}");
        assertThat(before).isEqualTo(new Slice(5, Long.MAX_VALUE, true, 2));
        assertThat(before.order()).isEqualTo("asc");
        assertThat(before.page(List.of(6, 7, 8))).isEqualTo(new Page<>(List.of(7, 6), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"limit\": 0}",
                "{\"limit\": 101}",
                "{\"limit\": \"ten\"}",
                "{\"limit\": 1.5}",
                "{\"starting_after\": \"price_5\"}",
                "{\"starting_after\": \"prod_x\"}",
                "{\"starting_after\": \"prod_5\", \"ending_before\": \"prod_6\"}",
                "{\"created\": \"yesterday\"}",
                "{\"created\": {\"gte\": -1}}",
                "{\"created\": {\"after\": 5}}",
                "{\"created\": [5]}",
                "{\"created\": {\"gte\": 253402300800000}}"
            })
    void whatMakesNoSenseIsRefused(String json) {
        assertThatThrownBy(() -> slice(json)).isInstanceOf(Refusal.class);
    }

    private static Slice slice(String json) {
        return Slice.read(Params.of(Json.readObject(json), new NativeDialect()), Prefix.PRODUCT);
    }
}
