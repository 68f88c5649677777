package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import dev.caisse.Together;
import dev.caisse.webhooks.Hooks;
import dev.caisse.webhooks.Receiver;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two nodes, one of which is killed again and again while events happen: each event arrives, and none more often than
/// kills can explain.
@Timeout(900)
class KilledNodesStory {
    /// `-Dcaisse.webhooks.events=100000` for a long run.
    private static final int EVENTS = Integer.getInteger("caisse.webhooks.events", 3000);

    private static final int KILLS = Integer.getInteger("caisse.webhooks.kills", 3);
    private static final long SEED = Long.getLong("caisse.seed", System.nanoTime());
    private static final int RACERS = 8;
    private static final Map<String, String> VAULT_KEY =
            Map.of("CAISSE_VAULT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");

    private final AtomicReferenceArray<ServerProcess> nodes = new AtomicReferenceArray<>(2);
    private final AtomicInteger happened = new AtomicInteger();
    private TestDatabase database;

    @Test
    void eachEventArrivesAndDuplicatesAreNoMoreThanWereUnderWayAtTheKills() throws InterruptedException {
        database = TestDatabase.blank();
        try (var receiver = Receiver.answering((_, out) -> {
            Thread.sleep(3);
            Receiver.write(out, "200 OK", "");
        })) {
            nodes.set(0, ServerProcess.start(TestServer.variables(database, VAULT_KEY)));
            nodes.set(1, ServerProcess.start(TestServer.variables(database, VAULT_KEY)));
            Hooks.at(nodes.get(0).client(), receiver.url(), "product.created");
            var merchants = merchants();
            long underWay = killAgainAndAgain(new Random(SEED));
            merchants.join();
            var events = new HashSet<>(database.db()
                    .all(row -> "evt_" + row.number("id"), "select id from events where type = 'product.created'"));
            assertThat(events).hasSizeGreaterThanOrEqualTo(EVENTS);
            Eventually.holds(() -> receiver.events().containsAll(events));
            Eventually.holds(() -> count("select count(*) as n from deliveries_due") == 0);
            assertThat(receiver.events()).isEqualTo(events);
            long duplicates = receiver.count() - events.size();
            System.out.printf(
                    "%d events, %d kills, %d under way at them, %d duplicates%n",
                    events.size(), KILLS, underWay, duplicates);
            assertThat(duplicates).isLessThanOrEqualTo(underWay);
            assertThat(count("select count(*) as n from deliveries_ended where state = 'succeeded'"))
                    .isEqualTo(events.size());
        } finally {
            List.of(nodes.get(0), nodes.get(1)).forEach(ServerProcess::close);
            database.close();
        }
    }

    /// @return how many deliveries had been claimed and not recorded when a node was killed, summed up
    private long killAgainAndAgain(Random random) throws InterruptedException {
        long underWay = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            int due = EVENTS * kill / (KILLS + 1) + random.nextInt(Math.max(1, EVENTS / 20));
            Eventually.holds(() -> happened.get() >= due);
            int victim = random.nextInt(2);
            nodes.get(victim).kill();
            underWay +=
                    count("select count(*) as n from deliveries_due where due_ms > " + (System.currentTimeMillis()));
            nodes.set(victim, ServerProcess.start(TestServer.variables(database, VAULT_KEY)));
        }
        return underWay;
    }

    private CompletableFuture<Object> merchants() {
        return Together.soon(() -> {
            Together.run(RACERS, racer -> {
                while (happened.get() < EVENTS) {
                    happen(nodes.get(racer % 2).client());
                }
                return null;
            });
            return null;
        });
    }

    /// Through a node that may be killed at any moment; what was not answered may have happened all the same.
    private void happen(Client client) {
        try {
            if (client.post("/v1/products", "{\"name\": \"Tea\"}").status() == 200) {
                happened.incrementAndGet();
            }
        } catch (UncheckedIOException _) {
            Thread.onSpinWait();
        }
    }

    private long count(String sql) {
        return database.db().one(row -> row.number("n"), sql).orElseThrow();
    }
}
