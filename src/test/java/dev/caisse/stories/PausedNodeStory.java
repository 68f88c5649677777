package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import dev.caisse.Together;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A node that is stopped in the middle of its work (`kill -STOP`, as a frozen virtual machine is) for longer than its
/// leases, while another takes its number and its lookups, and that then wakes up and believes for a moment that all is
/// as it was.
class PausedNodeStory {
    private static final int SPARE_NUMBER = 900;
    private static final int PAYMENTS = 3;

    private final Queue<Long> ofPaused = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean isDone;

    @Test
    void noIdRepeatsAndEveryPaymentHasOneEnd() {
        try (var database = TestDatabase.fresh();
                var paused = ServerProcess.start(variables(database))) {
            int number = takeAllOtherNumbers(database);
            var payments = Together.run(PAYMENTS, _ -> pay(paused));
            var load = Together.soon(() -> Together.run(4, _ -> createUntilDone(paused)));
            Eventually.holds(() -> lookedUpNow(database) == PAYMENTS);
            ServerProcess.signal("STOP", paused.pid());
            try {
                long usedUpMs = whenItsNumberIsFree(database, number);
                try (var other = ServerProcess.start(variables(database))) {
                    var ofOther = takesOver(other, payments);
                    ServerProcess.signal("CONT", paused.pid());
                    wakesUp(database, paused);
                    isDone = true;
                    load.join();
                    theNumberWasUsedByOneAfterTheOther(number, usedUpMs, ofOther);
                    everyPaymentHasOneEnd(database, other, payments);
                    assertThat(paused.errors() + other.errors()).doesNotContain("ALARM");
                }
            } finally {
                isDone = true;
                ServerProcess.signal("CONT", paused.pid());
            }
            assertThat(faults).isEmpty();
        }
    }

    private static Map<String, String> variables(TestDatabase database) {
        var variables = new HashMap<>(TestServer.variables(database, Map.of("CAISSE_CONNECTOR_TIMEOUT", "3")));
        variables.put("CAISSE_VAULT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        return variables;
    }

    /// So that whoever comes next can only have this one.
    private static int takeAllOtherNumbers(TestDatabase database) {
        database.db()
                .run("update nodes set holder = 'another', until = now() + interval '1 hour' where holder is null");
        return database.db()
                .one(row -> row.integer("node"), "select node from nodes where holder <> 'another'")
                .orElseThrow();
    }

    /// The bank does it and answers nothing, and takes its time for every lookup.
    private static Reply pay(ServerProcess server) {
        var intent = server.client()
                .post("/v1/payment_intents", """
                {"amount": 1200, "currency": "usd", "confirm": true, "payment_method": "pm_card_visa"}""", Map.of("Caisse-Sandbox", "lost-answer=authorize latency=2000"));
        assertThat(intent.at("status")).isEqualTo("processing");
        return intent;
    }

    private int createUntilDone(ServerProcess server) {
        while (!isDone) {
            try {
                create(server, ofPaused);
            } catch (UncheckedIOException _) {
                // It does not answer while it is stopped.
            }
        }
        return 0;
    }

    private void create(ServerProcess server, Queue<Long> ids) {
        var reply = server.client().post("/v1/products", "{\"name\": \"Tea\"}");
        if (reply.status() == 200) {
            ids.add(Prefix.PRODUCT.read(reply.at("id")).orElseThrow());
        } else if (reply.status() != 503 && !reply.text().contains("outcome_unknown")) {
            faults.add(reply.text());
        }
    }

    /// How many attempts recovery has claimed and not let go.
    private static long lookedUpNow(TestDatabase database) {
        return count(
                database,
                "select count(*) as n from attempts where outcome is null and look_ms > ?",
                System.currentTimeMillis() + 9_000);
    }

    /// @return the last millisecond of which its ids may be
    private static long whenItsNumberIsFree(TestDatabase database, int number) {
        Eventually.holds(() -> count(
                        database,
                        "select count(*) as n from nodes where node = ? and until <= now() and highest_ms < ?",
                        number,
                        System.currentTimeMillis())
                == 1);
        return count(database, "select highest_ms as n from nodes where node = ?", number);
    }

    private Queue<Long> takesOver(ServerProcess other, List<Reply> payments) {
        Eventually.holds(() ->
                payments.stream().allMatch(payment -> status(other, payment).equals("succeeded")));
        var ids = new ConcurrentLinkedQueue<Long>();
        IntStream.range(0, 200).forEach(_ -> create(other, ids));
        return ids;
    }

    /// It makes no ids until it has a number of its own again.
    private void wakesUp(TestDatabase database, ServerProcess paused) {
        Eventually.holds(() -> paused.client().get("/readyz").status() == 503);
        database.db().run("update nodes set until = '-infinity' where node = ?", SPARE_NUMBER);
        Eventually.holds(() -> ofPaused.stream().anyMatch(id -> node(id) == SPARE_NUMBER));
        assertThat(paused.client().get("/readyz").status()).isEqualTo(200);
    }

    private void theNumberWasUsedByOneAfterTheOther(int number, long usedUpMs, Queue<Long> ofOther) {
        assertThat(ofOther).hasSize(200).allMatch(id -> node(id) == number && Snowflake.ms(id) > usedUpMs);
        assertThat(ofPaused).anyMatch(id -> node(id) == number);
        assertThat(ofPaused).allMatch(id -> node(id) == SPARE_NUMBER || Snowflake.ms(id) <= usedUpMs);
        var all = LongStream.concat(
                ofPaused.stream().mapToLong(Long::longValue), ofOther.stream().mapToLong(Long::longValue));
        assertThat(all.boxed().toList()).doesNotHaveDuplicates();
    }

    private static void everyPaymentHasOneEnd(TestDatabase database, ServerProcess other, List<Reply> payments) {
        for (var payment : payments) {
            assertThat(status(other, payment)).isEqualTo("succeeded");
            long intent = Prefix.INTENT.read(payment.at("id")).orElseThrow();
            assertThat(count(database, "select count(*) as n from charges where intent_id = ?", intent))
                    .isEqualTo(1);
            assertThat(count(database, "select count(*) as n from attempts where intent_id = ?", intent))
                    .isEqualTo(1);
            assertThat(count(database, """
                            select count(*) as n from events
                             where type = 'payment_intent.succeeded' and object->>'id' = ?
                            """, payment.at("id"))).isEqualTo(1);
        }
    }

    private static int node(long id) {
        return (int) (id >> 12 & 1023);
    }

    private static String status(ServerProcess server, Reply intent) {
        return server.client().get("/v1/payment_intents/" + intent.at("id")).at("status");
    }

    private static long count(TestDatabase database, String sql, Object... values) {
        return database.db().one(row -> row.number("n"), sql, values).orElseThrow();
    }
}
