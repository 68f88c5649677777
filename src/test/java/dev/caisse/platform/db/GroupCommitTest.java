package dev.caisse.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Eventually;
import dev.caisse.TestDatabase;
import dev.caisse.platform.db.CuttingProxy.Cut;
import dev.caisse.platform.db.GroupCommit.Limits;
import dev.caisse.platform.db.GroupCommit.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Faults on a real PostgreSQL behind real TCP. Each engine here has one writer, unless a test says otherwise, so that
/// holding up one COMMIT decides what the next batch is made of.
class GroupCommitTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Limits ONE_WRITER = new Limits(1, 64, 1024, Duration.ofSeconds(8));
    private static final Table DONE = Table.named("done")
            .key("account_id bigint", "live boolean", "key text")
            .columns("by_id bigint");
    private static final Table PARENTS =
            Table.named("parents").key("account_id bigint", "id bigint").columns("amount integer");
    private static final Table CHILDREN = Table.named("children")
            .key("account_id bigint", "id bigint")
            .columns("parent bigint")
            .after(PARENTS);
    private static final Table KINDS = Table.named("kinds")
            .key("id bigint")
            .columns("flag boolean", "small smallint", "number integer", "words text", "bytes bytea", "list text[]")
            .columns("one jsonb", "other json");

    private final AtomicLong ids = new AtomicLong();
    private final TestDatabase database = TestDatabase.fresh();
    private final Db db = database.db();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private CuttingProxy proxy;
    private Db proxied;

    @BeforeEach
    void opens() throws IOException {
        db.run("create table done (account_id bigint, live boolean, key text, by_id bigint,"
                + " primary key (account_id, live, key))");
        db.run("create table parents (account_id bigint, id bigint, amount integer check (amount >= 0),"
                + " primary key (account_id, id))");
        db.run("create table children (account_id bigint, id bigint, parent bigint, primary key (account_id, id),"
                + " constraint children_parent foreign key (account_id, parent) references parents)");
        db.run("create table kinds (id bigint primary key, flag boolean, small smallint, number integer, words text,"
                + " bytes bytea, list text[], one jsonb, other json)");
        var address = database.url().replaceFirst("^jdbc:postgresql://([^/]+)/.*", "$1");
        proxy = new CuttingProxy(address.contains(":") ? address : address + ":5432");
        var url = database.url().replace("//" + address + "/", "//127.0.0.1:" + proxy.port() + "/");
        proxied = Db.open(url, database.user(), database.password(), 1, SOON);
    }

    @AfterEach
    void closes() throws IOException {
        threads.close();
        proxied.close();
        proxy.close();
        database.close();
    }

    @Test
    void everyKindOfValueArrivesAsItWasGiven() {
        var list = List.of("plain", "with, comma", "with \"quote\"", "back\\slash", "", "NULL", "{}", "é 😀");
        var rows = new Rows();
        rows.add(KINDS, 1L, true, 7, 8, "it's", new byte[] {0, -1}, list, new Jsonb("{\"a\": \"\\\\\"}"), json());
        rows.add(KINDS, 2L, null, null, null, null, null, null, null, null);
        rows.add(KINDS, 3L, false, -7, null, "", new byte[0], List.of(), new Jsonb("null"), null);
        try (var engine = GroupCommit.start(db, ONE_WRITER)) {
            assertThat(engine.write(rows)).isEqualTo(Outcome.WRITTEN);
        }
        assertThat(kinds(1))
                .containsExactly(true, 7, 8, "it's", List.of((byte) 0, (byte) -1), list, "{\"a\": \"\\\\\"}", "[ 1 ]");
        assertThat(kinds(2)).containsOnlyNulls();
        assertThat(kinds(3)).containsExactly(false, -7, null, "", List.of(), List.of(), "null", null);
    }

    @Test
    void parentsComeBeforeTheirChildrenWhateverTheOrder() {
        try (var engine = GroupCommit.start(db, ONE_WRITER)) {
            var rows = new Rows();
            rows.add(CHILDREN, 1L, 11L, 10L);
            rows.add(PARENTS, 1L, 10L, 5);
            assertThat(engine.write(rows)).isEqualTo(Outcome.WRITTEN);
        }
    }

    @Test
    void twinsInOneBatchAreWrittenOnce() {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            var twins = whileBusy(engine, 40, _ -> keyed("same"));
            assertThat(outcomes(twins))
                    .containsOnlyOnce(Outcome.WRITTEN)
                    .filteredOn(Outcome.TWIN::equals)
                    .hasSize(39);
        }
        assertThat(count("done")).isEqualTo(1);
        assertThat(count("parents")).isEqualTo(2);
    }

    @Test
    void twinsOnTwoNodesAreWrittenOnce() throws Exception {
        try (var one = GroupCommit.start(db, Limits.USUAL);
                var other = GroupCommit.start(db, Limits.USUAL)) {
            var twins = new ArrayList<Callable<Outcome>>();
            for (int i = 0; i < 600; i++) {
                var key = "key " + i;
                twins.add(() -> one.write(keyed(key)));
                twins.add(() -> other.write(keyed(key)));
            }
            var outcomes = outcomes(threads.invokeAll(twins));
            for (int i = 0; i < outcomes.size(); i += 2) {
                assertThat(outcomes.subList(i, i + 2)).containsExactlyInAnyOrder(Outcome.WRITTEN, Outcome.TWIN);
            }
        }
        assertThat(count("done")).isEqualTo(600);
        assertThat(count("parents")).isEqualTo(600);
    }

    @Test
    void twoNodesWithTheSameKeysInOppositeOrdersNeverDeadlock() {
        db.run("create function slowly() returns trigger language plpgsql"
                + " as 'begin perform pg_sleep(0.005); return new; end'");
        db.run("create trigger slowly before insert on done for each row execute function slowly()");
        var keys = IntStream.range(0, 64).mapToObj(i -> "key " + i).toList();
        try (var one = GroupCommit.start(proxied, ONE_WRITER);
                var other = GroupCommit.start(proxied, ONE_WRITER)) {
            var release = hold(one, other);
            var twins = queue(one, keys.stream().map(this::keyed).toList());
            twins.addAll(queue(other, keys.reversed().stream().map(this::keyed).toList()));
            release.run();
            assertThat(outcomes(twins)).filteredOn(Outcome.WRITTEN::equals).hasSize(64);
        }
        db.run("select pg_stat_clear_snapshot()");
        assertThat(deadlocks()).isZero();
    }

    @Test
    void aPoisonRowHarmsNoneOfTheOther63() {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            var written = whileBusy(engine, 64, i -> i == 32 ? poison() : keyed("key " + i));
            assertThatThrownBy(() -> result(written.remove(32)))
                    .isInstanceOfSatisfying(
                            DbFailure.class,
                            failure -> assertThat(failure.broke("parents_amount_check"))
                                    .isTrue());
            assertThat(outcomes(written)).hasSize(63).containsOnly(Outcome.WRITTEN);
        }
        assertThat(count("done")).isEqualTo(63);
        assertThat(count("parents")).isEqualTo(64);
    }

    @Test
    void aRowThatCannotEvenBeSentHarmsNoneOfTheOthers() {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            var unsendable = new Rows();
            unsendable.add(PARENTS, 1L, "no number", 1);
            var written = whileBusy(engine, 8, i -> i == 3 ? unsendable : keyed("key " + i));
            assertThatThrownBy(() -> result(written.remove(3))).isInstanceOf(ClassCastException.class);
            assertThat(outcomes(written)).containsOnly(Outcome.WRITTEN);
        }
    }

    @Test
    void whoeverRefersToARowThatIsGoneIsToldSoAlone() {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            var orphan = new Rows();
            orphan.add(CHILDREN, 1L, 5L, 999_999L);
            var written = whileBusy(engine, 8, i -> i == 3 ? orphan : keyed("key " + i));
            assertThatThrownBy(() -> result(written.remove(3)))
                    .isInstanceOfSatisfying(
                            DbFailure.class,
                            failure -> assertThat(failure.isWithoutParent()).isTrue());
            assertThat(outcomes(written)).containsOnly(Outcome.WRITTEN);
        }
    }

    @Test
    void aKeyThatSomebodyHoldsHoldsUpNobodyElse() {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            db.inTransaction(tx -> {
                tx.run("insert into done (account_id, live, key, by_id) values (1, false, 'key 3', 0)");
                var written = whileBusy(engine, 8, i -> keyed("key " + i));
                assertThatThrownBy(() -> result(written.remove(3)))
                        .isInstanceOfSatisfying(
                                DbFailure.class,
                                failure -> assertThat(failure.isBlocked()).isTrue());
                assertThat(outcomes(written)).containsOnly(Outcome.WRITTEN);
                return null;
            });
        }
    }

    @Test
    void aFullQueueRefusesAndWritesNothing() {
        try (var engine = GroupCommit.start(proxied, new Limits(1, 64, 5, SOON))) {
            var refused = simple();
            var waiting = whileBusy(
                    engine,
                    5,
                    _ -> simple(),
                    () -> assertThatThrownBy(() -> engine.write(refused))
                            .isInstanceOf(Overloaded.class)
                            .hasMessageContaining("Too many"));
            assertThat(outcomes(waiting)).containsOnly(Outcome.WRITTEN);
            assertThat(isThere(refused)).isFalse();
        }
    }

    @Test
    void whoeverWaitsTooLongIsRefusedAndNeverWritten() {
        try (var engine = GroupCommit.start(proxied, new Limits(1, 64, 1024, Duration.ofMillis(200)))) {
            var late = simple();
            whileBusy(
                    engine,
                    0,
                    _ -> simple(),
                    () -> assertThatThrownBy(() -> engine.write(late))
                            .isInstanceOf(Overloaded.class)
                            .hasMessageContaining("too long"));
            assertThat(engine.write(simple())).isEqualTo(Outcome.WRITTEN);
            assertThat(isThere(late)).isFalse();
        }
    }

    @Test
    void aStopWhileTheQueueIsFullWritesAllThatWaited() {
        var engine = GroupCommit.start(proxied, new Limits(1, 4, 20, SOON));
        var stopping = new ArrayList<Future<?>>();
        var waiting = whileBusy(engine, 20, i -> keyed("key " + i % 15), () -> {
            stopping.add(threads.submit(engine::close));
            Eventually.holds(() -> refusesAsStopping(engine));
        });
        assertThat(outcomes(waiting)).filteredOn(Outcome.WRITTEN::equals).hasSize(15);
        assertThat(outcomes(waiting)).hasSize(20);
        result(stopping.getFirst());
        assertThat(count("done")).isEqualTo(15);
    }

    @Test
    void aWriterThatDiesTakesReadinessWithItAndFailsItsWaitersHonestly() {
        var engine = GroupCommit.start(proxied, new Limits(1, 2, 1024, SOON));
        assertThat(engine.isWell()).isTrue();
        var waiting = whileBusy(engine, 4, i -> i == 1 ? deadly() : simple());
        for (int i = 0; i < 2; i++) {
            var taken = waiting.get(i);
            assertThatThrownBy(() -> result(taken))
                    .isInstanceOfSatisfying(
                            DbFailure.class,
                            failure -> assertThat(failure.isInDoubt()).isTrue());
        }
        for (var queued : waiting.subList(2, 4)) {
            assertThatThrownBy(() -> result(queued)).isInstanceOf(Overloaded.class);
        }
        assertThat(engine.isWell()).isFalse();
        assertThatThrownBy(() -> engine.write(simple())).isInstanceOf(Overloaded.class);
        engine.close();
    }

    @Test
    void theOtherWriterGoesOnWhenOneDied() {
        try (var engine = GroupCommit.start(db, new Limits(2, 64, 1024, Duration.ofSeconds(1)))) {
            assertThatThrownBy(() -> engine.write(deadly())).isInstanceOf(DbFailure.class);
            Eventually.holds(() -> !engine.isWell());
            assertThat(engine.write(simple())).isEqualTo(Outcome.WRITTEN);
        }
    }

    @Test
    void aConnectionCutBeforeCommitIsTriedAgain() {
        everybodyIsWrittenOnceAfter(Cut.BEFORE);
    }

    @Test
    void aTransactionWhoseClientVanishedUnnoticedIsWaitedFor() {
        everybodyIsWrittenOnceAfter(Cut.BEFORE_UNNOTICED);
    }

    @Test
    void aConnectionCutInCommitIsLookedInto() {
        everybodyIsWrittenOnceAfter(Cut.IN);
    }

    @Test
    void aConnectionCutAfterCommitHarmsNobody() {
        everybodyIsWrittenOnceAfter(Cut.AFTER);
    }

    @Test
    void aTwinOfOneThatWasLostInCommitIsATwin() {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            proxy.cut(commit -> commit == 1 ? Cut.IN : Cut.NOWHERE);
            assertThat(engine.write(keyed("same"))).isEqualTo(Outcome.WRITTEN);
            assertThat(engine.write(keyed("same"))).isEqualTo(Outcome.TWIN);
        }
    }

    @Test
    void whatIsLostInCommitAndCannotBeLookedForStaysInDoubt() {
        try (var engine = GroupCommit.start(proxied, new Limits(1, 64, 1024, Duration.ofMillis(500)))) {
            proxy.cut(_ -> {
                proxy.turnAway(true);
                return Cut.IN;
            });
            assertThatThrownBy(() -> engine.write(simple()))
                    .isInstanceOfSatisfying(
                            DbFailure.class,
                            failure -> assertThat(failure.isInDoubt()).isTrue());
        }
    }

    @Test
    void whileThereIsNoDatabaseNothingIsWrittenAndItIsSaid() {
        try (var engine = GroupCommit.start(proxied, new Limits(1, 64, 1024, Duration.ofMillis(500)))) {
            proxy.turnAway(true);
            var lost = simple();
            assertThatThrownBy(() -> engine.write(lost)).isInstanceOf(Overloaded.class);
            proxy.turnAway(false);
            assertThat(engine.write(simple())).isEqualTo(Outcome.WRITTEN);
            assertThat(isThere(lost)).isFalse();
        }
    }

    @Test
    void tenThousandRequestsUnderRandomCutsAreEachWrittenOnceOrNotAtAll() throws Exception {
        long seed = Long.getLong("caisse.seed", System.nanoTime());
        var random = new Random(seed);
        var answers = new ConcurrentHashMap<Long, Outcome>();
        var keys = new ConcurrentHashMap<Long, String>();
        try (var engine = GroupCommit.start(proxied, Limits.USUAL)) {
            proxy.cut(_ -> randomCut(random));
            threads.invokeAll(Collections.nCopies(64, () -> {
                        writeMany(engine, new Random(random.nextLong()), answers, keys);
                        return null;
                    }))
                    .forEach(GroupCommitTest::result);
        }
        assertThat(answers).as("seed " + seed).hasSizeGreaterThanOrEqualTo(10_000);
        var there = db.all(row -> row.number("id"), "select id from parents");
        assertThat(there)
                .as("seed " + seed)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(answers.entrySet().stream()
                        .filter(answer -> answer.getValue() == Outcome.WRITTEN)
                        .map(Map.Entry::getKey)
                        .toList());
        assertThat(db.all(row -> row.text("key"), "select key from done"))
                .as("seed " + seed)
                .containsExactlyInAnyOrderElementsOf(
                        keys.values().stream().distinct().toList());
        assertThat(db.one(
                        row -> row.number("n"),
                        "select count(*) as n from done d where not exists (select from parents where id = by_id)"))
                .contains(0L);
    }

    private void writeMany(GroupCommit engine, Random random, Map<Long, Outcome> answers, Map<Long, String> keys) {
        for (int i = 0; i < 157; i++) {
            long id = ids.incrementAndGet();
            var rows = new Rows();
            rows.add(PARENTS, 1L, id, 1);
            if (random.nextBoolean()) {
                var key = "key " + random.nextInt(4000);
                rows.addOnce(DONE, 1L, false, key, id);
                keys.put(id, key);
            }
            answers.put(id, engine.write(rows));
        }
    }

    private static synchronized Cut randomCut(Random random) {
        var cuts = List.of(Cut.BEFORE, Cut.IN, Cut.IN, Cut.AFTER);
        return random.nextInt(100) < 6 ? cuts.get(random.nextInt(cuts.size())) : Cut.NOWHERE;
    }

    private void everybodyIsWrittenOnceAfter(Cut cut) {
        try (var engine = GroupCommit.start(proxied, ONE_WRITER)) {
            var written = whileBusy(
                    engine,
                    64,
                    i -> i % 2 == 0 ? simple() : keyed("key " + i),
                    () -> proxy.cut(commit -> commit == 1 ? cut : Cut.NOWHERE));
            assertThat(outcomes(written)).hasSize(64).containsOnly(Outcome.WRITTEN);
            assertThat(engine.write(simple())).isEqualTo(Outcome.WRITTEN);
        }
        assertThat(count("done")).isEqualTo(32);
        assertThat(count("parents")).isEqualTo(66);
    }

    private List<Future<Outcome>> whileBusy(GroupCommit engine, int count, java.util.function.IntFunction<Rows> rows) {
        return whileBusy(engine, count, rows, () -> {});
    }

    /// Holds up the engine's only writer in a COMMIT until so many requests wait and the rest is done.
    private List<Future<Outcome>> whileBusy(
            GroupCommit engine, int count, java.util.function.IntFunction<Rows> rows, Runnable rest) {
        var release = hold(engine);
        var waiting = queue(engine, IntStream.range(0, count).mapToObj(rows).toList());
        rest.run();
        release.run();
        return waiting;
    }

    /// Holds up the only writer of each of these engines in a COMMIT.
    private Runnable hold(GroupCommit... engines) {
        var held = new CountDownLatch(engines.length);
        var release = new CountDownLatch(1);
        proxy.cut(commit -> {
            if (commit <= engines.length) {
                held.countDown();
                await(release);
            }
            return Cut.NOWHERE;
        });
        for (var engine : engines) {
            threads.submit(() -> engine.write(simple()));
        }
        await(held);
        return release::countDown;
    }

    /// In this order.
    private List<Future<Outcome>> queue(GroupCommit engine, List<Rows> all) {
        var waiting = new ArrayList<Future<Outcome>>();
        for (var rows : all) {
            waiting.add(threads.submit(() -> engine.write(rows)));
            while (engine.waiting() < waiting.size()) {
                LockSupport.parkNanos(50_000);
            }
        }
        return waiting;
    }

    private Rows simple() {
        var rows = new Rows();
        rows.add(PARENTS, 1L, ids.incrementAndGet(), 1);
        return rows;
    }

    private Rows keyed(String key) {
        long id = ids.incrementAndGet();
        var rows = new Rows();
        rows.add(PARENTS, 1L, id, 1);
        rows.addOnce(DONE, 1L, false, key, id);
        return rows;
    }

    private Rows poison() {
        var rows = keyed("poison");
        rows.add(PARENTS, 1L, ids.incrementAndGet(), -1);
        return rows;
    }

    /// Kills whichever writer tries to send it.
    private static Rows deadly() {
        var rows = new Rows();
        rows.add(
                KINDS,
                9L,
                null,
                null,
                null,
                null,
                null,
                new AbstractList<String>() {
                    @Override
                    public String get(int index) {
                        throw new StackOverflowError("made by the test");
                    }

                    @Override
                    public int size() {
                        return 1;
                    }
                },
                null,
                null);
        return rows;
    }

    private boolean refusesAsStopping(GroupCommit engine) {
        try {
            engine.write(simple());
            return false;
        } catch (Overloaded e) {
            return e.getMessage().contains("stopping");
        }
    }

    private boolean isThere(Rows rows) {
        var key = rows.added().getFirst().key();
        return db.one(_ -> true, key.table().findByKey(), key.values().toArray())
                .isPresent();
    }

    private long count(String table) {
        return db.one(row -> row.number("n"), "select count(*) as n from " + table)
                .orElseThrow();
    }

    private long deadlocks() {
        return db.one(
                        row -> row.number("deadlocks"),
                        "select deadlocks from pg_stat_database where datname = current_database()")
                .orElseThrow();
    }

    private List<Object> kinds(long id) {
        return db.one(
                        row -> {
                            var values = new ArrayList<Object>();
                            values.add(row.text("flag") == null ? null : row.flag("flag"));
                            values.add(
                                    row.maybeNumber("small").map(Long::intValue).orElse(null));
                            values.add(row.maybeNumber("number")
                                    .map(Long::intValue)
                                    .orElse(null));
                            values.add(row.text("words"));
                            values.add(listed(row.bytes("bytes")));
                            values.add(row.texts("list"));
                            values.add(row.text("one"));
                            values.add(row.text("other"));
                            return values;
                        },
                        "select * from kinds where id = ?",
                        id)
                .orElseThrow();
    }

    private static List<Byte> listed(byte[] bytes) {
        return bytes == null
                ? null
                : LongStream.range(0, bytes.length)
                        .mapToObj(i -> bytes[(int) i])
                        .toList();
    }

    private static Jsonb json() {
        return new Jsonb("[ 1 ]");
    }

    private static List<Outcome> outcomes(List<Future<Outcome>> futures) {
        return futures.stream().map(GroupCommitTest::result).toList();
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
