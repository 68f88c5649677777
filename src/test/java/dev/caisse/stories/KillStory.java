package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.ServerProcess;
import dev.caisse.TestServer;
import dev.caisse.Together;
import dev.caisse.operations.DebianPostgres;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.stories.Purchase.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Two hundred times `kill -9` of one of three servers, or of their PostgreSQL, at any moment, while others go on and
/// each payment takes its time at the bank: what was answered is there afterwards, and nobody pays twice.
class KillStory {
    private static final int KILLS = 200;
    private static final int LEFT_OPEN_AT_LEAST = 50;
    private static final int NODES = 3;
    private static final int BUYERS = 6;
    private static final int FINISHERS = 16;
    private static final int STEPS = 5;
    private static final int MOST_MS = 400;
    private static final int TRIES = 3;
    private static final String LATENCY = "latency=300ms";
    private static final List<Kind> KINDS =
            List.of(Kind.CONFIRM, Kind.HOLD, Kind.PAGE, Kind.CHALLENGE, Kind.REFUND, Kind.SETUP);

    private final long seed = Long.getLong("caisse.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Queue<Purchase> purchases = new ConcurrentLinkedQueue<>();
    private final Queue<Purchase> unfinished = new ConcurrentLinkedQueue<>();
    private final Queue<Long> products = new ConcurrentLinkedQueue<>();
    private final Map<Purchase, Stay> underWay = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private volatile boolean isDone;

    /// A server that is started again whenever it has died, at the same address.
    private static final class Node {
        private final Map<String, String> variables;
        private volatile CompletableFuture<ServerProcess> server;

        Node(Map<String, String> variables) {
            this.variables = variables;
            start();
        }

        void start() {
            server = Together.soon(this::serving);
        }

        boolean isUp() {
            return server.isDone();
        }

        Client client() {
            return new Client("http://127.0.0.1:" + variables.get("CAISSE_PORT"), TestServer.SECRET_KEY);
        }

        void kill() {
            var dying = server.join();
            dying.kill();
            dying.close();
        }

        /// At the end of all, also when it never stood up again.
        void end() {
            server.handle((process, _) -> Optional.ofNullable(process)).join().ifPresent(_ -> kill());
        }

        /// A start in the moment in which PostgreSQL is killed fails, and is tried again.
        private ServerProcess serving() {
            for (int tries = 1; ; tries++) {
                var process = ServerProcess.launch(variables);
                try {
                    process.awaitReady();
                    return process;
                } catch (AssertionError e) {
                    process.kill();
                    process.close();
                    if (tries == KILLS) {
                        throw e;
                    }
                }
            }
        }
    }

    /// Somebody's try to buy something at one server.
    ///
    /// @param firstId smaller than those of all that is begun meanwhile
    private record Stay(Node node, long firstId) {}

    @Test
    void everyAnsweredWriteSurvivesAndNothingIsChargedTwice() throws IOException {
        System.out.println("kills with -Dcaisse.seed=" + seed);
        var postgres = DebianPostgres.running("-c", "recovery_init_sync_method=syncfs", "-c", "max_connections=200");
        var folder = Files.createTempDirectory("caisse-kill-");
        var nodes = new ArrayList<Node>();
        try {
            for (int i = 0; i < NODES; i++) {
                nodes.add(new Node(variables(postgres, folder)));
            }
            nodes.forEach(node -> node.server.join());
            var load = Together.soon(() -> Together.run(BUYERS, _ -> buyUntilDone(nodes)));
            int leavingOpen = killAll(postgres, nodes, load);
            isDone = true;
            load.join();
            nodes.forEach(node -> node.server.join());
            Together.run(FINISHERS, _ -> finish(nodes));
            System.out.printf(
                    "%d kills, %d of which left an attempt open; %d purchases, %d products%n",
                    KILLS, leavingOpen, purchases.size(), products.size());
            assertThat(leavingOpen).isGreaterThanOrEqualTo(LEFT_OPEN_AT_LEAST);
            booksAgree(postgres);
        } finally {
            isDone = true;
            nodes.forEach(Node::end);
            postgres.close();
            folder.toFile().delete();
        }
    }

    /// @return how many kills left an attempt of their victim open
    private int killAll(DebianPostgres postgres, List<Node> nodes, CompletableFuture<?> load) {
        int leavingOpen = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            if (load.isDone()) {
                load.join();
            }
            if (random.nextBoolean()) {
                pause(random.nextInt(MOST_MS));
                postgres.kill();
                postgres.start();
            } else {
                leavingOpen += leavesOpen(postgres, oneThatIsUp(nodes, random), load) ? 1 : 0;
            }
        }
        return leavingOpen;
    }

    private static Node oneThatIsUp(List<Node> nodes, Random random) {
        Eventually.holds(() -> nodes.stream().anyMatch(Node::isUp));
        var up = nodes.stream().filter(Node::isUp).toList();
        return up.isEmpty() ? oneThatIsUp(nodes, random) : up.get(random.nextInt(up.size()));
    }

