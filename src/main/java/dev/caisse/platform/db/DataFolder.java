package dev.caisse.platform.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;

/// The folder `database`, where the embedded PostgreSQL keeps everything: the cluster, its password, its port
/// and its log. Only its owner may look inside.
record DataFolder(Path path, ServerAccount account) {
    private static final long LOG_LIMIT_BYTES = 8L << 20;
    // Below the range from which Linux picks ports for outgoing connections, so that ours stays free over a
    // restart.
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 12_000;
    private static final int PORT_TRIES = 500;

    /// Where the account can reach it: below the data folder, or else below `/var/lib`.
    ///
    /// @param dataDir exists, as a real path
    static DataFolder of(Path dataDir, ServerAccount account) {
        var here = new DataFolder(dataDir.resolve("database"), account);
        var name = "caisse-" + shortHash(dataDir);
        var elsewhere = new DataFolder(Path.of("/var/lib", name, "database"), account);
        if (here.exists()) {
            return here.requireReachable(elsewhere.path());
        }
        return elsewhere.exists() || !account.canEnter(dataDir) ? elsewhere : here;
    }

    Path cluster() {
        return path.resolve("cluster");
    }

    Path log() {
        return path.resolve("postgres.log");
    }

    Path passwordFile() {
        return path.resolve("password");
    }

    /// How our processes call themselves in the process list, and no other cluster's do.
    String clusterName() {
        return "caisse-" + shortHash(path);
    }

    /// Makes the folder when it is missing.
    ///
    /// @throws DatabaseUnavailable when it belongs to someone else, or to another PostgreSQL
    void open() throws IOException {
        if (!exists()) {
            Files.createDirectories(path.getParent());
            Files.createDirectory(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            account.own(path);
        }
        requireOwner();
        if (hasCluster()) {
            requireMajor();
        }
    }

    /// @throws DatabaseUnavailable with the command that mends it, when the folder belongs to another account than the
    ///     one PostgreSQL would run under now
    void requireOwner() throws IOException {
        if (exists()) {
            requireOwner(path);
        }
        if (hasCluster()) {
            requireOwner(cluster());
        }
    }

    boolean hasCluster() {
        return Files.exists(cluster());
    }

    /// The cluster being prepared; [#finish] makes it the cluster.
    Path unfinished() throws IOException {
        var unfinished = path.resolve("cluster.unfinished");
        if (Files.exists(unfinished)) {
            PostgresBinaries.delete(unfinished);
        }
        return unfinished;
    }

    void finish() throws IOException {
        Files.move(path.resolve("cluster.unfinished"), cluster(), StandardCopyOption.ATOMIC_MOVE);
        flush(path);
    }

    void writeNewPassword() throws IOException {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        writeSecret(passwordFile(), HexFormat.of().formatHex(bytes));
    }

    /// @throws DatabaseUnavailable when the file is gone
    String password() throws IOException {
        if (!Files.exists(passwordFile())) {
            throw new DatabaseUnavailable("The database's password is missing: " + passwordFile()
                    + ". Bring this file back from a backup of the folder.");
        }
        return Files.readString(passwordFile()).strip();
    }

    /// The port of the last start if it is free, else another, which is written down.
    ///
    /// @throws DatabaseUnavailable when no port is free
    int freePort() throws IOException {
        int wanted = recordedPort().orElse(FIRST_PORT + Math.floorMod(path.hashCode(), PORTS));
        int port = IntStream.range(0, PORT_TRIES)
                .map(step -> FIRST_PORT + (wanted - FIRST_PORT + step) % PORTS)
                .filter(DataFolder::isFree)
                .findFirst()
                .orElseThrow(() -> new DatabaseUnavailable("None of " + PORT_TRIES + " ports from " + wanted
                        + " on is free on 127.0.0.1. End what holds them, then start again."));
        writeSecret(path.resolve("port"), String.valueOf(port));
        return port;
    }

    /// Keeps the log and one older part of it, 8 MB each at most between two calls.
    void boundLog() throws IOException {
        if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT_BYTES) {
            Files.copy(log(), path.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
            FileChannel.open(log(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
        }
    }

    private Path lock() {
        return path.resolveSibling("lock");
    }

    private boolean exists() {
        return Files.exists(path);
    }

    private DataFolder requireReachable(Path elsewhere) {
        if (!account.canEnter(path.getParent())) {
            throw new DatabaseUnavailable("PostgreSQL's account (uid " + account.uid() + ") cannot enter "
                    + path.getParent() + ". Run: mkdir -p " + elsewhere.getParent() + " && mv " + path + " " + elsewhere
                    + " && chown -R " + account.uid() + " " + elsewhere.getParent());
        }
        return this;
    }

    private void requireOwner(Path folder) throws IOException {
        int owner = ServerAccount.uidOf(folder);
        if (owner != account.uid()) {
            throw new DatabaseUnavailable("The database folder " + folder + " belongs to uid " + owner
                    + ", but PostgreSQL would run as uid " + account.uid() + " now. Start Caisse as the user it was"
                    + " started as before, or hand the folder over, as root: chown -R " + account.uid() + " " + path
                    + (Files.exists(lock()) ? " " + lock() : ""));
        }
    }

    private void requireMajor() throws IOException {
        var version = cluster().resolve("PG_VERSION");
        var major = Files.exists(version) ? Files.readString(version).strip() : "unknown";
        if (!major.equals(PostgresBinaries.MAJOR)) {
            throw new DatabaseUnavailable("The database in " + cluster() + " was made by PostgreSQL " + major
                    + "; this Caisse brings PostgreSQL " + PostgresBinaries.MAJOR
                    + ", which cannot read it. Start it with"
                    + " the Caisse that made it, pg_dump it, move " + path
                    + " aside, start this Caisse once, stop it, and"
                    + " restore the dump; or serve the old folder with PostgreSQL " + major
                    + " and set CAISSE_DATABASE_URL.");
        }
    }

    /// The port of the last start.
    Optional<Integer> recordedPort() throws IOException {
        var file = path.resolve("port");
        return Files.exists(file)
                ? Optional.of(Files.readString(file).strip())
                        .filter(text -> text.matches("[0-9]{1,5}"))
                        .map(Integer::valueOf)
                : Optional.empty();
    }

    private void writeSecret(Path file, String text) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unfinished, text + "\n");
        flush(unfinished);
        account.own(unfinished);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void flush(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String shortHash(Path path) {
        return "%08x".formatted(path.toString().hashCode());
    }
}
