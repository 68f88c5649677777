package dev.caisse.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.Together;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Snowflake;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForgetEventsTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration KEPT = Duration.ofDays(30);

    private final SettableClock clock = new SettableClock();
    private TestDatabase database;
    private Db db;
    private KeepPartitions keepPartitions;
    private ForgetDays forgetEvents;

    @BeforeEach
    void open() {
        database = TestDatabase.fresh();
        db = database.db();
        keepPartitions = new KeepPartitions(db, clock, Days.OF_EVENTS);
        forgetEvents = new ForgetDays(db, clock, KEPT, Days.OF_EVENTS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aDayIsDroppedWhenAllItsEventsAreOldEnoughAndNotBefore() {
        keepPartitions.run();
        var today = Partition.at("events", clock.nowMs());
        long last = add(today.endId() - 1, true);
        clockTo(Snowflake.ms(today.endId()) + KEPT.toMillis() - 60_000);
        forgetEvents.run();
        assertThat(events()).contains(last);
        clock.advance(Duration.ofMinutes(2));
        forgetEvents.run();
        assertThat(events()).isEmpty();
        assertThat(partitions())
                .doesNotContain(today.name())
                .contains(today.plusDays(1).name());
    }

    @Test
    void aDayStaysAsLongAsOneOfItsEventsWasNotFannedOut() {
        keepPartitions.run();
        long waiting = add(id(), false);
        long done = add(id() + 1, true);
        clock.advance(KEPT.plus(DAY).plus(DAY));
        forgetEvents.run();
        assertThat(events()).containsExactly(waiting, done);
        db.run("update events set fanned_out = true");
        forgetEvents.run();
        assertThat(events()).isEmpty();
    }

    @Test
    void whatCameWhenItsDayHadNoPartitionGoesTooOnceItWasFannedOut() {
        long waiting = add(id(), false);
        for (int i = 1; i <= 1100; i++) {
            add(id() + i, true);
        }
        clock.advance(KEPT);
        long young = add(id(), true);
        clock.advance(Duration.ofSeconds(1));
        forgetEvents.run();
        assertThat(events()).containsExactly(waiting, young);
    }

    @Test
    void whileSomebodyReadsTheTableNobodyWaitsForUs() {
        keepPartitions.run();
        var today = Partition.at("events", clock.nowMs());
        clock.advance(KEPT.plus(DAY).plus(DAY));
        var youngest = Partition.at("events", clock.nowMs()).plusDays(7);
        db.inTransaction(reader -> {
            reader.one(_ -> true, "select 1 from events");
            forgetEvents.run();
            keepPartitions.run();
            return true;
        });
        assertThat(partitions()).contains(today.name()).doesNotContain(youngest.name());
        forgetEvents.run();
        keepPartitions.run();
        assertThat(partitions()).doesNotContain(today.name()).contains(youngest.name());
    }

    @Test
    void severalNodesMayForgetAtOnceWhileOthersWrite() {
        keepPartitions.run();
        add(id(), true);
        clock.advance(KEPT.plus(DAY).plus(DAY));
        keepPartitions.run();
        Together.run(6, racer -> {
            if (racer < 3) {
                forgetEvents.run();
            } else {
                for (int i = 0; i < 50; i++) {
                    add(id() + racer * 1000L + i, false);
                }
            }
            return true;
        });
        forgetEvents.run();
        assertThat(events()).hasSize(150);
    }

    private void clockTo(long ms) {
        clock.advance(Duration.ofMillis(ms - clock.nowMs()));
    }

    private long id() {
        return Snowflake.firstAt(clock.nowMs());
    }

    private long add(long id, boolean isFannedOut) {
        db.run("""
                insert into events (account_id, live, id, type, shape, object, fanned_out)
                values (1, false, ?, 'product.created', 1, '{}', ?)
                """, id, isFannedOut ? true : null);
        return id;
    }

    private List<Long> events() {
        return db.all(row -> row.number("id"), "select id from events order by id");
    }

    private List<String> partitions() {
        return db.all(
                row -> row.text("name"),
                "select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events'::regclass");
    }
}