    /// Kills a server at a random moment around a call; says whether that left an attempt of its own open.
    private boolean leavesOpen(DebianPostgres postgres, Node victim, CompletableFuture<?> load) {
        try (var db = postgres.open("postgres")) {
            Eventually.holds(
                    () -> load.isDone() || !open(db, underWayAt(victim)).isEmpty());
            pause(random.nextInt(MOST_MS));
            var dying = underWayAt(victim);
            victim.kill();
            boolean isLeftOpen = !open(db, dying).isEmpty();
            victim.start();
            return isLeftOpen;
        }
    }

    /// What is being bought there, and the first id that may be its own there.
    private Map<String, Long> underWayAt(Node node) {
        return underWay.entrySet().stream()
                .filter(purchase -> purchase.getValue().node() == node)
                .collect(Collectors.toMap(
                        purchase -> purchase.getKey().name(),
                        purchase -> purchase.getValue().firstId()));
    }

    /// The open attempts among these purchases that were begun at their server.
    private static List<Long> open(Db db, Map<String, Long> purchases) {
        return db
                .all(row -> Map.entry(row.number("id"), row.text("purchase")), """
                        select a.id, i.metadata->>'purchase' as purchase
                          from attempts a join payment_intents i on i.id = a.intent_id
                         where a.outcome is null and i.metadata->>'purchase' = any (?)
                        """, List.copyOf(purchases.keySet()))
                .stream()
                .filter(attempt -> attempt.getKey() >= purchases.get(attempt.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Now something new, now what could not be finished before.
    private int buyUntilDone(List<Node> nodes) {
        while (!isDone) {
            var old = ThreadLocalRandom.current().nextBoolean() ? unfinished.poll() : null;
            var purchase = old == null ? somethingNew() : old;
            if (!isBought(purchase, nodes)) {
                unfinished.add(purchase);
            }
        }
        return 0;
    }

    private Purchase somethingNew() {
        var kind = KINDS.get(ThreadLocalRandom.current().nextInt(KINDS.size()));
        var purchase = new Purchase(kind, "purchase " + names.incrementAndGet(), LATENCY);
        purchases.add(purchase);
        return purchase;
    }

    /// Whoever is cut off goes to another server, for a while.
    private boolean isBought(Purchase purchase, List<Node> nodes) {
        boolean isBought = false;
        for (int tries = 0; !isBought && tries < TRIES; tries++) {
            isBought = isBought(purchase, oneThatIsUp(nodes, ThreadLocalRandom.current()));
        }
        return isBought;
    }

    /// Tries for a while, at a server that may die meanwhile.
    private boolean isBought(Purchase purchase, Node node) {
        underWay.put(purchase, new Stay(node, Snowflake.firstAt(System.currentTimeMillis())));
        try {
            create(node.client());
            for (int step = 0; step < STEPS; step++) {
                if (purchase.isOver(node.client())) {
                    return true;
                }
            }
        } catch (UncheckedIOException _) {
            pause(50);
        } finally {
            underWay.remove(purchase);
        }
        return false;
    }

    private void create(Client client) {
        var reply = client.post("/v1/products", "{\"name\": \"Tea\"}");
        if (reply.status() == 200) {
            products.add(Long.parseLong(reply.at("id").replaceFirst(".*_", "")));
        }
    }

    /// Whoever was cut off asks again, until all is paid.
    private int finish(List<Node> nodes) {
        for (var purchase = unfinished.poll(); purchase != null; purchase = unfinished.poll()) {
            var one = purchase;
            var node = nodes.get(Math.floorMod(one.name().hashCode(), NODES));
            Eventually.holds(() -> one.isOver(node.client()));
        }
        return 0;
    }

    private void booksAgree(DebianPostgres postgres) {
        try (Db db = postgres.open("postgres")) {
            Books.agree(db, db);
            Books.haveEachOnce(db, List.copyOf(purchases), "succeeded");
            assertThat(db.all(row -> row.number("id"), "select id from products"))
                    .containsAll(products);
        }
    }

    private static Map<String, String> variables(DebianPostgres postgres, Path folder) {
        return Map.of(
                "CAISSE_PORT",
                String.valueOf(ServerProcess.freePort()),
                "CAISSE_DATABASE_URL",
                postgres.url(),
                "CAISSE_DATABASE_CONNECTIONS",
                "10",
                "CAISSE_DATA_DIR",
                folder.toString(),
                "CAISSE_PUBLIC_URL",
                Purchase.PUBLIC_URL,
                "CAISSE_CONNECTOR_TIMEOUT",
                "2",
                "CAISSE_VAULT_KEY",
                "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                "CAISSE_TEST_SECRET_KEY",
                TestServer.SECRET_KEY,
                "CAISSE_TEST_PUBLISHABLE_KEY",
                TestServer.PUBLISHABLE_KEY);
    }

    private static void pause(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
