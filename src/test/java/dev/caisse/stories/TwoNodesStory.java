package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two server processes that start at once on one empty database, and payers and merchants who race through both.
class TwoNodesStory {
    private static final int RACING = 32;
    private static final String APPROVING = "4242424242424242";
    private static final String DECLINING = "4000000000000002";
    private static final Map<String, String> VAULT_KEY =
            Map.of("CAISSE_VAULT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");

    private static TestDatabase database;
    private static ServerProcess one;
    private static ServerProcess other;

    @BeforeAll
    static void startBothAtOnce() {
        database = TestDatabase.blank();
        one = ServerProcess.launch(TestServer.variables(database, VAULT_KEY));
        other = ServerProcess.launch(TestServer.variables(database, VAULT_KEY));
        one.awaitReady();
        other.awaitReady();
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        database.close();
    }

    @Test
    void nodesThatStartAtOnceOnAnEmptyDatabaseAgree() {
        assertThat(count("select count(*) as n from accounts")).isEqualTo(1);
        assertThat(count("select count(*) as n from api_keys")).isEqualTo(2);
        assertThat(count("select count(*) as n from vault_keysets")).isEqualTo(1);
        assertThat(count("select count(*) as n from page_keys")).isEqualTo(1);
        assertThat(count("select count(*) as n from nodes where holder is not null"))
                .isEqualTo(2);

        var session = one.client().newSession();
        var there = other.client().get("/v1/checkout/sessions/" + session.at("id"));
        assertThat(there.at("client_secret")).isEqualTo(session.at("client_secret"));
        assertThat(through(other, there.at("url"))).isEqualTo(through(other, session.at("url")));
        assertThat(other.client().page(through(other, session.at("url"))).status())
                .isEqualTo(200);
    }

    @Test
    void ofManyWhoConfirmOneSessionThroughBothNodesOnePaysAndAllArrive() {
        var session = one.client().newSession();
        var url = session.at("url");
        var html = one.client().page(url).text();
        var replies = Together.run(
                RACING, racer -> one.client().submit(through(node(racer), url), html, Map.of("cardNumber", APPROVING)));

        assertThat(replies).extracting(Reply::status).containsOnly(303);
        assertThat(replies)
                .extracting(reply -> reply.header("Location").orElseThrow())
                .containsOnly("https://shop.example/thanks");
        var intent = number(session.at("payment_intent"));
        assertThat(approvedInBook(intent)).isEqualTo(1);
        assertThat(count("select count(*) as n from attempts where intent_id = ?", intent))
                .isEqualTo(1);
        assertThat(succeededCharges(intent)).isEqualTo(1);
        assertThat(other.client()
                        .get("/v1/payment_intents/" + session.at("payment_intent"))
                        .at("amount_received"))
                .isEqualTo("2500");
        assertThat(eventsAbout(session.at("id"), "checkout.session.completed")).isEqualTo(1);
    }

    @Test
    void cardsThatDeclineAndCardsThatApproveMayRaceAndNobodyPaysTwice() {
        var sessions =
                IntStream.range(0, 20).mapToObj(_ -> one.client().newSession()).toList();
        for (int at = 0; at < sessions.size(); at++) {
            var session = sessions.get(at);
            var html = one.client().page(session.at("url")).text();
            // One of eight: no more than thirty an hour may be declined from one address.
            int declining = at % 8;
            Together.run(8, racer -> pressed(session, html, racer, racer == declining));
        }
        for (var session : sessions) {
            var intent = number(session.at("payment_intent"));
            var read = other.client().get("/v1/payment_intents/" + session.at("payment_intent"));
            long approved = approvedInBook(intent);
            assertThat(approved).isLessThanOrEqualTo(1);
            assertThat(succeededCharges(intent)).isEqualTo(approved);
            assertThat(read.at("status")).isEqualTo(approved == 1 ? "succeeded" : "requires_payment_method");
            assertThat(count("select count(*) as n from attempts where intent_id = ? and outcome is null", intent))
                    .isZero();
        }
        assertThat(count("select count(*) as n from charges where failure_code is null"))
                .isPositive();
    }

