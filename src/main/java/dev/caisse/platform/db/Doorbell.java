package dev.caisse.platform.db;

import dev.caisse.platform.time.Clock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says on all nodes that something was committed: in this process in memory, to the others by one `NOTIFY` in a
/// statement of its own. Never more often than every 20 ms, and never inside a transaction: a commit that notifies
/// waits for all others that do. May be lost, so whoever listens also looks from time to time.
public final class Doorbell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Doorbell.class);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PAUSE_WITHOUT_CONNECTION = Duration.ofSeconds(1);
    private static final int LISTENING_MS = 10_000;

    private final Db db;
    private final Optional<Login> direct;
    private final String channel;
    private final Clock clock;
    private final Semaphore here = new Semaphore(0);
    private final Semaphore elsewhere = new Semaphore(0);
    private final List<Thread> threads;
    private volatile Runnable heard = () -> {};
    private volatile boolean closed;

    private Doorbell(Db db, Optional<Login> direct, String channel, Clock clock) {
        this.db = db;
        this.direct = direct;
        this.channel = channel;
        this.clock = clock;
        this.threads = List.of(
                Thread.ofVirtual().name("doorbell-here").unstarted(() -> pass(here, () -> heard.run())),
                Thread.ofVirtual().name("doorbell-notify").unstarted(() -> pass(elsewhere, this::tellOthers)),
                Thread.ofVirtual().name("doorbell-listen").unstarted(this::listen));
    }

    /// @param direct where to listen when a pooler stands before the database; else the database itself
    public static Doorbell start(Db db, Optional<Login> direct, String channel, Clock clock) {
        var bell = new Doorbell(db, direct, channel, clock);
        bell.threads.forEach(Thread::start);
        return bell;
    }

    /// What to do when it rings, here or on another node; quick, and from any thread.
    public void onRing(Runnable wake) {
        heard = wake;
    }

    /// Call after a commit. Costs next to nothing, however often.
    public void ring() {
        here.release();
        elsewhere.release();
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private void pass(Semaphore rung, Runnable on) {
        while (!closed) {
            try {
                rung.acquire();
                rung.drainPermits();
                on.run();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.debug("A ring was not passed on: {}", e.toString());
            }
            clock.sleep(PAUSE);
        }
    }

    private void tellOthers() {
        db.one(_ -> true, "select pg_notify(?, '')", channel);
    }

    private void listen() {
        while (!closed) {
            try (var connection = connect()) {
                hear(connection);
            } catch (SQLException | RuntimeException e) {
                if (!closed) {
                    LOG.warn("Other nodes are not heard for a moment, and looked for every second: {}", e.toString());
                }
            }
            clock.sleep(PAUSE_WITHOUT_CONNECTION);
        }
    }

    private Connection connect() throws SQLException {
        return direct.isPresent() ? DurableSource.of(direct.get()).getConnection() : db.connect();
    }

    private void hear(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + channel);
        }
        here.release();
        while (!closed) {
            var told = connection.unwrap(PGConnection.class).getNotifications(LISTENING_MS);
            if (told != null && told.length > 0) {
                here.release();
            }
        }
    }
}
