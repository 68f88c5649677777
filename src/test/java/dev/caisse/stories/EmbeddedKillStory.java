package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestServer;
import dev.caisse.Together;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// `kill -9` of server, embedded PostgreSQL or both at any moment, while merchants create and payers pay: what
/// it left is adopted or replaced, what was answered is there afterwards, and nobody pays twice.
class EmbeddedKillStory {
    private static final int ROUNDS = 6;
    private static final int BUSY = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Random random = new Random(Long.getLong("caisse.seed", System.nanoTime()));
    private final Queue<String> products = new ConcurrentLinkedQueue<>();
    private volatile boolean isDone;
    private final Queue<Paid> paid = new ConcurrentLinkedQueue<>();
    private final List<String> allProducts = new ArrayList<>();
    private final List<Paid> allPaid = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /// A payment whose payer was sent on to the shop.
    private record Paid(String session, String intent) {}

    private enum Victim {
        SERVER,
        POSTGRES,
        BOTH
    }

    @Test
    void everyAnsweredWriteSurvivesAndNothingIsChargedTwice() throws IOException {
        var folder = Files.createTempDirectory("caisse-kill-");
        var server = start(folder);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                var victim = Victim.values()[round % Victim.values().length];
                server = killed(server, folder, victim);
                answeredWritesAreThere(server.client());
            }
            assertThat(faults).isEmpty();
            assertThat(allProducts.size()).isGreaterThan(ROUNDS);
            assertThat(allPaid.size()).isGreaterThan(ROUNDS);
            booksAgree(folder);
        } finally {
            server.close();
            delete(folder);
        }
    }

    private ServerProcess killed(ServerProcess server, Path folder, Victim victim) {
        var load = Together.soon(() -> Together.run(BUSY, _ -> useUntilCut(server.client())));
        pause(300 + random.nextInt(600));
        if (victim != Victim.SERVER) {
            ServerProcess.signal("KILL", postmaster(folder));
        }
        if (victim != Victim.POSTGRES) {
            server.kill();
            load.join();
            return start(folder);
        }
        pause(500);
        isDone = true;
        load.join();
        isDone = false;
        Eventually.holds(() -> server.client().get("/readyz").status() == 200);
        return server;
    }

    private int useUntilCut(Client client) {
        try {
            while (!isDone) {
                create(client);
                pay(client);
            }
        } catch (UncheckedIOException _) {
            // The server is gone; that is what this story is about.
        }
        return 0;
    }

    private void create(Client client) {
        var reply = client.post("/v1/products", "{\"name\": \"Tea\"}");
        if (isAnswered(reply)) {
            products.add(reply.at("id"));
        }
    }

    private void pay(Client client) {
        var session = client.newSession();
        if (!isAnswered(session)) {
            return;
        }
        var page = client.page(session.at("url"));
        if (page.status() == 200
                && client.submit(session.at("url"), page.text(), Map.of()).status() == 303) {
            paid.add(new Paid(session.at("id"), session.at("payment_intent")));
        }
    }

    /// Whether it was done; an honest "not now" or "nobody knows" is no fault.
    private boolean isAnswered(Reply reply) {
        boolean isHonest = reply.status() == 503 || reply.text().contains("outcome_unknown");
        if (reply.status() != 200 && !isHonest) {
            faults.add(reply.text());
        }
        return reply.status() == 200;
    }

    /// Through the server, what this round brought; all of it together is counted in the end.
    private void answeredWritesAreThere(Client client) {
        var made = drained(products, allProducts);
        assertThat(made.stream().filter(id -> client.get("/v1/products/" + id).status() != 200))
                .isEmpty();
        assertThat(drained(paid, allPaid).stream().filter(payment -> !isPaid(client, payment)))
                .isEmpty();
    }

    private static <T> List<T> drained(Queue<T> fresh, List<T> all) {
        var drained = List.copyOf(fresh);
        fresh.clear();
        all.addAll(drained);
        return drained;
    }

    private static boolean isPaid(Client client, Paid payment) {
        return "paid"
                .equals(client.get("/v1/checkout/sessions/" + payment.session()).at("payment_status"));
    }

    private void booksAgree(Path folder) {
        var login = EmbeddedPostgres.findRunning(folder).orElseThrow();
        try (var db = Db.open(login.jdbcUrl(), login.user(), login.password(), 1, PATIENCE)) {
            Books.agree(db, db);
            allPaid.forEach(payment ->
                    assertThat(count(db, """
                    select count(*) as n from charges c
                      join attempts a on a.id = c.attempt_id and a.outcome = 'approved'
                      join sandbox.book b on b.reference = a.reference and b.moved = c.captured
                     where c.intent_id = ? and c.captured = 2500
                    """, number(payment.intent()))).isEqualTo(1));
        }
    }

    private static ServerProcess start(Path folder) {
        return ServerProcess.start(Map.of(
                "CAISSE_CONNECTOR_TIMEOUT",
                "2",
                "CAISSE_DATA_DIR",
                folder.toString(),
                "CAISSE_TEST_SECRET_KEY",
                TestServer.SECRET_KEY,
                "CAISSE_TEST_PUBLISHABLE_KEY",
                TestServer.PUBLISHABLE_KEY));
    }

    private static long postmaster(Path folder) {
        try (var paths = Files.walk(folder.resolve("database"))) {
            var file = paths.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(Files.readAllLines(file).getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(Db db, String sql, Object... values) {
        return db.one(row -> row.number("n"), sql, values).orElseThrow();
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('_') + 1));
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
