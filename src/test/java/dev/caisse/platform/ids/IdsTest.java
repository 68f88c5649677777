package dev.caisse.platform.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.TestDatabase;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static TestDatabase database;
    private ManualClock clock;
    private NodeLease lease;
    private Ids ids;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void take() {
        database.db().run("update nodes set holder = null, until = '-infinity', highest_ms = 0");
        clock = new ManualClock(1_700_000_000_000L);
        lease = NodeLease.take(database.db(), clock);
        ids = new Ids(clock, lease);
    }

    @AfterEach
    void close() {
        lease.close();
    }

    @Test
    void sixteenThreadsNeverGetTheSameId() throws Exception {
        var all = new ArrayList<Long>();
        try (var realLease = NodeLease.take(database.db(), Clock.system());
                var threads = Executors.newFixedThreadPool(16)) {
            var real = new Ids(Clock.system(), realLease);
            Callable<ArrayList<Long>> work = () -> {
                var mine = new ArrayList<Long>();
                for (int i = 0; i < 2000; i++) {
                    mine.add(real.next());
                }
                assertThat(mine).isSorted();
                return mine;
            };
            for (var part : threads.invokeAll(java.util.Collections.nCopies(16, work))) {
                all.addAll(part.get());
            }
        }
        assertThat(new HashSet<>(all)).hasSize(32_000);
    }

    @Test
    void aMillisecondHolds4096Ids_ThenTheNextOneIsWaitedFor() {
        long first = ids.next();
        for (int i = 1; i < 4096; i++) {
            assertThat(ids.next()).isEqualTo(first + i);
        }
        assertThat(clock.sleptMs()).isZero();
        assertThat(Snowflake.ms(ids.next())).isEqualTo(Snowflake.ms(first) + 1);
        assertThat(clock.sleptMs()).isEqualTo(1);
    }

    @Test
    void aClockThatStepsBackASecondIsWaitedFor() {
        long before = ids.next();
        clock.set(clock.nowMs() - 1000);
        assertThat(ids.next()).isGreaterThan(before);
        assertThat(clock.sleptMs()).isEqualTo(1000);
    }

    @Test
    void aClockThatStepsBackFurtherIsRefused_AndWorksAgainOnceItHasCaughtUp() {
        long before = ids.next();
        clock.set(clock.nowMs() - 1001);
        assertThatThrownBy(ids::next).isInstanceOf(IdsUnavailable.class).hasMessageContaining("stepped back");
        clock.advance(Duration.ofMillis(1001));
        assertThat(ids.next()).isGreaterThan(before);
    }

    @Test
    void aNodeWhoseClockHasSteppedBackIsNotReadyUntilItHasCaughtUp() {
        ids.next();
        clock.set(clock.nowMs() - 1000);
        assertThat(lease.isHeld()).isTrue();
        clock.set(clock.nowMs() - 1);
        assertThat(lease.isHeld()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void aNodeThatStartsAfterTheClockSteppedBackTakesANumberWhoseIdsAreInThePast() {
        long before = ids.next();
        int node = lease.held().node();
        lease.close();
        clock.set(clock.nowMs() - Duration.ofHours(1).toMillis());
        try (var taken = NodeLease.take(database.db(), clock)) {
            assertThat(taken.held().node()).isNotEqualTo(node);
            assertThat(new Ids(clock, taken).next()).isNotEqualTo(before);
        }
    }

    @Test
    void anIdThatIsBeingMadeWhileTheNumberIsGivenBackIsNotGivenOut() {
        var slow = new ClockThatIsLookedAt(clock, lease::close);
        var late = new Ids(slow, lease);
        assertThatThrownBy(late::next).isInstanceOf(IdsUnavailable.class).hasMessageContaining("stopping");
    }

    /// Lets something happen between the lease's being looked at and the time's.
    private static final class ClockThatIsLookedAt implements Clock {
        private final Clock clock;
        private final Runnable meanwhile;

        ClockThatIsLookedAt(Clock clock, Runnable meanwhile) {
            this.clock = clock;
            this.meanwhile = meanwhile;
        }

        @Override
        public long nowMs() {
            meanwhile.run();
            return clock.nowMs();
        }

        @Override
        public long monotonicNanos() {
            return clock.monotonicNanos();
        }

        @Override
        public void sleep(Duration howLong) {
            clock.sleep(howLong);
        }
    }

    @Test
    void withoutALeaseThereAreNoIds_FiveSecondsBeforeItsEnd() {
        clock.advance(Duration.ofSeconds(24));
        ids.next();
        assertThat(lease.isHeld()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(ids::next).isInstanceOf(IdsUnavailable.class).hasMessageContaining("lease");
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void aWallClockAheadOfTheLeaseMakesNoIds() {
        clock.set(clock.nowMs() + 30_001);
        assertThatThrownBy(ids::next).isInstanceOf(IdsUnavailable.class).hasMessageContaining("ahead");
        assertThat(lease.isHeld()).isFalse();
    }
}
