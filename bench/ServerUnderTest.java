package bench;

import dev.caisse.platform.db.EmbeddedPostgres;
import dev.caisse.platform.db.Login;
import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/// `./caisse serve` as an operator starts it, with its own PostgreSQL, in a folder that is removed in the end. Ends no
/// process but the one it started.
final class ServerUnderTest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final String KEY = "sk_test_bench_" + "0".repeat(24);

    private final Path folder;
    private final int port;
    private final Process process;
    private final double readyAfterMs;
    private final HttpClient http = HttpClient.newHttpClient();

    /// An answer of the API.
    record Reply(Map<?, ?> body) {
        String text(String name) {
            return (String) body.get(name);
        }
    }

    private ServerUnderTest(Path folder, int port, Process process, double readyAfterMs) {
        this.folder = folder;
        this.port = port;
        this.process = process;
        this.readyAfterMs = readyAfterMs;
    }

    /// In a folder of its own, and ready.
    static ServerUnderTest start() throws IOException {
        return start(newFolder());
    }

    static Path newFolder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(home().resolve("target")), "bench-");
    }

    /// On a folder that a server was stopped on before, or a new one.
    static ServerUnderTest start(Path folder) throws IOException {
        int port = freePort();
        var builder = new ProcessBuilder(home().resolve("caisse").toString(), "serve")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("CAISSE_") && !name.equals("CAISSE_JAVA_OPTS"));
        builder.environment().put("CAISSE_DATA_DIR", folder.resolve("data").toString());
        builder.environment().put("CAISSE_PORT", String.valueOf(port));
        builder.environment().put("CAISSE_TEST_SECRET_KEY", KEY);
        long start = System.nanoTime();
        var process = builder.start();
        try {
            awaitReady(process, port, folder);
        } catch (RuntimeException e) {
            process.destroy();
            throw e;
        }
        return new ServerUnderTest(folder, port, process, (System.nanoTime() - start) / 1e6);
    }

    private static void awaitReady(Process process, int port, Path folder) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var http = HttpClient.newHttpClient()) {
            while (!isReady(http, port)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("The server did not start; see " + folder.resolve("server.log"));
                }
                pause(LOOK);
            }
        }
    }

    private static boolean isReady(HttpClient http, int port) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// From the start of the script to the first 200 of `/readyz`.
    double readyAfterMs() {
        return readyAfterMs;
    }

    /// The project's folder.
    static Path home() {
        return Path.of(System.getProperty("bench.home")).toAbsolutePath();
    }

    Path folder() {
        return folder;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String secretKey() {
        return KEY;
    }

    long residentMegabytes() {
        return Machine.residentMegabytes(process.pid());
    }

    double cpuSeconds() {
        return Machine.cpuSeconds(process.pid());
    }

    double databaseCpuSeconds() {
        return Machine.cpuSecondsOfFamily(postmaster());
    }

    /// How the program's own PostgreSQL is entered.
    Login login() {
        return EmbeddedPostgres.findRunning(folder.resolve("data")).orElseThrow();
    }

    /// Its host, port and database.
    URI address() {
        return URI.create(login().jdbcUrl().replace("jdbc:", "").replaceAll("\\?.*", ""));
    }

    Connection connect() throws SQLException {
        var login = login();
        return DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password());
    }

    /// The number of the account whose key this is.
    long account() {
        return count("select min(id) from accounts");
    }

    /// One number out of the database.
    long count(String query) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Changes the database behind the server's back.
    ///
    /// @return how many rows
    long execute(String statement) {
        try (var connection = connect();
                var prepared = connection.createStatement()) {
            return prepared.executeLargeUpdate(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @throws IllegalStateException when it is refused
    Reply post(String path, String body) {
        return post(KEY, path, body);
    }

    /// @throws IllegalStateException when it is refused
    Reply post(String key, String path, String body) {
        return answered(request(key, path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "bench-" + System.nanoTime())
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /// @throws IllegalStateException when it is refused
    void delete(String path) {
        answered(request(KEY, path).DELETE().build());
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).header("Authorization", "Bearer " + key);
    }

    private Reply answered(HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + " was refused:\n" + answer.body());
            }
            return new Reply((Map<?, ?>) Json.read(answer.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path write(String name, String text) {
        return Wrk.write(folder.resolve(name), text);
    }

    /// What it runs on, and that its commits are durable.
    String described() {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select 'PostgreSQL ' || current_setting('server_version')
                            || ', fsync ' || current_setting('fsync')
                            || ', synchronous_commit ' || current_setting('synchronous_commit')
                            || ', full_page_writes ' || current_setting('full_page_writes')
                            || ', shared_buffers ' || current_setting('shared_buffers')
                        """)) {
            row.next();
            return row.getString(1) + "; yardstick: "
                    + Programs.output(folder, Map.of(), java.util.List.of("pgbench", "--version"))
                            .strip();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String memory() {
        return "\nMemory of the server's process after all this: " + residentMegabytes() + " MB resident.";
    }

    /// Stops it, gently, and removes its folder.
    @Override
    public void close() throws IOException {
        stop();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    void stop() {
        process.destroy();
        process.onExit().join();
        http.close();
    }

    private long postmaster() {
        try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("database"))) {
            var file = files.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(Files.readAllLines(file).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
