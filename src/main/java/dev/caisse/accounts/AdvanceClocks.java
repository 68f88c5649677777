package dev.caisse.accounts;

import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.clocks.DueWork;
import dev.caisse.clocks.TestClock;
import dev.caisse.clocks.TestClock.State;
import dev.caisse.clocks.TestClocks;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings test clocks forward, from one moment at which something is due to the next: each thing happens at its own
/// time, and a clock is ready when nothing that was due is left. What a node that died had begun, another goes on with.
public final class AdvanceClocks {
    private static final Logger LOG = LoggerFactory.getLogger(AdvanceClocks.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LEASE = Duration.ofSeconds(15);

    /// How long a node stays with one clock while others wait for their turn.
    private static final Duration TURN = Duration.ofSeconds(2);

    /// How long a worker's round may be, well before it counts as unwell.
    private static final Duration ROUND = Duration.ofSeconds(15);

    /// How long a clock waits, by real time, for what is due and cannot be done now: a bank that does not answer.
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Clocks clocks;
    private final List<DueWork> works;
    private final TestClocks testClocks = new TestClocks();

    /// @param works all there is that becomes due as time passes, in the order in which it is done
    public AdvanceClocks(Db db, Ids ids, Clock clock, Clocks clocks, List<DueWork> works) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.clocks = clocks;
        this.works = works;
    }

    /// Begins to; to be closed.
    public Worker start() {
        return Worker.start("advance-clocks", PAUSE, clock, this::run);
    }

    /// Comes by all clocks that advance. Not to be called by two threads at once.
    void run() {
        long untilNanos = clock.monotonicNanos() + ROUND.toNanos();
        var claimed = claim();
        while (claimed.isPresent()) {
            advance(claimed.get());
            claimed = clock.monotonicNanos() - untilNanos < 0 ? claim() : Optional.empty();
        }
    }

    private Optional<TestClock> claim() {
        long nowMs = clock.nowMs();
        return testClocks.claim(db, nowMs, nowMs + LEASE.toMillis());
    }

    /// What became of one step.
    private enum Went {
        ON,
        NOWHERE,
        OVER
    }

    /// One that fails must not keep the others waiting.
    private void advance(TestClock claimed) {
        var tenant = claimed.tenant();
        long untilNanos = clock.monotonicNanos() + TURN.toNanos();
        try {
            var went = Went.ON;
            while (went == Went.ON && clock.monotonicNanos() - untilNanos < 0) {
                went = step(tenant);
            }
            if (went != Went.OVER) {
                long pauseMs = went == Went.NOWHERE ? LOOK_AGAIN.toMillis() : 0;
                testClocks.lease(db, tenant, clock.nowMs() + pauseMs);
            }
        } catch (RuntimeException e) {
            LOG.error("a test clock could not be advanced", e);
            failed(tenant);
        }
    }

    private Went step(Tenant tenant) {
        if (!testClocks.lease(db, tenant, clock.nowMs() + LEASE.toMillis())) {
            return Went.OVER;
        }
        clocks.look(tenant);
        long shownMs = clocks.nowMs(tenant);
        boolean isDone = true;
        for (var work : works) {
            isDone &= work.run(tenant);
        }
        boolean isNothingLeft = isDone;
        var nextMs = works.stream()
                .flatMap(work -> work.nextMs(tenant, shownMs).stream())
                .min(Long::compare);
        return db.inTransaction(tx -> testClocks
                .lock(tx, tenant)
                .map(found -> moved(tx, found, shownMs, nextMs, isNothingLeft))
                .orElse(Went.OVER));
    }

    /// Whoever finds that somebody else has moved it looks again.
    private Went moved(Tx tx, TestClock found, long shownMs, Optional<Long> nextMs, boolean isNothingLeft) {
        if (!(found.state() instanceof State.Advancing to)) {
            return Went.OVER;
        }
        if (found.frozenMs() != shownMs) {
            return Went.ON;
        }
        if (!isNothingLeft && clock.nowMs() < to.movedMs() + PATIENCE.toMillis()) {
            return Went.NOWHERE;
        }
        if (shownMs >= to.targetMs()) {
            testClocks.save(tx, found.in(new State.Ready()));
            return Went.OVER;
        }
        long thenMs = Stream.concat(nextMs.stream(), Stream.of(to.targetMs()))
                .min(Long::compare)
                .orElseThrow();
        testClocks.move(tx, found, thenMs, ids.next(), clock.nowMs());
        return Went.ON;
    }

    private void failed(Tenant tenant) {
        db.inTransaction(tx -> {
            testClocks.lock(tx, tenant).ifPresent(found -> {
                if (found.state() instanceof State.Advancing to
                        && clock.nowMs() >= to.movedMs() + PATIENCE.toMillis()) {
                    testClocks.save(tx, found.in(new State.Failed()));
                }
            });
            return true;
        });
    }
}
