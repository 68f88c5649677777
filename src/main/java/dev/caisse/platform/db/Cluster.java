package dev.caisse.platform.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// One database cluster and the programs that serve it. Whoever calls holds the folder's lock; then it never
/// has two postmasters.
record Cluster(PostgresBinaries binaries, DataFolder folder, Consumer<String> progress) {
    /// Who made the cluster and may do anything in it.
    static final String ADMIN = "postgres";

    private static final Duration PREPARING = Duration.ofMinutes(2);
    // After a crash PostgreSQL reads its log back first, and cutting that short would only start it over.
    private static final Duration RECOVERING = Duration.ofMinutes(10);
    private static final Duration SILENT = Duration.ofSeconds(2);
    private static final Duration STOPPING = Duration.ofSeconds(30);
    private static final Duration QUITTING = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 4;
    private static final int SHOWN_LINES = 12;

    /// Written into postgresql.conf once; an owner may change them there. The tables of a new shop grow from nothing in
    /// seconds: until PostgreSQL has counted their rows again, it takes the wrong indexes.
    private static final List<String> DEFAULTS = List.of(
            "max_connections=100",
            "shared_buffers=128MB",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "autovacuum_naptime=5s",
            "default_statistics_target=20");

    /// Given with every start, where no file overrides them: commits are durable, nobody from outside gets in,
    /// and no statement, parameter or error about a value reaches the log (sessions hear of their errors; the
    /// log does not).
    private static final List<String> ALWAYS = List.of(
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "log_destination=stderr",
            "logging_collector=off",
            "log_min_messages=log",
            "log_min_error_statement=panic",
            "log_error_verbosity=terse",
            "log_statement=none",
            "log_duration=off",
            "log_min_duration_statement=-1",
            "log_min_duration_sample=-1",
            "log_parameter_max_length=0",
            "log_parameter_max_length_on_error=0",
            "log_checkpoints=off");

    /// Makes the cluster unless there is one. Safe against a crash in the middle.
    ///
    /// @return whether there was none
    boolean prepare() throws IOException {
        if (folder.hasCluster()) {
            return false;
        }
        progress.accept("preparing the database folder");
        folder.writeNewPassword();
        long from = logSize();
        if (!run(initdb(folder.unfinished()), PREPARING)) {
            throw new DatabaseUnavailable(
                    "PostgreSQL could not prepare " + folder.path() + ". It said:\n" + said(from));
        }
        folder.finish();
        return true;
    }

    /// The postmaster that a Caisse left behind when it was killed, if it is up and was started as we would
    /// start it; it is stopped when it is not.
    Optional<Postmaster> adopt() throws IOException {
        var left = PidFile.read(folder.cluster()).filter(file -> processes().isPostmaster(file.pid()));
        if (left.isEmpty()) {
            return Optional.empty();
        }
        var postmaster = ProcessHandle.of(left.get().pid())
                .map(it -> new Postmaster(it, left.get().port()));
        if (postmaster.isPresent() && isAsWeWouldStartIt(left.get().port()) && awaitReady(postmaster.get())) {
            return postmaster;
        }
        postmaster.ifPresent(this::stop);
        return Optional.empty();
    }

