package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL that comes with Caisse: unpacked, prepared, started and watched, so that nobody has to install a
/// database. What it has confirmed survives a power cut, it listens on this machine only, and it comes back on
/// the same port when it dies. It never runs twice on one folder.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final FolderLock lock;
    private final Cluster cluster;
    private final CaisseDatabase database;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Thread watcher;
    private volatile Postmaster postmaster;

    private EmbeddedPostgres(FolderLock lock, Cluster cluster, CaisseDatabase database, Postmaster postmaster) {
        this.lock = lock;
        this.cluster = cluster;
        this.database = database;
        this.postmaster = postmaster;
        this.watcher = Thread.ofVirtual().name("postgres-watcher").unstarted(this::watch);
    }

    /// Returns when the database `caisse` exists and answers: in seconds the first time, in less than one
    /// afterwards. A PostgreSQL that a killed Caisse left behind is taken over.
    ///
    /// @param dataDir CAISSE_DATA_DIR, made when it is missing; everything lies below it
    /// @param progress gets one short line for each step that takes long
    /// @throws DatabaseUnavailable when it cannot be had; the message says what to do
    public static EmbeddedPostgres start(Path dataDir, Consumer<String> progress) {
        return startAs(null, dataDir, null, progress);
    }

    /// As [#start(Path, Consumer)], with the programs (75 MB) unpacked elsewhere, so that several data folders
    /// share them.
    public static EmbeddedPostgres start(Path dataDir, Path programs, Consumer<String> progress) {
        return startAs(null, dataDir, programs, progress);
    }

    /// @param account null: whichever works here
    /// @param programs null: beside the database
    static EmbeddedPostgres startAs(ServerAccount account, Path dataDir, Path programs, Consumer<String> progress) {
        try {
            PostgresBinaries.archive(System.getProperty("os.name"), System.getProperty("os.arch"));
            var real = Files.createDirectories(dataDir).toRealPath();
            var folder = DataFolder.of(real, account == null ? ServerAccount.find() : account);
            folder.requireOwner();
            var lock = FolderLock.take(real);
            try {
                return start(lock, folder, programs, progress);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DatabaseUnavailable(
                    "Cannot keep a database in " + dataDir + ": " + e
                            + ". Make the folder writable, or choose another one with CAISSE_DATA_DIR.",
                    e);
        }
    }

    /// How to enter the database of a folder on which another process has PostgreSQL running; empty when none answers.
    public static Optional<Login> findRunning(Path dataDir) {
        try {
            return Files.isDirectory(dataDir) ? findRunningIn(dataDir.toRealPath()) : Optional.empty();
        } catch (IOException | DatabaseUnavailable _) {
            return Optional.empty();
        }
    }

    private static Optional<Login> findRunningIn(Path real) throws IOException {
        var folder = DataFolder.of(real, ServerAccount.find());
        var port = folder.recordedPort();
        if (port.isEmpty()) {
            return Optional.empty();
        }
        var database = new CaisseDatabase(port.get(), folder.password());
        return database.answers()
                ? Optional.of(new Login(database.url(), CaisseDatabase.NAME, database.password()))
                : Optional.empty();
    }

    /// Stays the same for as long as this lives, restarts included.
    public String jdbcUrl() {
        return database.url();
    }

    public String user() {
        return CaisseDatabase.NAME;
    }

    public String password() {
        return database.password();
    }

    /// The postmaster's process; another one after a restart.
    public long pid() {
        return postmaster.pid();
    }

    public boolean isAlive() {
        return postmaster.isAlive();
    }

    /// Starts it again, on the same port, if it has died. A watcher does the same by itself.
    ///
    /// @throws DatabaseUnavailable when it does not start
    public synchronized void ensureRunning() {
        if (closing.get() || postmaster.isAlive()) {
            return;
        }
        LOG.warn("PostgreSQL (process {}) has died; starting it again", postmaster.pid());
        try {
            postmaster = cluster.start(postmaster.port());
        } catch (IOException e) {
            throw new DatabaseUnavailable("PostgreSQL has died and does not start: " + e, e);
        }
        LOG.info("PostgreSQL is back (process {})", postmaster.pid());
    }

    /// Stops PostgreSQL and waits for it; open transactions are rolled back. Can be called twice.
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        watcher.interrupt();
        synchronized (this) {
            try {
                cluster.stop(postmaster);
            } finally {
                lock.close();
            }
        }
    }

    private static EmbeddedPostgres start(FolderLock lock, DataFolder folder, Path programs, Consumer<String> progress)
            throws IOException {
        folder.open();
        folder.boundLog();
        var into = programs == null ? folder.path().getParent() : programs;
        var binaries = PostgresBinaries.unpack(Files.createDirectories(into).toRealPath(), progress);
        var cluster = new Cluster(binaries, folder, progress);
        boolean isNew = cluster.prepare();
        var password = folder.password();
        var postmaster = running(cluster, password);
        var database = new CaisseDatabase(postmaster.port(), password);
        openOrStop(database, isNew, cluster, postmaster);
        var started = new EmbeddedPostgres(lock, cluster, database, postmaster);
        started.watcher.start();
        return started;
    }

    private static Postmaster running(Cluster cluster, String password) throws IOException {
        var adopted = cluster.adopt();
        if (adopted.isPresent() && new CaisseDatabase(adopted.get().port(), password).answers()) {
            return adopted.get();
        }
        adopted.ifPresent(cluster::stop);
        return cluster.start();
    }

    private static void openOrStop(CaisseDatabase database, boolean isNew, Cluster cluster, Postmaster postmaster) {
        try {
            database.open(isNew);
        } catch (RuntimeException e) {
            cluster.stop(postmaster);
            throw e;
        }
    }

    private void watch() {
        try {
            while (!closing.get()) {
                if (postmaster.awaitEnd(LOOK)) {
                    restart();
                }
                boundLog();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // The next look tries again, so that a full disk or a taken port needs no restart of ours once it is mended.
    private void restart() throws InterruptedException {
        try {
            ensureRunning();
        } catch (RuntimeException e) {
            if (!closing.get()) {
                LOG.error("PostgreSQL is down: {}", e.getMessage());
                Thread.sleep(LOOK);
            }
        }
    }

    private void boundLog() {
        try {
            cluster.folder().boundLog();
        } catch (IOException e) {
            LOG.warn("Cannot shorten {}: {}", cluster.folder().log(), e.toString());
        }
    }
}