    @Test
    void ofManyRefundsThroughBothNodesNoMoreGoesBackThanCame() {
        var paid = one.client()
                .post(
                        "/v1/payment_intents",
                        "{\"amount\": 1000, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\"}");
        var wanted = "{\"amount\": 30, \"payment_intent\": \"" + paid.at("id") + "\"}";
        var replies = Together.run(2 * RACING, racer -> node(racer).client().post("/v1/refunds", wanted));

        assertThat(replies).extracting(Reply::status).containsOnly(200, 400);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(33);
        assertThat(replies)
                .filteredOn(reply -> reply.status() == 400)
                .extracting(reply -> reply.at("error.code"))
                .containsOnly("amount_too_large");
        var charge = other.client().get("/v1/charges/" + paid.at("latest_charge"));
        assertThat(charge.at("amount_refunded")).isEqualTo("990");
        assertThat(count("select refunding as n from charges where id = ?", number(charge.at("id"))))
                .isZero();
        assertThat(count(
                        "select refunded as n from sandbox.book where reference = (select attempt_id::text from charges where id = ?)",
                        number(charge.at("id"))))
                .isEqualTo(990);
        var rest = other.client().post("/v1/refunds", "{\"payment_intent\": \"" + paid.at("id") + "\"}");
        assertThat(rest.at("amount")).isEqualTo("10");
    }

    @Test
    void twinsOfARefundGiveTheMoneyBackOnce() {
        var paid = one.client()
                .post(
                        "/v1/payment_intents",
                        "{\"amount\": 1000, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\"}");
        var wanted = "{\"amount\": 30, \"payment_intent\": \"" + paid.at("id") + "\"}";
        var key = Map.of("Idempotency-Key", "one refund");
        var replies = Together.run(RACING, racer -> node(racer).client().post("/v1/refunds", wanted, key));
        assertThat(replies).extracting(Reply::status).isSubsetOf(200, 409);
        assertThat(one.client().post("/v1/refunds", wanted, key).at("status")).isEqualTo("succeeded");
        assertThat(other.client().get("/v1/charges/" + paid.at("latest_charge")).at("amount_refunded"))
                .isEqualTo("30");
    }

    @Test
    void twinsWithOneIdempotencyKeyMakeOneObject() {
        for (int round = 0; round < 5; round++) {
            var header = Map.of("Idempotency-Key", "order " + round);
            var before = count("select count(*) as n from products");
            var replies =
                    Together.run(8, racer -> node(racer).client().post("/v1/products", "{\"name\": \"Tea\"}", header));
            assertThat(replies).extracting(Reply::status).containsOnly(200);
            assertThat(replies)
                    .extracting(Reply::text)
                    .containsOnly(replies.getFirst().text());
            assertThat(count("select count(*) as n from products")).isEqualTo(before + 1);
        }
    }

    private static Reply pressed(Reply session, String html, int racer, boolean isDeclined) {
        var card = isDeclined ? DECLINING : APPROVING;
        var reply = one.client().submit(through(node(racer), session.at("url")), html, Map.of("cardNumber", card));
        // On a busy machine it may last longer than a page waits for the other ones' payment.
        assertThat(reply.status()).isIn(303, 402, 200);
        if (reply.status() == 200) {
            assertThat(reply.text()).contains("Your payment is under way");
        }
        return reply;
    }

    private static ServerProcess node(int racer) {
        return racer % 2 == 0 ? one : other;
    }

    /// The same page, asked of this node.
    private static String through(ServerProcess node, String pageUrl) {
        return node.url() + pageUrl.substring(pageUrl.indexOf("/pay/"));
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('_') + 1));
    }

    private static long approvedInBook(long intent) {
        return count("""
                select count(*) as n from sandbox.book b join attempts a on a.reference = b.reference
                 where a.intent_id = ? and b.outcome = 'approved'
                """, intent);
    }

    private static long succeededCharges(long intent) {
        return count("select count(*) as n from charges where intent_id = ? and failure_code is null", intent);
    }

    private static long eventsAbout(String id, String type) {
        return count("select count(*) as n from events where type = ? and object->>'id' = ?", type, id);
    }

    private static long count(String sql, Object... values) {
        return database.db().one(row -> row.number("n"), sql, values).orElseThrow();
    }
}
