package dev.caisse.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.TestDatabase;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DoorbellTest {

    private final AtomicInteger heardByOne = new AtomicInteger();
    private final AtomicInteger heardByOther = new AtomicInteger();
    private TestDatabase database;
    private Doorbell one;
    private Doorbell other;

    @BeforeEach
    void hang() {
        database = TestDatabase.fresh();
        one = bell(heardByOne);
        other = bell(heardByOther);
        Eventually.holds(() -> listeners() == 2);
    }

    @AfterEach
    void takeDown() {
        one.close();
        other.close();
        database.close();
    }

    @Test
    void aRingIsHeardHereAndElsewhere() {
        int before = heardByOther.get();
        one.ring();
        Eventually.holds(() -> heardByOne.get() > 0 && heardByOther.get() > before);
    }

    @Test
    void manyRingsAreHeardAsFew() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < Duration.ofMillis(400).toNanos()) {
            one.ring();
        }
        Eventually.holds(() -> heardByOther.get() > 0);
        long rounds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 20 + 5;
        assertThat((long) heardByOther.get()).isLessThanOrEqualTo(rounds);
        assertThat((long) heardByOne.get()).isLessThanOrEqualTo(2 * rounds);
    }

    @Test
    void itIsHeardAgainAfterTheConnectionWasLost() {
        database.db().run("""
                select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and query = 'listen caisse_test'
                """);
        Eventually.holds(() -> listeners() == 2);
        int before = heardByOther.get();
        one.ring();
        Eventually.holds(() -> heardByOther.get() > before);
    }

    @Test
    void whatIsToldAfterACommitIsNotToldOfWhatRolledBack() {
        var told = new AtomicInteger();
        Runnable tell = told::incrementAndGet;
        database.db().inTransaction(tx -> {
            tx.afterCommit(tell);
            tx.afterCommit(tell);
            assertThat(told).hasValue(0);
            return null;
        });
        assertThat(told).hasValue(1);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> database.db().inTransaction(tx -> {
                    tx.afterCommit(tell);
                    throw new IllegalStateException("made by the test");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(told).hasValue(1);
    }

    private Doorbell bell(AtomicInteger heard) {
        var bell = Doorbell.start(database.db(), Optional.empty(), "caisse_test", Clock.system());
        bell.onRing(heard::incrementAndGet);
        return bell;
    }

    private long listeners() {
        return database.db().one(row -> row.number("n"), """
                        select count(*) as n from pg_stat_activity
                         where datname = current_database() and query = 'listen caisse_test'
                        """).orElseThrow();
    }
}
