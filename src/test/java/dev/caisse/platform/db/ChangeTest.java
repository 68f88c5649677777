package dev.caisse.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.TestDatabase;
import dev.caisse.platform.db.CuttingProxy.Cut;
import dev.caisse.platform.db.GroupCommit.Limits;
import dev.caisse.platform.db.GroupCommit.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Changes that are committed together with other requests', each only if its row is as it was expected.
class ChangeTest {
    private static final Limits ONE_WRITER = new Limits(1, 64, 1024, Duration.ofSeconds(8));
    private static final Table FACTS = Table.named("facts").key("id bigint").columns("of_sum bigint");
    private static final Table DONE = Table.named("done").key("key text").columns("by_id bigint");
    private static final Change COUNT = Change.of("""
            update sums s set revision = s.revision + 1
              from unnest(?::integer[], ?::bigint[], ?::integer[]) as u (place, id, revision)
             where s.id = u.id and s.revision = u.revision
            returning u.place
            """).columns("id bigint", "revision integer");
    private static final Change CLOSE = Change.of("""
            update sums s set is_open = false
              from unnest(?::integer[], ?::bigint[]) as u (place, id)
             where s.id = u.id and s.is_open
            returning u.place
            """).columns("id bigint");

    private final AtomicLong ids = new AtomicLong(1000);
    private final TestDatabase database = TestDatabase.fresh();
    private final Db db = database.db();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private CuttingProxy proxy;
    private Db proxied;

    @BeforeEach
    void opens() throws IOException {
        db.run("create table sums (id bigint primary key, revision integer not null default 0,"
                + " is_open boolean not null default true)");
        db.run("create table facts (id bigint primary key, of_sum bigint)");
        db.run("create table done (key text primary key, by_id bigint)");
        db.run("insert into sums (id) select generate_series(0, 99)");
        var address = database.url().replaceFirst("^jdbc:postgresql://([^/]+)/.*", "$1");
        proxy = new CuttingProxy(address.contains(":") ? address : address + ":5432");
        var url = database.url().replace("//" + address + "/", "//127.0.0.1:" + proxy.port() + "/");
        proxied = Db.open(url, database.user(), database.password(), 1, Duration.ofSeconds(10));
    }

    @AfterEach
    void closes() throws IOException {
        threads.close();
        proxied.close();
        proxy.close();
        database.close();
    }

    @Test
    void whatIsAsExpectedIsChangedWithTheRowsBesideIt() {
        try (var engine = GroupCommit.start(db, ONE_WRITER)) {
            assertThat(engine.write(counting(7, 0))).isEqualTo(Outcome.WRITTEN);
            assertThat(engine.write(counting(7, 1))).isEqualTo(Outcome.WRITTEN);
        }
        assertThat(revision(7)).isEqualTo(2);
        assertThat(facts(7)).isEqualTo(2);
    }

    @Test
    void whoIsOvertakenWritesNothingAndHarmsNoneOfTheOthers() {
        var outcomes = together(20, i -> counting(i, i % 5 == 0 ? 3 : 0));
        for (int i = 0; i < 20; i++) {
            boolean isOvertaken = i % 5 == 0;
            assertThat(outcomes.get(i)).isEqualTo(isOvertaken ? Outcome.OVERTAKEN : Outcome.WRITTEN);
            assertThat(revision(i)).isEqualTo(isOvertaken ? 0 : 1);
            assertThat(facts(i)).isEqualTo(isOvertaken ? 0 : 1);
        }
    }

    @Test
    void aSecondChangeThatFindsNothingTakesTheFirstBack() {
        db.run("update sums set is_open = false where id = 3");
        var outcomes = together(5, i -> {
            var rows = counting(i, 0);
            rows.change(CLOSE, (long) i);
            return rows;
        });
        assertThat(outcomes.get(3)).isEqualTo(Outcome.OVERTAKEN);
        assertThat(outcomes).filteredOn(Outcome.WRITTEN::equals).hasSize(4);
        assertThat(revision(3)).isZero();
        assertThat(facts(3)).isZero();
        assertThat(revision(4)).isEqualTo(1);
    }

    @Test
    void ofTwoInOneBatchWhoExpectTheSameOneIsOvertaken() {
        var outcomes = together(6, _ -> counting(50, 0));
        assertThat(outcomes)
                .containsOnlyOnce(Outcome.WRITTEN)
                .filteredOn(Outcome.OVERTAKEN::equals)
                .hasSize(5);
        assertThat(revision(50)).isEqualTo(1);
        assertThat(facts(50)).isEqualTo(1);
    }

