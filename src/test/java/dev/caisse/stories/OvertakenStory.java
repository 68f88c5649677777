package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import dev.caisse.platform.ids.Prefix;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What comes in between while the connector is asked: whoever records the answer finds the payment as it is by then.
class OvertakenStory {
    private static final AtomicInteger ORDERS = new AtomicInteger();

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void nothingInBetweenIsAnsweredAndKeptAlike() {
        var paid = new Paying("latency=1");
        var reply = paid.reply.join();
        assertThat(reply.at("status")).isEqualTo("succeeded");
        assertThat(reply.at("charges.data.0.payment_method_details.card.checks.cvc_check"))
                .isEqualTo("pass");
        var again = paid.send();
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
        assertThat(again.raw().body()).isEqualTo(reply.raw().body());
        assertThat(merchant.get("/v1/payment_intents/" + reply.at("id")).text()).isEqualTo(reply.text());
        assertThat(paid.count("payment_intents where revision = 1 and id")).isEqualTo(1);
    }

    @Test
    void whatTheMerchantChangesInBetweenIsInTheAnswerAndInTheEvent() {
        var paying = new Paying("latency=1500");
        paying.awaits("attempts where outcome is null and intent_id");
        server.db()
                .run(
                        "update payment_intents set description = 'Changed', revision = revision + 1 where id = ?",
                        paying.intent);
        var reply = paying.reply.join();
        assertThat(reply.at("status")).isEqualTo("succeeded");
        assertThat(reply.at("description")).isEqualTo("Changed");
        assertThat(paying.eventsThatSucceeded("Changed")).isEqualTo(1);
        assertThat(paying.eventsThatSucceeded("")).isEqualTo(1);
        paying.isPaidOnce();
        assertThat(paying.send().raw().body()).isEqualTo(reply.raw().body());
    }

    @Test
    void whatALookRecordsInBetweenIsTheAnswer() {
        var paying = new Paying("latency=3000");
        Eventually.holds(() -> server.db()
                .one(_ -> true, "select 1 from sandbox.book where reference = ?", paying.attempt())
                .isPresent());
        server.db()
                .run(
                        "update attempts set look_ms = 0, rehearsal = null where outcome is null and intent_id = ?",
                        paying.intent);
        paying.awaits("attempts where outcome = 'approved' and intent_id");
        assertThat(paying.reply.isDone()).isFalse();
        assertThat(paying.reply.join().at("status")).isEqualTo("succeeded");
        assertThat(paying.eventsThatSucceeded("")).isEqualTo(1);
        paying.isPaidOnce();
    }

    @Test
    void anApprovalUnderAnOpenCancelIsNotBelieved() {
        var paying = new Paying("latency=1500");
        paying.awaits("attempts where outcome is null and intent_id");
        server.db().run("""
                insert into attempts (account_id, live, id, intent_id, operation, purpose, reference, connector, amount,
                                      currency, deadline_ms, look_ms, original_id)
                select account_id, live, id + 1, intent_id, 'cancel', 'retry', reference || '-cancel', connector, amount,
                       currency, 9000000000000, 9000000000000, id
                  from attempts where intent_id = ?
                """, paying.intent);
        assertThat(paying.reply.join().at("status")).isEqualTo("processing");
        assertThat(paying.count("charges where intent_id")).isZero();
        assertThat(paying.count("attempts where outcome is null and intent_id")).isEqualTo(2);
    }

    @Test
    void twinsThatPayPayOnce() {
        var order = "order " + ORDERS.incrementAndGet();
        var replies = Together.run(8, _ -> pay(order, "latency=300"));
        assertThat(replies).extracting(Reply::status).isSubsetOf(200, 409);
        assertThat(replies).extracting(Reply::status).contains(200);
        assertThat(server.db()
                        .one(
                                row -> row.number("n"),
                                "select count(*) as n from payment_intents where merchant_order_id = ?",
                                order))
                .contains(1L);
    }

    private static Reply pay(String order, String words) {
        return merchant.post(
                "/v1/payment_intents", """
                {"amount": 900, "currency": "eur", "confirm": true, "payment_method": "pm_card_visa",
                 "merchant_order_id": "%s"}""".formatted(order), Map.of("Caisse-Sandbox", words, "Idempotency-Key", order));
    }

    /// A payment under way.
    private static final class Paying {
        final String order = "order " + ORDERS.incrementAndGet();
        final String words;
        final CompletableFuture<Reply> reply;
        final long intent;

        Paying(String words) {
            this.words = words;
            this.reply = Together.soon(this::send);
            Eventually.holds(() -> found() != 0);
            this.intent = found();
        }

        Reply send() {
            return pay(order, words);
        }

        private long found() {
            return server.db()
                    .one(row -> row.number("id"), "select id from payment_intents where merchant_order_id = ?", order)
                    .orElse(0L);
        }

        String attempt() {
            return server.db()
                    .one(row -> row.text("reference"), "select reference from attempts where intent_id = ?", intent)
                    .orElseThrow();
        }

        void awaits(String what) {
            Eventually.holds(() -> count(what) > 0);
        }

        long count(String what) {
            return server.db()
                    .one(row -> row.number("n"), "select count(*) as n from " + what + " = ?", intent)
                    .orElseThrow();
        }

        void isPaidOnce() {
            assertThat(count("charges where failure_code is null and intent_id"))
                    .isEqualTo(1);
            assertThat(count("attempts where outcome = 'approved' and intent_id"))
                    .isEqualTo(1);
            assertThat(count("attempts where intent_id")).isEqualTo(1);
        }

        long eventsThatSucceeded(String with) {
            return server.db()
                    .one(
                            row -> row.number("n"),
                            "select count(*) as n from events where type = 'payment_intent.succeeded'"
                                    + " and object::text like ? and object::text like ?",
                            "%" + Prefix.INTENT.id(intent) + "%",
                            "%" + with + "%")
                    .orElseThrow();
        }
    }
}
