package dev.caisse.platform.db;

import dev.caisse.platform.db.Rows.Key;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Commits the rows of many requests at once: they wait in a queue, a writer takes as many as there are up to a batch,
/// and answers all of them after one COMMIT. What it calls written is on disk; what it refuses was not and will not be;
/// only what it calls in doubt may be either. One request's bad row never harms another.
public final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    // So much longer than its deadline a request waits for the writer's own verdict, which knows more.
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(20);

    // Under load so many make a batch of their own at once; fewer wait so long for company.
    private static final int COMPANY = 16;
    private static final Duration LINGER = Duration.ofMillis(3);

    private final Db db;
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition company = lock.newCondition();
    private final Set<Waiting> queue = new LinkedHashSet<>();
    private final Set<Key> keysUnderWay = new HashSet<>();
    private final List<Thread> writers;
    private int writersAlive;
    private int writersAtWork;
    private int lastBatch;
    private boolean isClosed;

    /// What became of a request's rows.
    public enum Outcome {
        WRITTEN,
        /// Nothing of it was written: its decisive row was there already.
        TWIN,
        /// Nothing of it was written: a row that it was to change is not as it expected it any more.
        OVERTAKEN
    }

    /// @param batch the most requests in one transaction
    /// @param queue the most requests that wait
    /// @param patience how long a request may wait, and how long a lost connection's outcome is looked for
    public record Limits(int writers, int batch, int queue, Duration patience) {
        public static final Limits USUAL = new Limits(2, 64, 1024, Duration.ofSeconds(10));
    }

    /// One request in the queue or in a writer's hands. None equals another: each has an answer of its own.
    private record Waiting(Rows rows, Deadline deadline, CompletableFuture<Outcome> answer) {
        static Waiting upTo(Rows rows, Duration patience) {
            return new Waiting(rows, Deadline.in(patience), new CompletableFuture<>());
        }
    }

    private GroupCommit(Db db, Limits limits) {
        this.db = db;
        this.limits = limits;
        this.writersAlive = limits.writers();
        this.writers = IntStream.range(0, limits.writers())
                .mapToObj(i -> Thread.ofVirtual().name("group-commit-" + i).unstarted(new Writer()))
                .toList();
    }

    /// Each writer has a connection of its own, beside the pool's.
    public static GroupCommit start(Db db, Limits limits) {
        var started = new GroupCommit(db, limits);
        started.writers.forEach(Thread::start);
        return started;
    }

    /// Waits until the rows are committed, or certainly never will be.
    ///
    /// @throws Overloaded when nothing was written because too much waits, or this is stopping
    /// @throws DbFailure when the database refused these rows, or ([DbFailure#isInDoubt]) nobody knows
    public Outcome write(Rows rows) {
        var waiting = Waiting.upTo(rows, limits.patience());
        enter(waiting);
        return answer(waiting, limits.patience()).orElseGet(() -> {
            leave(waiting);
            return answer(waiting, GRACE).orElseThrow(() -> inDoubt("PostgreSQL does not answer."));
        });
    }

    /// False from the moment on in which a writer died: this node should get no more requests.
    public boolean isWell() {
        return locked(() -> writersAlive == limits.writers());
    }

    /// How many requests wait for a writer now.
    public int waiting() {
        return locked(queue::size);
    }

    /// Takes no more, writes what waits, and stops.
    @Override
    public void close() {
        locked(() -> {
            isClosed = true;
            changed.signalAll();
            return null;
        });
        var deadline = Deadline.in(limits.patience());
        deadline.await(() -> locked(() -> writersAlive == 0));
        refuseAll("This node is stopping.");
    }

    private void enter(Waiting waiting) {
        locked(() -> {
            if (isClosed || writersAlive == 0) {
                throw new Overloaded("This node is stopping.");
            }
            if (queue.size() >= limits.queue()) {
                throw new Overloaded("Too many requests wait to be written.");
            }
            queue.add(waiting);
            changed.signal();
            if (queue.size() == COMPANY) {
                company.signal();
            }
            return null;
        });
    }

    private void leave(Waiting waiting) {
        if (locked(() -> queue.remove(waiting))) {
            throw new Overloaded("The request has waited too long to be written.");
        }
    }

    private static Optional<Outcome> answer(Waiting waiting, Duration patience) {
        try {
            return Optional.of(waiting.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw (RuntimeException) e.getCause();
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void refuseAll(String reason) {
        var refused = locked(() -> {
            var left = List.copyOf(queue);
            queue.clear();
            return left;
        });
        refused.forEach(waiting -> waiting.answer().completeExceptionally(new Overloaded(reason)));
    }

    /// Waits for something to write; empty when there will be nothing more.
    private List<Waiting> take() {
        return locked(() -> {
            var batch = nextBatch();
            while (batch.isEmpty() && !(isClosed && queue.isEmpty())) {
                changed.awaitUninterruptibly();
                batch = nextBatch();
            }
            lastBatch = batch.size();
            writersAtWork += batch.isEmpty() ? 0 : 1;
            return batch;
        });
    }

    /// A batch costs much more than one request more in it: where many come, few wait a moment to be more.
    private void awaitCompany() {
        try {
            long leftNanos = lastBatch < COMPANY / 2 || queue.isEmpty() ? 0 : LINGER.toNanos();
            while (writersAtWork > 0 && queue.size() < COMPANY && leftNanos > 0 && !isClosed) {
                leftNanos = company.awaitNanos(leftNanos);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A twin of one that is under way stays in the queue until that one's outcome is known.
    private List<Waiting> nextBatch() {
        awaitCompany();
        var batch = new ArrayList<Waiting>();
        for (var all = queue.iterator(); all.hasNext() && batch.size() < limits.batch(); ) {
            var waiting = all.next();
            if (waiting.rows().decisiveKey().map(keysUnderWay::add).orElse(true)) {
                all.remove();
                batch.add(waiting);
            }
        }
        return batch;
    }

    private void done(List<Waiting> batch) {
        locked(() -> {
            writersAtWork--;
            batch.forEach(waiting -> waiting.rows().decisiveKey().ifPresent(keysUnderWay::remove));
            changed.signalAll();
            company.signalAll();
            return null;
        });
    }

    private void writerEnded() {
        boolean isLast = locked(() -> --writersAlive == 0);
        if (isLast) {
            refuseAll("This node can write no more.");
        }
    }

    private <T> T locked(java.util.function.Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private static DbFailure inDoubt(String reason) {
        return DbFailure.inCommit(new SQLException(reason, "40003"));
    }

    /// Writes batch after batch on its own connection.
    private final class Writer implements Runnable {
        private Optional<Connection> open = Optional.empty();

        @Override
        public void run() {
            try {
                for (var batch = take(); !batch.isEmpty(); batch = take()) {
                    write(batch);
                }
            } finally {
                disconnect();
                writerEnded();
            }
        }

        private void write(List<Waiting> batch) {
            try {
                if (batch.size() == 1) {
                    settleAlone(batch.getFirst(), false);
                } else {
                    settleTogether(batch);
                }
            } catch (Error e) {
                LOG.error("A writer of group commit died. This node should be restarted.", e);
                throw e;
            } finally {
                batch.forEach(waiting -> waiting.answer().completeExceptionally(inDoubt("The writer died.")));
                done(batch);
            }
        }

        private void settleTogether(List<Waiting> batch) {
            try {
                var written = commit(batch.stream().map(Waiting::rows).toList());
                batch.forEach(waiting -> waiting.answer().complete(written.get(waiting.rows())));
            } catch (RuntimeException e) {
                LOG.info(
                        "{} requests are written one by one, for together they failed: {}", batch.size(), e.toString());
                boolean isInDoubt = e instanceof DbFailure failure && failure.isInDoubt();
                batch.forEach(waiting -> settleAlone(waiting, isInDoubt));
            }
        }

        private void settleAlone(Waiting waiting, boolean wasInDoubt) {
            try {
                waiting.answer().complete(persistently(waiting, wasInDoubt));
            } catch (RuntimeException e) {
                waiting.answer().completeExceptionally(e);
            }
        }

        /// Tries again what may pass, until the deadline.
        private Outcome persistently(Waiting waiting, boolean wasInDoubt) {
            boolean isInDoubt = wasInDoubt;
            while (true) {
                try {
                    return isInDoubt ? clarified(waiting) : committed(waiting);
                } catch (DbFailure e) {
                    isInDoubt |= e.isInDoubt();
                    if (!e.isOutage() && !e.isPassing() && !(isInDoubt && e.isBlocked())) {
                        throw e;
                    }
                }
                if (waiting.deadline().passed()) {
                    throw isInDoubt ? inDoubt("The database was lost in COMMIT.") : new Overloaded("No database.");
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        private Outcome committed(Waiting waiting) {
            return commit(List.of(waiting.rows())).get(waiting.rows());
        }

        /// Looks before it repeats, and again when the repetition fails: the lost transaction may have been
        /// committed in between. If it is still open, the repetition waits for it at their first common key.
        private Outcome clarified(Waiting waiting) {
            if (isThere(waiting)) {
                return Outcome.WRITTEN;
            }
            try {
                var outcome = committed(waiting);
                return outcome != Outcome.WRITTEN && isThere(waiting) ? Outcome.WRITTEN : outcome;
            } catch (DbFailure e) {
                if (!e.isInDoubt() && isThere(waiting)) {
                    return Outcome.WRITTEN;
                }
                throw e;
            }
        }

        private boolean isThere(Waiting waiting) {
            return onConnection(connection -> {
                boolean isThere = Batch.isThere(connection, waiting.rows());
                connection.rollback();
                return isThere;
            });
        }

        private Map<Rows, Outcome> commit(List<Rows> requests) {
            return onConnection(connection -> {
                var outcomes = Batch.write(connection, requests);
                Db.commit(connection);
                requests.stream()
                        .filter(rows -> outcomes.get(rows) == Outcome.WRITTEN)
                        .flatMap(rows -> rows.afterCommit().stream())
                        .distinct()
                        .forEach(Runnable::run);
                return outcomes;
            });
        }

        private <T> T onConnection(Work<T> work) {
            try {
                return work.on(connection());
            } catch (SQLException e) {
                disconnect();
                throw DbFailure.of(e);
            } catch (Throwable e) {
                disconnect();
                throw e;
            }
        }

        private Connection connection() throws SQLException {
            if (open.isEmpty()) {
                open = Optional.of(db.connect());
                planOnce(open.get());
                open.get().setAutoCommit(false);
            }
            return open.get();
        }

        /// A plan made once serves arrays of any length; PostgreSQL would plan for each anew.
        private static void planOnce(Connection connection) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute("set plan_cache_mode = force_generic_plan");
            }
        }

        /// Also after a mere refusal: closing rolls back for certain.
        private void disconnect() {
            try {
                var connection = open;
                open = Optional.empty();
                if (connection.isPresent()) {
                    connection.get().close();
                }
            } catch (SQLException e) {
                LOG.debug("A connection did not close: {}", e.toString());
            }
        }
    }

    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
