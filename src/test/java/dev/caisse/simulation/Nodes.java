package dev.caisse.simulation;

import dev.caisse.Eventually;
import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.TestNode;
import dev.caisse.TestServer;
import dev.caisse.platform.db.GroupCommit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Two nodes of the real program on one real database, under one clock that only the simulation moves forward fast.
/// Each can be killed at any moment and is then started anew.
final class Nodes implements AutoCloseable {
    static final int COUNT = 2;

    /// Of all in this process: what was cut once gets no connection any more.
    private static final AtomicInteger STARTED = new AtomicInteger();

    /// Much longer than anything takes on a machine that is busy with other things: who waits for no bank is not late.
    static final Duration CONNECTOR_TIMEOUT = Duration.ofSeconds(30);

    /// As long a node waits until something is written, in real time.
    static final Duration COMMIT_PATIENCE = GroupCommit.Limits.USUAL.patience();

    private final TestDatabase database = TestDatabase.fresh();
    private final SettableClock clock = new SettableClock();
    private final Path folder = newFolder();
    private final Map<String, String> variables = TestServer.variables(
            database,
            Map.of(
                    "CAISSE_DATA_DIR",
                    folder.toString(),
                    "CAISSE_TRUSTED_PROXIES",
                    "127.0.0.1",
                    "CAISSE_DATABASE_CONNECTIONS",
                    "12",
                    "CAISSE_CONNECTOR_TIMEOUT",
                    Long.toString(CONNECTOR_TIMEOUT.toSeconds())));
    private final List<Running> running = new ArrayList<>();
    private final Set<Integer> alive = ConcurrentHashMap.newKeySet();

    private record Running(String name, TestNode node, Wire wire) {}

    Nodes() {
        for (int i = 0; i < COUNT; i++) {
            running.add(started());
            alive.add(i);
        }
    }

    TestDatabase database() {
        return database;
    }

    SettableClock clock() {
        return clock;
    }

    synchronized Wire wire(int node) {
        return running.get(node).wire();
    }

    /// Cut off from its database and from whoever asks it, at one moment; what it was doing ends where it was.
    synchronized void kill(int node) {
        alive.remove(node);
        var dead = running.get(node);
        CutSockets.cut(dead.name());
        dead.wire().close();
        Thread.ofVirtual().start(dead.node()::close);
    }

    /// Another in its place, with an empty memory.
    synchronized void revive(int node) {
        running.set(node, started());
        alive.add(node);
    }

    /// All workers and leases follow before this returns.
    void advance(Duration byHowMuch) {
        clock.advance(byHowMuch);
        awaitReady();
    }

    boolean isAlive(int node) {
        return alive.contains(node);
    }

    void awaitReady() {
        for (int i = 0; i < COUNT; i++) {
            int node = i;
            Eventually.holds(() -> !isAlive(node) || wire(node).get("/readyz").status() == 200);
        }
    }

    @Override
    public void close() {
        running.forEach(node -> {
            node.wire().close();
            node.node().close();
        });
        database.close();
        delete(folder);
    }

    private Running started() {
        var name = "node" + STARTED.incrementAndGet();
        var own = new HashMap<>(variables);
        own.computeIfPresent(
                "CAISSE_DATABASE_URL", (_, url) -> url + (url.contains("?") ? "&" : "?") + CutSockets.option(name));
        var node = TestNode.start(own, clock);
        return new Running(name, node, new Wire(node.port(), TestServer.SECRET_KEY));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("caisse-simulation-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
