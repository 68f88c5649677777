package dev.caisse;

import java.util.Map;

/// One node of the real program in this JVM, on a database and a clock of the caller's.
public final class TestNode implements AutoCloseable {
    private final App app;

    private TestNode(App app) {
        this.app = app;
    }

    public static TestNode start(Map<String, String> variables, SettableClock clock) {
        return new TestNode(App.start(Settings.read(variables), clock, _ -> {}));
    }

    public String url() {
        return app.url();
    }

    public int port() {
        return app.port();
    }

    @Override
    public void close() {
        app.close();
    }
}
