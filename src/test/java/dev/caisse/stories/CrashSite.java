package dev.caisse.stories;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.SandboxProcess;
import dev.caisse.ServerProcess;
import dev.caisse.TestServer;
import dev.caisse.Together;
import dev.caisse.operations.DebianPostgres;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.StatementProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/// The real program on a real PostgreSQL, each of which is killed and stands again at once: of servers some are kept
/// warm. All that they say to PostgreSQL passes the crash points.
final class CrashSite implements AutoCloseable {
    private static final int SPARES = 2;
    private static final String BANK = "bank";
    /// More than are held at once.
    private static final String CONNECTIONS = "16";

    private final CrashPoints points;
    private final DebianPostgres postgres = DebianPostgres.running(
            // Else each start after a kill flushes a thousand files one by one first.
            "-c", "recovery_init_sync_method=syncfs", "-c", "max_connections=200");
    private final Path folder = newFolder();
    private final Optional<StatementProxy> bankProxy;
    private final Optional<SandboxProcess> bank;
    private final NoticeBox notices = new NoticeBox();
    private final Queue<CompletableFuture<Node>> spares = new ArrayDeque<>();
    private Node node;

    enum Victim {
        SERVER,
        DATABASE
    }

    /// A server with its own way to PostgreSQL.
    private record Node(ServerProcess server, StatementProxy proxy) {
        void end() {
            server.kill();
            server.close();
            CrashSite.close(proxy);
        }
    }

    CrashSite(CrashPoints points, boolean hasSandboxElsewhere) {
        this.points = points;
        if (hasSandboxElsewhere) {
            try (var db = postgres.open("postgres")) {
                db.run("create database " + BANK);
            }
            var proxy = proxy();
            bankProxy = Optional.of(proxy);
            bank = Optional.of(SandboxProcess.on(
                    postgres.url(proxy.port(), BANK),
                    Map.of("CAISSE_PUBLIC_URL", notices.url(), "CAISSE_DATABASE_CONNECTIONS", CONNECTIONS)));
        } else {
            bankProxy = Optional.empty();
            bank = Optional.empty();
        }
        node = start();
        for (int i = 0; i < SPARES; i++) {
            spares.add(Together.soon(this::start));
        }
    }

    Client client() {
        return node.server().client();
    }

    /// What the sandbox tells, when it is a process of its own.
    NoticeBox notices() {
        return notices;
    }

    /// Where the server keeps its books; to be closed.
    Db books() {
        return postgres.open("postgres");
    }

    /// Where the sandbox keeps its own; to be closed.
    Db bankBooks() {
        return postgres.open(bank.isPresent() ? BANK : "postgres");
    }

    /// Kills in the middle of what is held at these points, and lets the rest go on.
    void kill(Victim victim, List<CrashPoints.Stop> stops) {
        if (victim == Victim.DATABASE) {
            // A server that is just starting would not survive it.
            spares.forEach(CompletableFuture::join);
        }
        stops.forEach(CrashPoints.Stop::goOnItsWay);
        switch (victim) {
            case SERVER -> node.server().kill();
            case DATABASE -> postgres.kill();
        }
        boolean bankLives = victim == Victim.SERVER && bank.isPresent();
        stops.forEach(stop -> stop.end(bankLives && stop.point().beat() == CrashPoints.Beat.CALL));
        switch (victim) {
            case SERVER -> {
                node.end();
                node = spares.remove().join();
                spares.add(Together.soon(this::start));
            }
            case DATABASE -> postgres.start();
        }
    }

    /// Not by `/readyz`, which counts the recovery that is kept waiting.
    void awaitAnswers() {
        Eventually.holds(() -> client().get("/v1/products?limit=1").status() == 200);
    }

    @Override
    public void close() {
        points.recovers(true);
        spares.forEach(spare -> spare.join().end());
        node.end();
        bank.ifPresent(SandboxProcess::close);
        bankProxy.ifPresent(CrashSite::close);
        postgres.close();
        notices.close();
        folder.toFile().delete();
    }

    private static void close(StatementProxy proxy) {
        try {
            proxy.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Node start() {
        var proxy = proxy();
        var variables = new HashMap<>(Map.of(
                "CAISSE_DATABASE_URL",
                postgres.url(proxy.port(), "postgres"),
                "CAISSE_DATABASE_CONNECTIONS",
                CONNECTIONS,
                "CAISSE_DATA_DIR",
                folder.toString(),
                "CAISSE_PUBLIC_URL",
                Purchase.PUBLIC_URL,
                // Longer than it takes to hold all that die of one kill.
                "CAISSE_CONNECTOR_TIMEOUT",
                "8",
                "CAISSE_VAULT_KEY",
                "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                "CAISSE_TEST_SECRET_KEY",
                TestServer.SECRET_KEY,
                "CAISSE_TEST_PUBLISHABLE_KEY",
                TestServer.PUBLISHABLE_KEY));
        bank.ifPresent(there -> variables.putAll(
                Map.of("CAISSE_SANDBOX_URL", there.url(), "CAISSE_SANDBOX_SECRET", SandboxProcess.SECRET)));
        return new Node(ServerProcess.start(variables), proxy);
    }

    private StatementProxy proxy() {
        try {
            return new StatementProxy(postgres.address(), points.watch());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("caisse-crash-site-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
