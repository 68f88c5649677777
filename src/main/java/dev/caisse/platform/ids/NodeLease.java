package dev.caisse.platform.ids;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process's node number, leased from the database. The row keeps a millisecond up to which ids may have been
/// made, and a new holder starts after it; so neither a crash nor two nodes at once can repeat an id.
public final class NodeLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
    private static final Duration LENGTH = Duration.ofSeconds(30);
    private static final Duration SAFETY = Duration.ofSeconds(5);
    private static final Duration RENEWAL = Duration.ofSeconds(5);

    /// Stands for the highest millisecond used once the number is given back.
    private static final long GIVEN_BACK = Long.MAX_VALUE;

    private final Db db;
    private final Clock clock;
    private final String holder = UUID.randomUUID().toString();
    private final AtomicLong highestMs = new AtomicLong();
    private final Thread renewal;
    private volatile Held held;
    private volatile boolean closed;

    /// A node number we may use, for ids after one millisecond and up to another, until a moment of the monotonic
    /// clock.
    record Held(int node, long afterMs, long untilMs, long untilNanos) {}

    private NodeLease(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
        this.renewal = Thread.ofVirtual().name("node-lease").unstarted(this::renewForEver);
    }

    /// Takes a free node number and keeps it until closed.
    public static NodeLease take(Db db, Clock clock) {
        var lease = new NodeLease(db, clock);
        lease.held = lease.takeFree().orElseThrow(() -> new IdsUnavailable("All 1,024 node numbers are taken."));
        lease.renewal.start();
        return lease;
    }

    /// Whether ids may be made now: the lease runs, and the clock has neither run ahead of it nor stepped back behind
    /// the ids that were made.
    public boolean isHeld() {
        var now = held;
        long nowMs = clock.nowMs();
        return clock.monotonicNanos() - now.untilNanos() < 0
                && nowMs <= now.untilMs()
                && nowMs >= highestMs.get() - Ids.PATIENCE_MS;
    }

    Held held() {
        var now = held;
        if (closed || clock.monotonicNanos() - now.untilNanos() >= 0) {
            throw new IdsUnavailable("This node's lease on its number has run out; the database could not be reached.");
        }
        return now;
    }

    /// The last word before an id is given out: what is used here is in the row when the number is given back.
    ///
    /// @throws IdsUnavailable when it was given back meanwhile
    void used(long ms) {
        if (highestMs.accumulateAndGet(ms, (before, now) -> before == GIVEN_BACK ? GIVEN_BACK : now) == GIVEN_BACK) {
            throw new IdsUnavailable("This node is stopping.");
        }
    }

    /// Gives the number back, with the last millisecond that was really used, so that the next holder need not wait.
    @Override
    public synchronized void close() {
        closed = true;
        renewal.interrupt();
        long lastMs = highestMs.getAndSet(GIVEN_BACK);
        if (lastMs == GIVEN_BACK) {
            return;
        }
        try {
            db.run(
                    "update nodes set holder = null, until = now(), highest_ms = greatest(?, 0) where node = ? and holder = ?",
                    Math.max(lastMs, held.afterMs()),
                    held.node(),
                    holder);
        } catch (DbFailure e) {
            LOG.warn("The node number could not be given back; its lease ends by itself.");
        }
    }

    private void renewForEver() {
        while (!closed) {
            clock.sleep(RENEWAL);
            if (closed || Thread.interrupted()) {
                return;
            }
            try {
                renew();
            } catch (DbFailure e) {
                LOG.warn("The lease on node number {} could not be renewed: {}", held.node(), e.getMessage());
            }
        }
    }

    /// Never while the number is given back, or another one would be taken in its place.
    private synchronized void renew() {
        if (!closed) {
            renewed().or(this::takeFree).ifPresent(next -> held = next);
        }
    }

    private Optional<Held> renewed() {
        long startNanos = clock.monotonicNanos();
        long untilMs = clock.nowMs() + LENGTH.toMillis();
        return db.one(
                row -> new Held(held.node(), held.afterMs(), untilMs, safeUntil(startNanos)),
                """
                update nodes set until = now() + ? * interval '1 millisecond', highest_ms = greatest(highest_ms, ?)
                 where node = ? and holder = ? and until > now()
                returning node
                """,
                LENGTH.toMillis(),
                untilMs,
                held.node(),
                holder);
    }

    /// A number whose last holder is gone, and whose ids are all in the past.
    private Optional<Held> takeFree() {
        return db.inTransaction(this::takeFree);
    }

    private Optional<Held> takeFree(Tx tx) {
        long startNanos = clock.monotonicNanos();
        long nowMs = clock.nowMs();
        return tx.one(
                row -> new Held(
                        row.integer("node"), row.number("after_ms"), nowMs + LENGTH.toMillis(), safeUntil(startNanos)),
                """
                with free as (
                  select node, highest_ms from nodes
                   where until <= now() and highest_ms < ?
                   order by node limit 1 for update skip locked)
                update nodes n
                   set holder = ?, until = now() + ? * interval '1 millisecond', highest_ms = ?
                  from free where n.node = free.node
                returning n.node, free.highest_ms as after_ms
                """,
                nowMs,
                holder,
                LENGTH.toMillis(),
                nowMs + LENGTH.toMillis());
    }

    private static long safeUntil(long startNanos) {
        return startNanos + LENGTH.minus(SAFETY).toNanos();
    }
}
