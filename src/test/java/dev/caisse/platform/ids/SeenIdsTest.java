package dev.caisse.platform.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SeenIdsTest {
    private static final long NOON = 1_795_348_800_000L;

    private final SeenIds seen = new SeenIds(1000);

    @Test
    void anEventIsNewOnce() {
        assertThat(seen.add(at(0))).isTrue();
        assertThat(seen.add(at(0))).isFalse();
    }

    @Test
    void anEventThatIsAMinuteOlderThanTheNewestMayStillCome() {
        seen.add(at(60_000));
        assertThat(seen.add(at(0))).isTrue();
        assertThat(seen.add(at(0))).isFalse();
        assertThat(seen.add(at(0) - 1)).isFalse();
    }

    @Test
    void whatIsForgottenIsNeverTakenForNew() {
        seen.add(at(0));
        seen.add(at(61_000));
        assertThat(seen.add(at(0))).isFalse();
        assertThat(seen.add(at(2_000))).isTrue();
    }

    @Test
    void itsMemoryIsBoundedAndWhatFallsOutCountsAsSeen() {
        var few = new SeenIds(3);
        for (int i = 0; i < 5; i++) {
            assertThat(few.add(at(i))).isTrue();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(few.add(at(i))).isFalse();
        }
        assertThat(few.before(SeenIds.OVERLAP)).isEqualTo(at(1));
    }

    @Test
    void theNextLookBeginsBeforeTheNewestByTheOverlap() {
        assertThat(seen.before(Duration.ofSeconds(2))).isZero();
        seen.add(at(10_000) + 77);
        assertThat(seen.before(Duration.ofSeconds(2))).isEqualTo(at(8_000) - 1);
    }

    private static long at(long ms) {
        return Snowflake.firstAt(NOON + ms);
    }
}
