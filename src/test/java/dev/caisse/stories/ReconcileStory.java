package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Payments, captures, cancels, refunds and disputes on two nodes, one in ten with a fault at the bank, while now one
/// node and now the other is killed: in the end all books agree. `-Dcaisse.reconcile.payments=20000` makes it many.
class ReconcileStory {
    private static final int PAYMENTS = Integer.getInteger("caisse.reconcile.payments", 200);
    private static final int BUYERS = 32;
    private static final int LONGEST_LIFE_MS = PAYMENTS < 1000 ? 4000 : 60_000;
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final int STARTS = 5;
    private static final int TOLD_EVERY = 1000;
    private static final Set<Integer> LATER = Set.of(409, 429);

    private final long seed = Long.getLong("caisse.seed", System.nanoTime());
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private volatile List<Node> nodes;
    private volatile boolean isDone;

    /// A place on which one server after the other serves.
    private static final class Node implements AutoCloseable {
        private final Map<String, String> variables;
        private volatile ServerProcess server;

        Node(Map<String, String> variables) {
            this.variables = variables;
            this.server = ServerProcess.start(variables);
        }

        /// The key tells twins, so any node may be asked again.
        Reply post(String path, String body, Map<String, String> headers) {
            return server.client().post(path, body, headers);
        }

        void killAndStart() {
            server.kill();
            server.close();
            server = started(STARTS);
        }

