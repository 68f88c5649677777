package dev.caisse.platform.ids;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Seeded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnowflakeTest {

    @ParameterizedTest(name = "{0} was made in {1}")
    @CsvSource({
        "1580071142008291328, 1665553291214, 1665553291000",
        "1554384814788837376, 1659429193576, 1659429194000",
        "1554351292598452224, 1659421201263, 1659421201000",
        "1580071142859735040, 1665553291417, 1665553291000",
        "1580071142880706560, 1665553291422, 1665553291000",
    })
    void theSeedsIdsAreClocks(long id, long ms, long created) {
        assertThat(Snowflake.ms(id)).isEqualTo(ms);
        assertThat(Snowflake.createdMs(id)).isEqualTo(created);
    }

    @ParameterizedTest(name = "{0} rounds to {1}")
    @CsvSource({"0, 0", "499, 0", "500, 1000", "999, 1000", "1000, 1000", "1499, 1000", "1500, 2000"})
    void createdIsRoundedHalfUp(long ms, long rounded) {
        assertThat(Snowflake.roundedMs(ms)).isEqualTo(rounded);
    }

    @Test
    void timeNodeAndSequenceStandInTheirBits() {
        long id = Snowflake.of(Snowflake.EPOCH_MS + 5, 1023, 4095);
        assertThat(id).isEqualTo((5L << 22) | (1023L << 12) | 4095);
        assertThat(Snowflake.ms(id)).isEqualTo(Snowflake.EPOCH_MS + 5);
    }

    @Test
    void aRangeOfCreatedIsARangeOfIds() {
        Seeded.runs(2000, random -> {
            long created = Snowflake.EPOCH_MS + random.nextLong(1L << 40);
            long first = Snowflake.firstCreatedAt(created);
            assertThat(Snowflake.createdMs(first)).isGreaterThanOrEqualTo(created);
            assertThat(Snowflake.createdMs(first - 1)).isLessThan(created);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1288834974000, 0",
        "253402300799999, 9223372036854775807",
        "9223372036854775807, 9223372036854775807"
    })
    void timesBeyondAllIdsAreTheEndsOfTheRange(long ms, long id) {
        assertThat(Snowflake.firstAt(ms)).isEqualTo(id);
    }
}
