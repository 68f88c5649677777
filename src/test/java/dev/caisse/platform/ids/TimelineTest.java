package dev.caisse.platform.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// What a clock showed when an id was made.
class TimelineTest {
    private static final Timeline SET_TWICE = Timeline.of(new long[] {0, 100, 200}, new long[] {5_000, 65_400, 65_600});

    @Test
    void realTimeIsWhatTheIdSays() {
        long id = Snowflake.of(1_700_000_000_600L, 1, 0);
        assertThat(Timeline.REAL.ms(id)).isEqualTo(1_700_000_000_600L);
        assertThat(Timeline.REAL.createdMs(id)).isEqualTo(Snowflake.createdMs(id));
        assertThat(Timeline.REAL.firstCreatedAt(1_700_000_001_000L))
                .isEqualTo(Snowflake.firstCreatedAt(1_700_000_001_000L));
    }

    @Test
    void anIdShowsTheSettingItWasMadeUnder() {
        assertThat(SET_TWICE.ms(0)).isEqualTo(5_000);
        assertThat(SET_TWICE.ms(99)).isEqualTo(5_000);
        assertThat(SET_TWICE.ms(100)).isEqualTo(65_400);
        assertThat(SET_TWICE.ms(199)).isEqualTo(65_400);
        assertThat(SET_TWICE.ms(Long.MAX_VALUE)).isEqualTo(65_600);
        assertThat(SET_TWICE.createdMs(100)).isEqualTo(65_000);
        assertThat(SET_TWICE.createdMs(200)).isEqualTo(66_000);
    }

    /// As `created` is shown, so it is filtered: rounded to a second.
    @Test
    void aTimeIsFoundAsTheFirstIdThatShowsIt() {
        assertThat(SET_TWICE.firstCreatedAt(1)).isZero();
        assertThat(SET_TWICE.firstCreatedAt(5_000)).isZero();
        assertThat(SET_TWICE.firstCreatedAt(5_001)).isEqualTo(100);
        assertThat(SET_TWICE.firstCreatedAt(65_000)).isEqualTo(100);
        assertThat(SET_TWICE.firstCreatedAt(65_001)).isEqualTo(200);
        assertThat(SET_TWICE.firstCreatedAt(66_000)).isEqualTo(200);
        assertThat(SET_TWICE.firstCreatedAt(66_001)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aClockWasSetOnceAtLeast() {
        assertThatThrownBy(() -> Timeline.of(new long[0], new long[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