        /// As a supervisor does, again when it ends instead of serving: the database may be too busy to let it in.
        private ServerProcess started(int tries) {
            try {
                return ServerProcess.start(variables);
            } catch (AssertionError e) {
                if (tries == 1 || !e.getMessage().contains("ended instead")) {
                    throw e;
                }
                return started(tries - 1);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Test
    void afterFaultsAndKillsAllBooksAgree() throws IOException {
        System.out.println("payments with -Dcaisse.seed=" + seed);
        var folder = Files.createTempDirectory("caisse-reconcile-");
        try (var database = TestDatabase.fresh();
                var first = new Node(variables(database, folder.toString()));
                var second = new Node(variables(database, folder.toString()))) {
            nodes = List.of(first, second);
            long startNanos = System.nanoTime();
            var load = Together.soon(() -> Together.run(BUYERS, _ -> buy()));
            int kills = killWhile(load);
            load.join();
            long seconds = secondsSince(startNanos);
            try {
                Eventually.holds(() -> untold(database) == 0);
            } catch (AssertionError e) {
                throw new AssertionError(stillOpen(database), e);
            }
            var compared = ServerProcess.run(variables(database, folder.toString()), "reconcile", "--under-way");
            System.out.printf(
                    "%d payments in %d s, %d faults, %d kills, %d requests cut off; after %d s: %s%n",
                    PAYMENTS,
                    seconds,
                    faults.get(),
                    kills,
                    cutOff.get(),
                    secondsSince(startNanos),
                    compared.output().strip());
            assertThat(compared.code())
                    .as(compared.output() + compared.errors())
                    .isZero();
            assertThat(kills).isPositive();
            assertThat(compared.output()).contains("all agree; 0 under way");
        } finally {
            isDone = true;
            folder.toFile().delete();
        }
    }

    private static Map<String, String> variables(TestDatabase database, String folder) {
        return TestServer.variables(
                database,
                Map.of(
                        "CAISSE_PORT", String.valueOf(ServerProcess.freePort()),
                        "CAISSE_DATA_DIR", folder,
                        "CAISSE_FEE", "2.9%+30",
                        "CAISSE_CONNECTOR_TIMEOUT", "1",
                        "CAISSE_VAULT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
    }

    /// One of the two at a time, and now and then both at once.
    private int killWhile(CompletableFuture<?> load) {
        var random = new Random(seed);
        int kills = 0;
        do {
            pause(1000 + random.nextInt(LONGEST_LIFE_MS));
            var victims = random.nextInt(6) == 0 ? nodes : List.of(nodes.get(random.nextInt(nodes.size())));
            Together.run(victims.size(), n -> {
                victims.get(n).killAndStart();
                return true;
            });
            kills += victims.size();
        } while (!load.isDone());
        return kills;
    }

    private int buy() {
        for (int n = next.getAndIncrement(); n < PAYMENTS && !isDone; n = next.getAndIncrement()) {
            buy(n, new Random(seed + n));
            if (n > 0 && n % TOLD_EVERY == 0) {
                System.out.println(n + " payments, " + cutOff.get() + " requests cut off");
            }
        }
        return 0;
    }

    private void buy(int n, Random random) {
        int amount = 100 + random.nextInt(9900);
        boolean isHeld = random.nextInt(4) == 0;
        var currency = random.nextInt(3) == 0 ? "eur" : "gbp";
        var paid = ask(
                "authorize",
                "/v1/payment_intents",
                """
                {"amount": %d, "currency": "%s", "confirm": true, "payment_method": "%s", "capture_method": "%s"}""".formatted(amount, currency, card(random), isHeld ? "manual" : "automatic"),
                "buy " + n,
                random);
        if (paid.status() != 200) {
            return;
        }
        var intent = paid.at("id");
        if (isHeld && random.nextInt(3) == 0) {
            ask("cancel", "/v1/payment_intents/" + intent + "/cancel", "{}", "cancel " + n, random);
        } else if (isHeld) {
            int taken = 1 + random.nextInt(amount);
            ask(
                    "capture",
                    "/v1/payment_intents/" + intent + "/capture",
                    "{\"amount_to_capture\": " + taken + "}",
                    "capture " + n,
                    random);
        }
        for (int refund = random.nextInt(3); refund > 0; refund--) {
            ask(
                    "refund",
                    "/v1/refunds",
                    "{\"payment_intent\": \"%s\", \"amount\": %d}".formatted(intent, 1 + random.nextInt(amount)),
                    "refund " + refund + " of " + n,
                    random);
        }
    }

    private static String card(Random random) {
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3 -> "pm_card_chargeDeclined";
            case 4, 5 -> "pm_card_pendingRefund";
            case 6, 7 -> "pm_card_refundFail";
            case 8 -> "pm_card_createDispute";
            case 9 -> "pm_card_createDisputeInquiry";
            case 10 -> "pm_card_bypassPending";
            default -> "pm_card_visa";
        };
    }

    /// Whoever is cut off asks again under the same key, wherever somebody listens.
    private Reply ask(String operation, String path, String body, String key, Random random) {
        boolean isFaulty = random.nextInt(10) == 0;
        // A cancel is sent until it is heard, and one that is always refused never is.
        boolean isSentAgain = operation.equals("cancel");
        var fault = switch (random.nextInt(isSentAgain ? 3 : 5)) {
            case 3 -> "refuse=" + operation;
            case 4 -> "timeout=" + operation;
            case 2 -> "lost-answer=" + operation;
            case 1 -> "late=" + operation + ":1500";
            default -> "latency=300ms";
        };
        var headers =
                isFaulty ? Map.of("Idempotency-Key", key, "Caisse-Sandbox", fault) : Map.of("Idempotency-Key", key);
        faults.addAndGet(isFaulty ? 1 : 0);
        int first = random.nextInt(2);
        long sinceNanos = System.nanoTime();
        var last = "nothing";
        for (int tries = 0; secondsSince(sinceNanos) < PATIENCE.toSeconds(); tries++) {
            try {
                var reply = nodes.get((first + tries) % nodes.size()).post(path, body, headers);
                if (reply.status() == 500) {
                    assertThat(reply.at("error.code"))
                            .as(key + ": " + reply.text())
                            .isEqualTo("outcome_unknown");
                }
                if (!LATER.contains(reply.status()) && reply.status() < 500) {
                    return reply;
                }
                last = reply.status() + reply.text();
            } catch (UncheckedIOException e) {
                last = e.getMessage();
                cutOff.incrementAndGet();
            }
            pause(500);
        }
        throw new AssertionError(key + " was never answered; at last: " + last);
    }

    /// What is open, and what test mode's bank has to say and has not said yet.
    private static long untold(TestDatabase database) {
        return database.db().one(row -> row.number("n"), """
                        select (select count(*) from attempts where outcome is null)
                             + (select count(*) from sandbox.odd_refunds)
                             + (select count(*) from sandbox.disputes where next_ms is not null and version = 0)
                             + (select count(*) from sandbox.disputes where told < version) as n
                        """).orElseThrow();
    }

    private static String stillOpen(TestDatabase database) {
        return String.join("\n", database.db().all(row -> row.text("what"), """
                select concat_ws(' ', 'attempt', id, whose, operation, purpose, rehearsal, last_answer) as what
                  from attempts where outcome is null
                union all select concat_ws(' ', 'refund', kind, turns_ms, tell_ms, tries) from sandbox.odd_refunds
                union all
                select concat_ws(' ', 'dispute', kind, standing, version, told, tell_ms, tries) from sandbox.disputes
                 where told < version or (next_ms is not null and version = 0)
                limit 50"""));
    }

    private static long secondsSince(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).toSeconds();
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
