package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Payments, captures, cancels and refunds, one in ten with a fault at the bank, while the server is killed again and
/// again: in the end all books agree. `-Dcaisse.reconcile.payments=20000` makes it many.
class ReconcileStory {
    private static final int PAYMENTS = Integer.getInteger("caisse.reconcile.payments", 200);
    private static final int BUYERS = 12;
    private static final int TRIES = 4;
    private static final int LONGEST_LIFE_MS = PAYMENTS < 1000 ? 6000 : 45_000;
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final List<String> OPERATIONS = List.of("authorize", "capture", "cancel", "refund");

    private final long seed = Long.getLong("caisse.seed", System.nanoTime());
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private volatile ServerProcess server;
    private volatile Client client;
    private volatile boolean isDone;

    @Test
    void afterFaultsAndKillsAllBooksAgree() throws IOException {
        System.out.println("payments with -Dcaisse.seed=" + seed);
        var folder = Files.createTempDirectory("caisse-reconcile-");
        try (var database = TestDatabase.fresh()) {
            var variables = TestServer.variables(
                    database,
                    Map.of(
                            "CAISSE_PORT", String.valueOf(ServerProcess.freePort()),
                            "CAISSE_DATA_DIR", folder.toString(),
                            "CAISSE_FEE", "2.9%+30",
                            "CAISSE_CONNECTOR_TIMEOUT", "1",
                            "CAISSE_VAULT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
            server = ServerProcess.start(variables);
            client = server.client();
            long startNanos = System.nanoTime();
            var load = Together.soon(() -> Together.run(BUYERS, _ -> buy()));
            int kills = killWhile(load, variables);
            load.join();
            long seconds = (System.nanoTime() - startNanos) / 1_000_000_000L;
            Eventually.holds(PATIENCE, () -> open(database) == 0);
            var compared = ServerProcess.run(variables, "reconcile");
            System.out.printf(
                    "%d payments in %d s, %d faults, %d kills, %d requests cut off; after %d s: %s%n",
                    PAYMENTS,
                    seconds,
                    faults.get(),
                    kills,
                    cutOff.get(),
                    (System.nanoTime() - startNanos) / 1_000_000_000L,
                    compared.output().strip());
            assertThat(compared.code())
                    .as(compared.output() + compared.errors())
                    .isZero();
            assertThat(kills).isPositive();
            assertThat(compared.output()).contains("all agree");
        } finally {
            isDone = true;
            server.close();
            folder.toFile().delete();
        }
    }

    private int killWhile(CompletableFuture<?> load, Map<String, String> variables) {
        var random = new Random(seed);
        int kills = 0;
        do {
            pause(1000 + random.nextInt(LONGEST_LIFE_MS));
            server.kill();
            server.close();
            server = ServerProcess.start(variables);
            kills++;
        } while (!load.isDone());
        return kills;
    }

    private int buy() {
        for (int n = next.getAndIncrement(); n < PAYMENTS && !isDone; n = next.getAndIncrement()) {
            buy(n, new Random(seed + n));
        }
        return 0;
    }

    private void buy(int n, Random random) {
        int amount = 100 + random.nextInt(9900);
        boolean isHeld = random.nextInt(4) == 0;
        var card = random.nextInt(10) == 0 ? "pm_card_chargeDeclined" : "pm_card_visa";
        var currency = random.nextInt(3) == 0 ? "eur" : "gbp";
        var paid = ask(
                "/v1/payment_intents",
                """
                {"amount": %d, "currency": "%s", "confirm": true, "payment_method": "%s", "capture_method": "%s"}""".formatted(amount, currency, card, isHeld ? "manual" : "automatic"),
                "buy " + n,
                random);
        if (paid == null || paid.status() != 200) {
            return;
        }
        var intent = paid.at("id");
        if (isHeld && random.nextInt(3) == 0) {
            ask("/v1/payment_intents/" + intent + "/cancel", "{}", "cancel " + n, random);
        } else if (isHeld) {
            int taken = 1 + random.nextInt(amount);
            ask(
                    "/v1/payment_intents/" + intent + "/capture",
                    "{\"amount_to_capture\": " + taken + "}",
                    "capture " + n,
                    random);
        }
        for (int refund = random.nextInt(3); refund > 0; refund--) {
            ask(
                    "/v1/refunds",
                    "{\"payment_intent\": \"%s\", \"amount\": %d}".formatted(intent, 1 + random.nextInt(amount)),
                    "refund " + refund + " of " + n,
                    random);
        }
    }

    /// Whoever is cut off asks again under the same key.
    private Reply ask(String path, String body, String key, Random random) {
        boolean isFaulty = random.nextInt(10) == 0;
        var operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        var fault = switch (random.nextInt(5)) {
            case 0 -> "refuse=" + operation;
            case 1 -> "timeout=" + operation;
            case 2 -> "lost-answer=" + operation;
            case 3 -> "late=" + operation + ":1500";
            default -> "latency=300ms";
        };
        var headers =
                isFaulty ? Map.of("Idempotency-Key", key, "Caisse-Sandbox", fault) : Map.of("Idempotency-Key", key);
        faults.addAndGet(isFaulty ? 1 : 0);
        for (int tries = 0; tries < TRIES; tries++) {
            try {
                var reply = client.post(path, body, headers);
                assertThat(reply.status()).as(reply.text()).isNotEqualTo(500);
                return reply;
            } catch (UncheckedIOException _) {
                cutOff.incrementAndGet();
                pause(2000);
            }
        }
        return null;
    }

    private static long open(TestDatabase database) {
        return database.db()
                .one(row -> row.number("n"), "select count(*) as n from attempts where outcome is null")
                .orElseThrow();
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
