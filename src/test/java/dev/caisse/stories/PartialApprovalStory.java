package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.reconcile.Reconcile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A bank approves less than was asked: that is no payment, whoever hears of it and when, and what it took goes back.
class PartialApprovalStory {

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "1"));
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        assertThat(merchant.get("/readyz").at("warnings")).doesNotContain("alarm");
        server.close();
    }

    @Test
    void itCountsAsDeclinedAndWhatWasTakenGoesBackAtOnce() {
        var declined = pay("automatic", "partial", "partial-1");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.at("error.code")).isEqualTo("card_declined");
        assertThat(declined.at("error.decline_code")).isEqualTo("partial_approval");
        assertThat(declined.at("error.payment_intent.status")).isEqualTo("requires_payment_method");
        assertThat(declined.at("error.payment_intent.charges.data.0.status")).isEqualTo("failed");
        assertThat(declined.at("error.payment_intent.charges.data.0.amount_captured"))
                .isEqualTo("0");
        long id = id(declined.at("error.payment_intent.id"));
        assertThat(wentBack(id, 450)).isTrue();
        assertThat(pay("automatic", "partial", "partial-1").text()).isEqualTo(declined.text());
        assertThat(attempts(id)).isEqualTo(3);

        var again =
                merchant.post("/v1/payment_intents/pi_" + id + "/confirm", "{\"payment_method\": \"pm_card_visa\"}");
        assertThat(again.at("status")).isEqualTo("succeeded");
        assertThat(again.at("amount_received")).isEqualTo("900");
    }

    @Test
    void whatIsOnlyHeldIsLetGo() {
        var declined = pay("manual", "partial", "partial-2");
        assertThat(declined.at("error.decline_code")).isEqualTo("partial_approval");
        assertThat(canceled(id(declined.at("error.payment_intent.id")))).isTrue();
    }

    @Test
    void itIsFoundByRecoveryToo() {
        var unheard = pay("automatic", "partial lost-answer=authorize", "partial-3");
        assertThat(unheard.at("status")).isEqualTo("processing");
        server.advance(Duration.ofSeconds(10));
        becomesDeclined(unheard.at("id"));
        Eventually.holds(() -> wentBack(id(unheard.at("id")), 450));
    }

    @Test
    void itGoesBackHoweverTheCancelFares() {
        var declined = pay("automatic", "partial lost-answer=cancel", "partial-4");
        assertThat(declined.at("error.decline_code")).isEqualTo("partial_approval");
        long id = id(declined.at("error.payment_intent.id"));
        assertThat(wentBack(id, 450)).isFalse();
        server.advance(Duration.ofSeconds(10));
        Eventually.holds(() -> wentBack(id, 450));
    }

    @Test
    void aPayerOnThePageMayPayWithAnotherCard() {
        var session = merchant.newSession("\"metadata\": {\"sandbox\": \"partial\"},");
        var pressed = merchant.pay(session.at("url"), "4242424242424242");
        assertThat(pressed.status()).isEqualTo(402);
        assertThat(pressed.text()).doesNotContain("partial");
        var now = merchant.get("/v1/checkout/sessions/" + session.at("id"));
        assertThat(now.at("status")).isEqualTo("open");
        assertThat(wentBack(id(session.at("payment_intent")), 1250)).isTrue();
    }

    @Test
    void itMayBeHeardOfByANotice() {
        var unheard = pay("automatic", "partial late=authorize:1500", "partial-5");
        assertThat(unheard.at("status")).isEqualTo("processing");
        becomesDeclined(unheard.at("id"));
        Eventually.holds(() -> wentBack(id(unheard.at("id")), 450));
        assertThat(attempts(id(unheard.at("id")))).isEqualTo(3);
    }

    /// The part is on its way back when its payer's bank takes it: it is with the payer, whoever sends it.
    @Test
    void whatThePayerDisputesBeforeItIsBackNeedNotGoBackAgain() {
        var declined = pay("pm_card_createDispute", "automatic", "partial lost-answer=cancel", "partial-7");
        assertThat(declined.at("error.decline_code")).isEqualTo("partial_approval");
        long id = id(declined.at("error.payment_intent.id"));
        server.advance(Duration.ofMillis(1500));
        Eventually.holds(() -> taken(id, 450));
        server.advance(Duration.ofSeconds(10));
        Eventually.holds(() -> count("""
                select count(*) as n from attempts
                 where intent_id = ? and operation = 'refund' and outcome = 'declined'
                   and last_answer ->> 'code' = 'charge_disputed'
                """, id) == 1);
        assertThat(count("select count(*) as n from attempts where intent_id = ? and outcome is null", id))
                .isZero();
        Eventually.holds(() -> count("""
                select count(*) as n from sandbox.disputes d join attempts a on a.reference = d.original
                 where a.intent_id = ? and d.told = d.version
                """, id) == 1);
        assertThat(merchant.get("/v1/disputes?payment_intent=pi_" + id).text()).doesNotContain("dp_");
        assertThat(count("""
                select count(*) as n from transfers t join charges c on c.id = t.source_id where c.intent_id = ?
                """, id)).isZero();
        assertThat(differences()).isEmpty();
        var again =
                merchant.post("/v1/payment_intents/pi_" + id + "/confirm", "{\"payment_method\": \"pm_card_visa\"}");
        assertThat(again.at("amount_received")).isEqualTo("900");
    }

    /// Its payer has agreed to more than that, and the rest is released: what was taken is what was paid.
    @Test
    void whatIsCapturedInPartIsWhatWasPaid() {
        var held = pay("manual", "latency=1ms", "partial-6");
        var path = "/v1/payment_intents/" + held.at("id");
        var unheard = merchant.post(path + "/capture", "{}", Map.of("Caisse-Sandbox", "lost-answer=capture"));
        assertThat(unheard.at("status")).isEqualTo("requires_capture");
        long id = id(held.at("id"));
        server.db().run("""
                update sandbox.book set amount = case operation when 'capture' then 500 else amount end, moved = 500
                 where moved is not null and (original in (select reference from attempts where intent_id = ?)
                    or reference in (select reference from attempts where intent_id = ?))
                """, id, id);
        server.advance(Duration.ofSeconds(10));
        Eventually.holds(() -> merchant.get(path).at("status").equals("succeeded"));
        var paid = merchant.get(path);
        assertThat(paid.at("amount_received")).isEqualTo("500");
        assertThat(paid.at("amount_capturable")).isEqualTo("0");
        assertThat(paid.at("charges.data.0.amount_captured")).isEqualTo("500");
        assertThat(count("""
                select sum(t.amount) as n from transfers t join charges c on c.id = t.source_id
                 where c.intent_id = ? and t.kind = 'charge'
                """, id)).isEqualTo(500);
        var refund = merchant.post("/v1/refunds", "{\"payment_intent\": \"" + held.at("id") + "\"}");
        assertThat(refund.at("amount")).isEqualTo("500");
    }

    private static Reply pay(String capture, String fault, String key) {
        return pay("pm_card_visa", capture, fault, key);
    }

    private static Reply pay(String card, String capture, String fault, String key) {
        return merchant.post(
                "/v1/payment_intents",
                """
                {"amount": 900, "currency": "eur", "confirm": true, "payment_method": "%s",
                 "capture_method": "%s"}""".formatted(card, capture),
                Map.of("Caisse-Sandbox", fault, "Idempotency-Key", key));
    }

    /// What reconciling says of all books.
    private static List<String> differences() {
        var differences = new ArrayList<String>();
        new Reconcile(server.db(), server.clock(), Sandbox.bookHere(server.db())).run(differences::add, _ -> {});
        return differences;
    }

    /// Whether the payer's bank has so much of it because of a dispute.
    private static boolean taken(long intent, long amount) {
        return count("""
                select count(*) as n from attempts a join sandbox.book b on b.reference = a.reference
                 where a.intent_id = ? and a.operation = 'authorize' and b.disputed = %d and b.refunded = 0
                """.formatted(amount), intent) == 1;
    }

    private static void becomesDeclined(String intent) {
        Eventually.holds(
                () -> merchant.get("/v1/payment_intents/" + intent).at("status").equals("requires_payment_method"));
        assertThat(merchant.get("/v1/payment_intents/" + intent).at("last_payment_error.decline_code"))
                .isEqualTo("partial_approval");
    }

    /// Whether the bank's book and ours both say that so much was taken and has gone back, and nothing is open.
    private static boolean wentBack(long intent, long taken) {
        return count("""
                select count(*) as n from attempts a join sandbox.book b on b.reference = a.reference
                 where a.intent_id = ? and a.operation = 'authorize' and a.outcome = 'declined'
                   and b.moved = %1$d and b.refunded = %1$d
                   and exists (select 1 from attempts r where r.original_id = a.id and r.operation = 'refund'
                                  and r.outcome = 'approved' and r.amount = %1$d)
                """.formatted(taken), intent) == 1;
    }

    private static boolean canceled(long intent) {
        return count("""
                select count(*) as n from attempts a join sandbox.book b on b.reference = a.reference
                 where a.intent_id = ? and a.operation = 'authorize' and a.outcome = 'declined'
                   and b.outcome = 'canceled' and b.moved is null
                   and exists (select 1 from attempts c where c.original_id = a.id and c.outcome = 'approved')
                """, intent) == 1;
    }

    private static long attempts(long intent) {
        return count("select count(*) as n from attempts where intent_id = ? and outcome is not null", intent);
    }

    private static long count(String sql, long intent) {
        return server.db().one(row -> row.number("n"), sql, intent).orElseThrow();
    }

    private static long id(String intent) {
        return Long.parseLong(intent.substring(3));
    }
}
