package dev.caisse.platform.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Eventually;
import dev.caisse.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLeaseTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static TestDatabase database;
    private final ManualClock clock = new ManualClock(NOW_MS);

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void nobodyHoldsAnything() {
        database.db().run("update nodes set holder = null, until = '-infinity', highest_ms = 0");
    }

    @Test
    void manyNodesThatStartAtOnceHaveNumbersOfTheirOwn() throws Exception {
        var leases = new ArrayList<NodeLease>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<NodeLease> take = () -> NodeLease.take(database.db(), clock);
            for (var taken : threads.invokeAll(java.util.Collections.nCopies(24, take))) {
                leases.add(taken.get());
            }
        }
        assertThat(leases.stream().map(lease -> lease.held().node()).distinct()).hasSize(24);
        leases.forEach(NodeLease::close);
    }

    @Test
    void aNumberThatWasGivenBackIsTakenAgain_AfterTheLastMillisecondThatWasUsed() {
        var first = NodeLease.take(database.db(), clock);
        long used = new Ids(clock, first).next();
        int node = first.held().node();
        first.close();
        assertThatThrownBy(first::held).isInstanceOf(IdsUnavailable.class);

        clock.advance(Duration.ofMillis(1));
        try (var second = NodeLease.take(database.db(), clock)) {
            assertThat(second.held().node()).isEqualTo(node);
            assertThat(second.held().afterMs()).isEqualTo(Snowflake.ms(used));
            assertThat(new Ids(clock, second).next()).isGreaterThan(used);
        }
    }

    @Test
    void aNumberWhoseHolderDiedIsNotTakenBeforeItsTimeIsOver() {
        database.db().run("update nodes set holder = 'dead', until = now() + interval '1 minute' where node = 0");
        try (var lease = NodeLease.take(database.db(), clock)) {
            assertThat(lease.held().node()).isEqualTo(1);
        }
    }

    @Test
    void aNumberWhoseIdsMayLieInTheFutureIsLeftAlone() {
        database.db().run("update nodes set highest_ms = ? where node = 0", NOW_MS);
        try (var lease = NodeLease.take(database.db(), clock)) {
            assertThat(lease.held().node()).isEqualTo(1);
        }
    }

    @Test
    void theRowKeepsAMillisecondBeyondAllThatMayBeUsed() {
        try (var lease = NodeLease.take(database.db(), clock)) {
            assertThat(highestMs(lease)).isEqualTo(lease.held().untilMs()).isEqualTo(NOW_MS + 30_000);
        }
    }

    @Test
    void aLeaseIsRenewedBeforeItEnds() {
        try (var lease = NodeLease.take(database.db(), clock)) {
            clock.advance(Duration.ofSeconds(20));
            clock.wake();
            Eventually.holds(() -> lease.held().untilMs() == NOW_MS + 50_000);
            clock.advance(Duration.ofSeconds(20));
            assertThat(lease.isHeld()).isTrue();
            assertThat(highestMs(lease)).isEqualTo(NOW_MS + 50_000);
        }
    }

    @Test
    void aLeaseThatWasLostIsReplacedByAnother_AndTheLostNumberIsNotUsedAgain() {
        try (var lease = NodeLease.take(database.db(), clock)) {
            var lost = lease.held().node();
            database.db().run("update nodes set holder = 'another' where node = ?", lost);
            clock.wake();
            Eventually.holds(() -> lease.held().node() != lost);
        }
    }

    @Test
    void aNodeWhoseDatabaseIsAwayLongerThanItsLeaseMakesNoIdsUntilItHasANumberAgain() {
        try (var lease = NodeLease.take(database.db(), clock)) {
            var ids = new Ids(clock, lease);
            ids.next();
            database.db().run("alter table nodes rename to away");
            try {
                clock.wake();
                clock.advance(Duration.ofSeconds(25));
                assertThatThrownBy(ids::next).isInstanceOf(IdsUnavailable.class);
                assertThat(lease.isHeld()).isFalse();
            } finally {
                database.db().run("alter table away rename to nodes");
            }
            clock.wake();
            Eventually.holds(lease::isHeld);
            ids.next();
        }
    }

    @Test
    void aNumberThatChangesHandsMakesNoIdTwice_ThoughTheFirstHolderWakesUpLate() {
        onlyNodeZeroIsFree();
        var made = new HashSet<Long>();
        try (var paused = NodeLease.take(database.db(), clock)) {
            var late = new Ids(clock, paused);
            made.add(late.next());
            long highestMs = highestMs(paused);

            clock.advance(Duration.ofMillis(30_001));
            database.db().run("update nodes set until = now() where node = 0");
            try (var second = NodeLease.take(database.db(), clock)) {
                assertThat(second.held().node()).isZero();
                assertThat(second.held().afterMs()).isEqualTo(highestMs);
                assertThatThrownBy(late::next).isInstanceOf(IdsUnavailable.class);

                database.db().run("update nodes set until = '-infinity' where node = 7");
                clock.wake();
                Eventually.holds(() -> paused.isHeld() && paused.held().node() == 7);
                var other = new Ids(clock, second);
                for (int i = 0; i < 5000; i++) {
                    assertThat(made.add(late.next())).isTrue();
                    assertThat(made.add(other.next())).isTrue();
                }
            }
        }
    }

    @Test
    void aNumberIsNotTakenWhileItsLastHolderMayStillUseIt_HoweverFarTheClocksAreApart() {
        onlyNodeZeroIsFree();
        var behind = new ManualClock(NOW_MS - 40_000);
        try (var first = NodeLease.take(database.db(), clock)) {
            database.db().run("update nodes set until = now() where node = 0");
            assertThatThrownBy(() -> NodeLease.take(database.db(), behind)).isInstanceOf(IdsUnavailable.class);
            behind.set(first.held().untilMs());
            assertThatThrownBy(() -> NodeLease.take(database.db(), behind)).isInstanceOf(IdsUnavailable.class);
            behind.set(first.held().untilMs() + 1);
            try (var second = NodeLease.take(database.db(), behind)) {
                assertThat(new Ids(behind, second).next()).isGreaterThan(new Ids(clock, first).next());
            }
        }
    }

    private static void onlyNodeZeroIsFree() {
        database.db().run("update nodes set holder = 'another', until = now() + interval '1 hour' where node > 0");
    }

    @Test
    void whenAllNumbersAreTakenANodeDoesNotStart() {
        database.db().run("update nodes set holder = 'another', until = now() + interval '1 minute'");
        assertThatThrownBy(() -> NodeLease.take(database.db(), clock))
                .isInstanceOf(IdsUnavailable.class)
                .hasMessageContaining("1,024");
    }

    private static long highestMs(NodeLease lease) {
        return database.db()
                .one(
                        row -> row.number("highest_ms"),
                        "select highest_ms from nodes where node = ?",
                        lease.held().node())
                .orElseThrow();
    }
}
