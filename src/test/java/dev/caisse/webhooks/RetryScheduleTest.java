package dev.caisse.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static final long FIRST_MS = 1_700_000_000_000L;

    @Test
    void thereAreEighteenTriesInSeventyTwoHoursWhateverChanceDoes() {
        var schedule = new RetrySchedule(new Random(2));
        for (int run = 0; run < 1000; run++) {
            var times = times(schedule);
            assertThat(times).hasSize(18).isSorted().doesNotHaveDuplicates();
            assertThat(times.getFirst()).isEqualTo(FIRST_MS);
            assertThat(times.getLast())
                    .isEqualTo(FIRST_MS + Duration.ofHours(72).toMillis());
        }
    }

    @Test
    void pausesAreUpToAFifthLongerOrShorterThanTheyAreMeant() {
        var meant = List.of(10L, 30L, 60L, 120L, 300L, 600L, 1200L, 2400L, 5400L, 10_800L);
        var shortest = new ArrayList<Long>(java.util.Collections.nCopies(meant.size(), Long.MAX_VALUE));
        var longest = new ArrayList<Long>(java.util.Collections.nCopies(meant.size(), 0L));
        var schedule = new RetrySchedule(new Random(1));
        for (int run = 0; run < 1000; run++) {
            var times = times(schedule);
            for (int i = 0; i < meant.size(); i++) {
                long pause = times.get(i + 1) - times.get(i);
                shortest.set(i, Math.min(shortest.get(i), pause));
                longest.set(i, Math.max(longest.get(i), pause));
            }
        }
        for (int i = 0; i < meant.size(); i++) {
            assertThat(shortest.get(i)).isBetween(meant.get(i) * 800, meant.get(i) * 820);
            assertThat(longest.get(i)).isBetween(meant.get(i) * 1180, meant.get(i) * 1200);
        }
    }

    @Test
    void aTryThatComesLateIsTheLastWhenTheTimeIsOver() {
        var schedule = new RetrySchedule(new Random(1));
        long endMs = FIRST_MS + RetrySchedule.WHOLE.toMillis();
        assertThat(schedule.next(3, FIRST_MS, endMs)).isEmpty();
        assertThat(schedule.next(16, FIRST_MS, endMs - 1000)).contains(endMs);
        assertThat(schedule.next(18, FIRST_MS, FIRST_MS)).isEmpty();
    }

    private static List<Long> times(RetrySchedule schedule) {
        var times = new ArrayList<Long>(List.of(FIRST_MS));
        for (var next = schedule.next(1, FIRST_MS, FIRST_MS);
                next.isPresent();
                next = schedule.next(times.size(), FIRST_MS, times.getLast())) {
            times.add(next.get());
        }
        return times;
    }
}
