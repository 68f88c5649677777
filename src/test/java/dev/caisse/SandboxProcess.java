package dev.caisse;

import dev.caisse.platform.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `./caisse sandbox` as a process that a test starts, kills and starts again, on a database and a port of its own.
public final class SandboxProcess implements AutoCloseable {
    public static final String SECRET = "a-secret-of-both-processes";
    private static final Path LOG =
            Path.of("target", "sandbox-process-" + System.getProperty("surefire.forkNumber", "0") + ".log");

    private final Optional<TestDatabase> database;
    private final int port = HttpServer.freePort("127.0.0.1");
    private final Map<String, String> variables;
    private Process process;

    private SandboxProcess(Optional<TestDatabase> database, String databaseUrl, Map<String, String> more) {
        this.database = database;
        variables = new HashMap<>(Map.of(
                "CAISSE_DATABASE_URL",
                databaseUrl,
                "CAISSE_DATABASE_CONNECTIONS",
                "8",
                "CAISSE_SANDBOX_PORT",
                Integer.toString(port),
                "CAISSE_SANDBOX_SECRET",
                SECRET));
        variables.putAll(more);
    }

    /// Started, and ready.
    ///
    /// @param more such as CAISSE_PUBLIC_URL, where its notices go
    public static SandboxProcess start(Map<String, String> more) {
        var database = TestDatabase.blank();
        return started(new SandboxProcess(Optional.of(database), database.loginUrl(), more));
    }

    /// As [#start], on a database of the caller's.
    public static SandboxProcess on(String databaseUrl, Map<String, String> more) {
        return started(new SandboxProcess(Optional.empty(), databaseUrl, more));
    }

    private static SandboxProcess started(SandboxProcess sandbox) {
        sandbox.start();
        return sandbox;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /// Its book, when it was started with one of its own.
    public TestDatabase database() {
        return database.orElseThrow();
    }

    public void start() {
        try {
            var builder = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.caisse.Main",
                    "sandbox"));
            builder.environment().keySet().removeIf(name -> name.startsWith("CAISSE_"));
            builder.environment().putAll(variables);
            process = builder.redirectErrorStream(true)
                    .redirectOutput(LOG.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Eventually.holds(this::isReady);
    }

    /// As the machine does when it loses power.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
        database.ifPresent(TestDatabase::close);
    }

    private boolean isReady() {
        if (!process.isAlive()) {
            throw new AssertionError("the sandbox ended by itself: see " + LOG);
        }
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url() + "/healthz")).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