    /// @throws DatabaseUnavailable with the last words of PostgreSQL when it does not start
    Postmaster start() throws IOException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            var started = tryStart(folder.freePort());
            if (started.isPresent()) {
                return started.get();
            }
        }
        return start(folder.freePort());
    }

    /// As [#start()], on this port and no other, so that those who know the port find it again.
    Postmaster start(int port) throws IOException {
        long from = logSize();
        return tryStart(port)
                .orElseThrow(() ->
                        new DatabaseUnavailable("PostgreSQL did not start. The end of " + folder.log() + " says:\n"
                                + said(from) + "\nMend that, or set CAISSE_DATABASE_URL to a PostgreSQL of yours."));
    }

    /// Open transactions are rolled back, what is committed is written out. Waits for the end, and ends it by
    /// force after that: recovery makes up for it at the next start.
    void stop(Postmaster postmaster) {
        boolean interrupted = Thread.interrupted();
        try {
            signal("INT", postmaster.pid());
            if (!ended(postmaster, STOPPING)) {
                signal("QUIT", postmaster.pid());
            }
            if (!ended(postmaster, QUITTING)) {
                postmaster.kill();
                ended(postmaster, QUITTING);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Optional<Postmaster> tryStart(int port) throws IOException {
        removeRemains();
        var words = folder.account().daemon(postgres(port));
        var process = Command.start(words, folder.path(), folder.log());
        var postmaster = new Postmaster(process.toHandle(), port);
        try {
            return awaitReady(postmaster) ? Optional.of(postmaster) : Optional.empty();
        } catch (RuntimeException e) {
            stop(postmaster);
            throw e;
        }
    }

    private boolean awaitReady(Postmaster postmaster) {
        if (!Deadline.in(SILENT).await(() -> isReady(postmaster) || !postmaster.isAlive())) {
            progress.accept("waiting for PostgreSQL to recover the database");
            Deadline.in(RECOVERING).await(() -> isReady(postmaster) || !postmaster.isAlive());
        }
        if (postmaster.isAlive() && !isReady(postmaster)) {
            throw new DatabaseUnavailable("PostgreSQL was not ready after " + RECOVERING.toMinutes() + " minutes. Look"
                    + " into " + folder.log() + ", then start again.");
        }
        return postmaster.isAlive();
    }

    private boolean isReady(Postmaster postmaster) {
        return PidFile.read(folder.cluster())
                .filter(file -> file.pid() == postmaster.pid() && file.ready())
                .isPresent();
    }

    // A killed postmaster leaves its file, whose number another process may have by now, and perhaps backends
    // at work, which share memory that a new postmaster must not do without. Only called when none of ours
    // should run.
    private void removeRemains() throws IOException {
        var file = PidFile.read(folder.cluster());
        if (!Files.exists(PidFile.file(folder.cluster()))) {
            return;
        }
        endRemaining();
        if (file.isEmpty() || ProcessHandle.of(file.get().pid()).isPresent()) {
            Files.deleteIfExists(PidFile.file(folder.cluster()));
        }
    }

    private void endRemaining() throws IOException {
        var remaining = processes().list();
        remaining.forEach(pid -> signal("QUIT", pid));
        if (!Deadline.in(QUITTING).await(() -> remaining.stream().noneMatch(PostgresProcesses::isRunning))) {
            remaining.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        }
        if (!Deadline.in(QUITTING).await(() -> remaining.stream().noneMatch(PostgresProcesses::isRunning))) {
            throw new DatabaseUnavailable("Processes of an earlier PostgreSQL do not end. Run: kill -9 "
                    + remaining.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    private boolean isAsWeWouldStartIt(int port) throws IOException {
        var words = postgres(port);
        var written = words.getFirst()
                + words.stream().skip(1).map(word -> " \"" + word + "\"").collect(Collectors.joining());
        var options = folder.cluster().resolve("postmaster.opts");
        return Files.exists(options) && Files.readString(options).strip().equals(written);
    }

    private PostgresProcesses processes() {
        return new PostgresProcesses(folder.cluster(), folder.clusterName());
    }

    private List<String> postgres(int port) {
        var words = new ArrayList<>(
                List.of(binaries.program("postgres"), "-D", folder.cluster().toString()));
        words.addAll(List.of("-p", String.valueOf(port), "-c", "cluster_name=" + folder.clusterName()));
        ALWAYS.forEach(setting -> words.addAll(List.of("-c", setting)));
        return words;
    }

    private List<String> initdb(Path cluster) {
        var words = new ArrayList<>(List.of(binaries.program("initdb"), "-D", cluster.toString()));
        words.addAll(List.of("--locale=C", "--encoding=UTF8", "--no-instructions", "--username=" + ADMIN));
        words.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + folder.passwordFile()));
        DEFAULTS.forEach(setting -> words.addAll(List.of("-c", setting)));
        return words;
    }

    private void signal(String name, long pid) {
        try {
            run(List.of(binaries.program("pg_ctl"), "kill", name, String.valueOf(pid)), QUITTING);
        } catch (IOException e) {
            throw new DatabaseUnavailable("Cannot run pg_ctl: " + e.getMessage(), e);
        }
    }

    private boolean run(List<String> words, Duration limit) throws IOException {
        return Command.run(folder.account().command(words), folder.path(), folder.log(), limit);
    }

    private static boolean ended(Postmaster postmaster, Duration time) {
        return Deadline.in(time).await(() -> !postmaster.isAlive());
    }

    private long logSize() throws IOException {
        return Files.exists(folder.log()) ? Files.size(folder.log()) : 0;
    }

    private String said(long from) {
        try (var log = Files.newInputStream(folder.log())) {
            log.skipNBytes(from);
            var lines = new String(log.readNBytes(1 << 20), StandardCharsets.UTF_8)
                    .strip()
                    .split("\n");
            return Arrays.stream(lines)
                    .skip(Math.max(0, lines.length - SHOWN_LINES))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "(nothing)";
        }
    }
}
