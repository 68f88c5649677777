package dev.caisse.platform.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final StandingClock clock = new StandingClock();

    @Test
    void aSecondsWorthMayComeAtOnceAndNoMore() {
        var limit = new RateLimit(10, clock);
        assertThat(allowed(limit, 1, 25)).isEqualTo(10);
    }

    @Test
    void tokensComeBackEvenlyAndNeverMoreThanASecondsWorth() {
        var limit = new RateLimit(10, clock);
        allowed(limit, 1, 10);
        clock.advance(Duration.ofMillis(300));
        assertThat(allowed(limit, 1, 10)).isEqualTo(3);
        clock.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(allowed(limit, 1, 25)).isEqualTo(9);
        clock.advance(Duration.ofHours(1));
        assertThat(allowed(limit, 1, 25)).isEqualTo(10);
    }

    @Test
    void oneKeyTakesNothingFromAnother() {
        var limit = new RateLimit(1, clock);
        assertThat(limit.allows(1)).isTrue();
        assertThat(limit.allows(1)).isFalse();
        assertThat(limit.allows(2)).isTrue();
    }

    @Test
    void noughtIsNoLimit() {
        assertThat(allowed(new RateLimit(0, clock), 1, 10_000)).isEqualTo(10_000);
    }

    private static long allowed(RateLimit limit, long key, int requests) {
        return IntStream.range(0, requests).filter(_ -> limit.allows(key)).count();
    }

    /// Time passes only when the test says so.
    private static final class StandingClock implements Clock {
        private long nanos;

        void advance(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public long nowMs() {
            return nanos / 1_000_000;
        }

        @Override
        public long monotonicNanos() {
            return nanos;
        }

        @Override
        public void sleep(Duration howLong) {
            advance(howLong);
        }
    }
}
