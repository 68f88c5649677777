package dev.caisse.operations;

import dev.caisse.Eventually;
import dev.caisse.ServerProcess;
import dev.caisse.platform.db.Db;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL as an operator would run it: the one Debian has, on a port and a folder of its own, not as root. It can
/// be stopped and started again, and be given the options nobody should give it.
public final class DebianPostgres implements AutoCloseable {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Path programs = programs();
    private final Path folder;
    private final int port = freePort();
    private final List<String> options;
    private Process postmaster;

    private DebianPostgres(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
    }

    /// @param options for the server's command line, such as `-F`
    /// @throws AssertionError saying how to install it where it is not installed
    public static DebianPostgres running(String... options) {
        try {
            var postgres = new DebianPostgres(Files.createTempDirectory("caisse-debian-postgres-"), List.of(options));
            postgres.prepare();
            postgres.start();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As CAISSE_DATABASE_URL takes it.
    public String url() {
        return url(port, "postgres");
    }

    /// One of its databases, through a door of the caller's.
    public String url(int throughPort, String database) {
        return "postgresql://" + USER + "@127.0.0.1:" + throughPort + "/" + database;
    }

    /// Host and port.
    public String address() {
        return "127.0.0.1:" + port;
    }

    Db open() {
        return open("postgres");
    }

    public Db open(String database) {
        return Db.open("jdbc:postgresql://" + address() + "/" + database, USER, "", 2, Duration.ofSeconds(10));
    }

    public void start() {
        try {
            var command = new ArrayList<>(List.of(
                    programs.resolve("postgres").toString(),
                    "-D",
                    data(),
                    "-p",
                    String.valueOf(port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    folder.toString()));
            command.addAll(options);
            postmaster = process(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Eventually.holds(() -> log().contains("ready to accept connections") || !postmaster.isAlive());
        if (!postmaster.isAlive()) {
            throw new AssertionError("does not start:\n" + log());
        }
    }

    /// Cuts all connections and waits for the end.
    void stop() {
        ServerProcess.signal("INT", postmaster.pid());
        ended(postmaster);
        folder.resolve("log").toFile().delete();
    }

    /// `kill -9` of the postmaster and all its backends at once, as when the machine dies under them.
    public void kill() {
        // Or it begins one more, which outlives it with the memory that they share, and the next cannot start.
        ServerProcess.signal("STOP", postmaster.pid());
        var all = Stream.concat(Stream.of(postmaster.toHandle()), postmaster.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        // Not by onExit(), which looks at processes that are not our children every few seconds only.
        Eventually.holds(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        folder.resolve("log").toFile().delete();
    }

    private int ended(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("does not end:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (postmaster.isAlive()) {
            stop();
        }
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prepare() throws IOException {
        if (isRoot()) {
            var users = folder.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(folder, users.lookupPrincipalByName(USER));
        }
        var made = process(List.of(
                        programs.resolve("initdb").toString(),
                        "-D",
                        data(),
                        "-U",
                        USER,
                        "--auth=trust",
                        "--locale=C",
                        "--encoding=UTF8",
                        "--no-sync"))
                .start();
        if (ended(made) != 0) {
            throw new AssertionError("initdb failed:\n" + log());
        }
    }

    private ProcessBuilder process(List<String> command) {
        var whole = new ArrayList<String>();
        if (isRoot()) {
            whole.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        whole.addAll(command);
        var log = ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile());
        return new ProcessBuilder(whole).redirectOutput(log).redirectError(log).directory(folder.toFile());
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static Path programs() {
        try (var versions = Files.isDirectory(VERSIONS) ? Files.list(VERSIONS) : Stream.<Path>of()) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .min(Comparator.comparing(
                            bin -> bin.getParent().getFileName().toString()))
                    .orElseThrow(() -> new AssertionError("This test needs a PostgreSQL of the system's."
                            + " Install one: apt-get install -y postgresql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
