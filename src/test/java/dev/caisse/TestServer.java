package dev.caisse;

import dev.caisse.platform.db.Db;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The whole server in this JVM, on a database and a port of its own, with a clock that a test can set forward.
public final class TestServer implements AutoCloseable {
    public static final String SECRET_KEY = "sk_test_abcdefghijklmnopqrstuvwx";
    public static final String PUBLISHABLE_KEY = "pk_test_abcdefghijklmnopqrstuvwx";

    private final TestDatabase database;
    private final SettableClock clock = new SettableClock();
    private final App app;
    private final Path folder;

    private TestServer(TestDatabase database, Map<String, String> variables) {
        this.database = database;
        this.folder = Path.of(variables.get("CAISSE_DATA_DIR"));
        this.app = App.start(Settings.read(variables), clock, _ -> {});
    }

    /// Another node on the same database, with a memory of its own; to be closed first.
    public Node beside() {
        return beside(Map.of());
    }

    /// The same with more variables.
    public Node beside(Map<String, String> more) {
        var variables = variables(database, Map.of("CAISSE_DATA_DIR", folder.toString()));
        variables.putAll(more);
        var node = App.start(Settings.read(variables), clock, _ -> {});
        return new Node(node::close, node.url());
    }

    /// A second node.
    public record Node(Runnable stop, String url) implements AutoCloseable {
        @Override
        public void close() {
            stop.run();
        }
    }

    public static TestServer start() {
        return start(Map.of());
    }

    /// @param variables added to, or instead of, those every test server has
    public static TestServer start(Map<String, String> variables) {
        var database = TestDatabase.fresh();
        return new TestServer(database, variables(database, variables));
    }

    /// The settings of a server on a database, for another process too.
    public static Map<String, String> variables(TestDatabase database, Map<String, String> more) {
        var variables = new HashMap<>(Map.of(
                "CAISSE_PORT",
                "0",
                "CAISSE_DATABASE_URL",
                database.loginUrl(),
                "CAISSE_DATABASE_CONNECTIONS",
                "8",
                "CAISSE_DATA_DIR",
                folder().toString(),
                "CAISSE_TEST_SECRET_KEY",
                SECRET_KEY,
                "CAISSE_TEST_PUBLISHABLE_KEY",
                PUBLISHABLE_KEY));
        variables.putAll(more);
        return variables;
    }

    /// Asks with the first account's secret key.
    public Client client() {
        return new Client(url(), SECRET_KEY);
    }

    public String url() {
        return app.url();
    }

    public Db db() {
        return database.db();
    }

    public TestDatabase database() {
        return database;
    }

    public SettableClock clock() {
        return clock;
    }

    /// Sets the clock forward and waits until the server makes ids by the new time.
    public void advance(Duration byHowMuch) {
        clock.advance(byHowMuch);
        Eventually.holds(() -> client().get("/readyz").status() == 200);
    }

    @Override
    public void close() {
        app.close();
        database.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("caisse-test-server-");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