    @Test
    void aTwinChangesNothing() {
        db.run("insert into done (key, by_id) values ('used', 1)");
        var outcomes = together(4, i -> {
            var rows = counting(i, 0);
            rows.addOnce(DONE, i == 2 ? "used" : "new " + i, (long) i);
            return rows;
        });
        assertThat(outcomes).containsExactly(Outcome.WRITTEN, Outcome.WRITTEN, Outcome.TWIN, Outcome.WRITTEN);
        assertThat(revision(2)).isZero();
        assertThat(db.one(row -> row.number("n"), "select count(*) as n from done"))
                .contains(4L);
    }

    @Test
    void whoeverIsLockedOutSeesWhatTheOtherMadeOfIt() {
        try (var engine = GroupCommit.start(db, ONE_WRITER)) {
            var waiting = db.inTransaction(tx -> {
                tx.run("update sums set revision = 9 where id = 60");
                var writing = threads.submit(() -> engine.write(counting(60, 0)));
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                assertThat(writing.isDone()).isFalse();
                return writing;
            });
            assertThat(result(waiting)).isEqualTo(Outcome.OVERTAKEN);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NOWHERE", mode = EnumSource.Mode.EXCLUDE)
    void whatIsLostAroundCommitIsChangedOnce(Cut cut) {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            proxy.cut(commit -> commit == 1 ? cut : Cut.NOWHERE);
            assertThat(engine.write(counting(8, 0))).isEqualTo(Outcome.WRITTEN);
        }
        assertThat(revision(8)).isEqualTo(1);
        assertThat(facts(8)).isEqualTo(1);
    }

    @Test
    void underRandomCutsOnTwoNodesEveryWrittenChangeCountsOnce() {
        long seed = Long.getLong("caisse.seed", System.nanoTime());
        var random = new Random(seed);
        try (var one = GroupCommit.start(proxied, Limits.USUAL);
                var other = GroupCommit.start(db, Limits.USUAL)) {
            proxy.cut(_ -> cut(random));
            var racers = IntStream.range(0, 32)
                    .mapToObj(i -> threads.submit(() -> race(i % 2 == 0 ? one : other, new Random(seed + i))))
                    .toList();
            racers.forEach(ChangeTest::result);
        }
        assertThat(db.one(
                        row -> row.number("n"),
                        "select count(*) as n from sums s"
                                + " where revision <> (select count(*) from facts where of_sum = s.id)"))
                .as("seed " + seed)
                .contains(0L);
    }

    /// Outcomes must agree with what is there: a fact for each that was written.
    private Void race(GroupCommit engine, Random random) {
        for (int i = 0; i < 40; i++) {
            long sum = random.nextInt(12);
            var rows = counting(sum, revision(sum));
            boolean isWritten = engine.write(rows) == Outcome.WRITTEN;
            var key = rows.added().getFirst().key();
            assertThat(db.one(_ -> true, key.table().findByKey(), key.values().toArray())
                            .isPresent())
                    .isEqualTo(isWritten);
        }
        return null;
    }

    private static synchronized Cut cut(Random random) {
        var cuts = List.of(Cut.BEFORE, Cut.IN, Cut.IN, Cut.AFTER);
        return random.nextInt(100) < 6 ? cuts.get(random.nextInt(cuts.size())) : Cut.NOWHERE;
    }

    private Rows counting(long sum, int revision) {
        var rows = new Rows();
        rows.add(FACTS, ids.incrementAndGet(), sum);
        rows.change(COUNT, sum, revision);
        return rows;
    }

    /// All in one batch: the only writer waits for a row until they are there.
    private List<Outcome> together(int count, java.util.function.IntFunction<Rows> rows) {
        try (var engine = GroupCommit.start(db, ONE_WRITER)) {
            var waiting = db.inTransaction(tx -> {
                tx.run("update sums set revision = revision where id = 99");
                threads.submit(() -> engine.write(counting(99, 0)));
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                var queued = new ArrayList<Future<Outcome>>();
                for (int i = 0; i < count; i++) {
                    var wanted = rows.apply(i);
                    queued.add(threads.submit(() -> engine.write(wanted)));
                    while (engine.waiting() < queued.size()) {
                        LockSupport.parkNanos(50_000);
                    }
                }
                return queued;
            });
            return waiting.stream().map(ChangeTest::result).toList();
        }
    }

    private int revision(long sum) {
        return db.one(row -> row.integer("revision"), "select revision from sums where id = ?", sum)
                .orElseThrow();
    }

    private long facts(long sum) {
        return db.one(row -> row.number("n"), "select count(*) as n from facts where of_sum = ?", sum)
                .orElseThrow();
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
