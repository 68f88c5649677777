package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What becomes of payments whose outcome nobody heard: they are looked up, never guessed and never repeated.
class RecoveryStory {

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "1"));
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAnswerThatWasLostIsFoundAndThePaymentStands() {
        var intent = pay("lost-answer=authorize");
        assertThat(intent.status()).isEqualTo(200);
        assertThat(intent.at("status")).isEqualTo("processing");
        afterTheGrace();
        becomes(intent, "succeeded");
        assertThat(charges(intent)).isEqualTo(1);
    }

    @Test
    void aRequestThatNeverArrivedIsCancelledAndMayBeTriedAgain() {
        var intent = pay("refuse=authorize");
        assertThat(intent.at("status")).isEqualTo("processing");
        afterTheGrace();
        becomes(intent, "requires_payment_method");
        var again = merchant.post(path(intent) + "/confirm", "{\"payment_method\": \"pm_card_visa\"}");
        assertThat(again.at("status")).isEqualTo("succeeded");
        assertThat(booked(intent)).isEqualTo(1);
    }

    @Test
    void aRequestThatArrivedAndWasNotDoneMayBeTriedAgain() {
        var intent = pay("timeout=authorize");
        assertThat(intent.at("status")).isEqualTo("processing");
        afterTheGrace();
        becomes(intent, "requires_payment_method");
        assertThat(booked(intent)).isZero();
    }

    @Test
    void aFaultBefallsTheFirstCallOfItsOperationOnly_SoEveryPaymentEnds() {
        var faults = List.of(
                "refuse=authorize refuse=cancel",
                "timeout=authorize timeout=cancel",
                "timeout=authorize refuse=lookup",
                "refuse=authorize timeout=lookup refuse=cancel",
                "down",
                "latency=5000ms");
        var intents = faults.stream().map(RecoveryStory::pay).toList();
        for (int i = 0; i < faults.size(); i++) {
            var intent = intents.get(i);
            assertThat(intent.at("status")).as(faults.get(i)).isEqualTo("processing");
            Eventually.holds(() -> {
                server.advance(Duration.ofSeconds(10));
                return !state(intent).equals("processing");
            });
            boolean isDone = faults.get(i).startsWith("latency");
            assertThat(state(intent)).as(faults.get(i)).isEqualTo(isDone ? "succeeded" : "requires_payment_method");
            assertThat(booked(intent)).as(faults.get(i)).isEqualTo(isDone ? 1 : 0);
        }
    }

    @Test
    void whoeverHearsOfTheAnswer_TheChargeSaysHowItsPayerWasAuthenticated() {
        var intent = merchant.post("/v1/payment_intents", """
                {"amount": 1500, "currency": "gbp", "confirm": true, "payment_method": "pm_card_authenticationRequired",
                 "return_url": "https://shop.example/back"}""", Map.of("Caisse-Sandbox", "lost-answer=authorize"));
        var chosen = Bank.choose(merchant, intent.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE);
        merchant.page(chosen.header("Location").orElseThrow());
        assertThat(state(intent)).isEqualTo("processing");
        afterTheGrace();
        becomes(intent, "succeeded");
        assertThat(merchant.get(path(intent))
                        .at("charges.data.0.payment_method_details.card.three_d_secure.authentication_flow"))
                .isEqualTo("challenge");
    }

    @Test
    void aCancelThatIsRehearsedToFailGoesThroughInTheEnd() {
        for (var fault : List.of("refuse=cancel", "timeout=cancel", "timeout=cancel refuse=lookup")) {
            var held = hold();
            var unheard = merchant.post(path(held) + "/cancel", "", Map.of("Caisse-Sandbox", fault));
            assertThat(unheard.at("status")).as(fault).isEqualTo("requires_capture");
            Eventually.holds(() -> {
                server.advance(Duration.ofSeconds(10));
                return state(held).equals("canceled");
            });
        }
    }

    @Test
    void aCaptureWhoseAnswerWasLostIsFound() {
        var held = merchant.post("/v1/payment_intents", """
                {"amount": 900, "currency": "eur", "confirm": true, "payment_method": "pm_card_visa",
                 "capture_method": "manual"}""");
        assertThat(held.at("status")).isEqualTo("requires_capture");
        var capture = merchant.post(
                path(held) + "/capture",
                "{\"amount_to_capture\": 500}",
                Map.of("Caisse-Sandbox", "lost-answer=capture"));
        assertThat(capture.status()).isEqualTo(200);
        assertThat(capture.at("status")).isEqualTo("requires_capture");
        assertThat(merchant.post(path(held) + "/capture", "").status()).isEqualTo(400);
        afterTheGrace();
        becomes(held, "succeeded");
        assertThat(merchant.get(path(held)).at("amount_received")).isEqualTo("500");
    }

    @Test
    void aKeyedRequestGetsTheAnswerItWasGivenHoweverOftenItAsks() {
        var key = Map.of("Idempotency-Key", "recovery-1", "Caisse-Sandbox", "lost-answer=authorize");
        var body = "{\"amount\": 700, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\"}";
        var first = merchant.post("/v1/payment_intents", body, key);
        assertThat(first.at("status")).isEqualTo("processing");
        afterTheGrace();
        becomes(first, "succeeded");
        var again = merchant.post("/v1/payment_intents", body, key);
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(charges(first)).isEqualTo(1);
    }

    @Test
    void aDeclineIsKeptUnderItsKeyToo() {
        var key = Map.of("Idempotency-Key", "recovery-2");
        var body =
                "{\"amount\": 700, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_chargeDeclined\"}";
        var first = merchant.post("/v1/payment_intents", body, key);
        assertThat(first.status()).isEqualTo(402);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(first.at("error.decline_code")).isEqualTo("generic_decline");
        assertThat(first.at("error.payment_intent.status")).isEqualTo("requires_payment_method");
        var again = merchant.post("/v1/payment_intents", body, key);
        assertThat(again.status()).isEqualTo(402);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void aSessionWhoseTimeEndsDuringAnUnknownPaymentEndsWithTheTruth() {
        var paid = sessionWithFault("lost-answer=authorize");
        var lost = sessionWithFault("refuse=authorize");
        server.advance(Duration.ofHours(25));
        Eventually.holds(() -> status(paid).equals("complete") && status(lost).equals("expired"));
        assertThat(intentOf(paid).at("status")).isEqualTo("succeeded");
        // A session reads as expired from its last moment on, and its intent follows when a worker has come by.
        Eventually.holds(() -> intentOf(lost).at("status").equals("canceled"));
        assertThat(intentOf(lost).at("cancellation_reason")).isEqualTo("expired");
    }

    @Test
    void aCaptureThatNobodyKnowsTheEndOfIsNotAnsweredWithTheDeclineOfAnEarlierOne() {
        var held = hold();
        server.db().run("update sandbox.book set moved = 1 where reference = ?", authorization(held));
        assertThat(merchant.post(path(held) + "/capture", "").status()).isEqualTo(402);
        server.db().run("update sandbox.book set moved = null where reference = ?", authorization(held));
        var capture = merchant.post(path(held) + "/capture", "", Map.of("Caisse-Sandbox", "lost-answer=capture"));
        assertThat(capture.status()).isEqualTo(200);
        assertThat(capture.at("last_payment_error")).isNull();
        afterTheGrace();
        becomes(held, "succeeded");
    }

    @Test
    void aCancelThatIsOverAtOnceIsKeptUnderItsKeyToo() {
        var intent = merchant.post("/v1/payment_intents", "{\"amount\": 700, \"currency\": \"gbp\"}");
        var key = Map.of("Idempotency-Key", "recovery-3");
        var first = merchant.post(path(intent) + "/cancel", "", key);
        assertThat(first.at("status")).isEqualTo("canceled");
        var again = merchant.post(path(intent) + "/cancel", "", key);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void whatASessionHoldsCanBeLetGo() {
        var session = merchant.newSession("\"payment_intent_data\": {\"capture_method\": \"manual\"},");
        merchant.pay(session.at("url"), "4242424242424242");
        assertThat(status(session)).isEqualTo("complete");
        var let = merchant.post(path(intentOf(session)) + "/cancel", "");
        assertThat(let.at("status")).isEqualTo("canceled");
    }

    @Test
    void anApprovalIsNotBelievedWhileItsCancelIsUnderWay() {
        var intent = pay("lost-answer=authorize");
        var authorization = authorization(intent);
        server.db().run("""
                insert into attempts (account_id, live, id, intent_id, operation, purpose, original_id, reference,
                                      connector, amount, currency, deadline_ms, look_ms)
                select account_id, live, id + 1, intent_id, 'cancel', 'retry', id, 'away', connector, amount, currency,
                       deadline_ms, look_ms + 86400000
                  from attempts where reference = ?
                """, authorization);
        afterTheGrace();
        Eventually.holds(() -> lastAnswer(authorization).contains("\"approved\""));
        assertThat(merchant.get(path(intent)).at("status")).isEqualTo("processing");

        server.db().run("update attempts set outcome = 'declined' where reference = 'away'");
        server.advance(Duration.ofMinutes(5));
        becomes(intent, "succeeded");
    }

    @Test
    void moneyThatComesAfterADeclineGoesBack() {
        var declined = merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 700, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_chargeDeclined\"}");
        long id = Long.parseLong(declined.at("error.payment_intent.id").substring(3));
        server.db().run("""
                update sandbox.book
                   set outcome = 'approved', acquirer_reference = 'sbx_late', moved = amount, decline_code = null,
                       message = null, advice = null, risk = null
                 where reference = (select reference from attempts where intent_id = ?)
                """, id);
        server.db().run("update attempts set outcome = null where intent_id = ?", id);
        afterTheGrace();
        Eventually.holds(() -> server.db()
                .one(
                        row -> row.number("refunded"),
                        "select refunded from sandbox.book where acquirer_reference = 'sbx_late'")
                .filter(refunded -> refunded == 700)
                .isPresent());
        assertThat(merchant.get("/v1/payment_intents/pi_" + id).at("status")).isEqualTo("requires_payment_method");
    }

    @Test
    void whoeverCannotBeToldHowAPaymentEndedIsNeverToldThatNothingWasWritten() {
        server.db().run("""
                create function away() returns trigger language plpgsql as
                $$ begin raise exception 'full' using errcode = '53100'; end $$
                """);
        server.db().run("create trigger away before insert on charges for each row execute function away()");
        var body = "{\"amount\": 700, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\"}";
        var key = Map.of("Idempotency-Key", "recovery-4");
        try {
            var lost = merchant.post("/v1/payment_intents", body, key);
            assertThat(lost.status()).isEqualTo(500);
            assertThat(lost.at("error.code")).isEqualTo("outcome_unknown");
        } finally {
            server.db().run("drop trigger away on charges");
        }
        afterTheGrace();
        Eventually.holds(() -> merchant.post("/v1/payment_intents", body, key).status() == 200);
        assertThat(merchant.post("/v1/payment_intents", body, key).at("status")).isEqualTo("succeeded");
    }

    private static String lastAnswer(String reference) {
        return server.db()
                .one(
                        row -> row.text("answer"),
                        "select last_answer::text as answer from attempts where reference = ?",
                        reference)
                .orElseThrow();
    }

    @Test
    void aCaptureThatNeverArrivedLeavesTheMoneyHeldEvenWhenItsCancelIsNotHeardOf() {
        var held = hold();
        merchant.post(path(held) + "/capture", "", Map.of("Caisse-Sandbox", "refuse=capture lost-answer=cancel"));
        afterTheGrace();
        Eventually.holds(() -> attempts(held, "operation = 'cancel' and last_answer is not null") == 1);
        server.db()
                .run(
                        "update attempts set look_ms = look_ms + 86400000 where operation = 'cancel' and intent_id = ?",
                        id(held));
        server.advance(Duration.ofMinutes(5));
        Eventually.holds(() -> attempts(held, "operation = 'capture' and outcome is not null") == 1);
        assertThat(merchant.get(path(held)).at("status")).isEqualTo("requires_capture");
        assertThat(merchant.get(path(held)).at("amount_capturable")).isEqualTo("900");
    }

    private static long attempts(Reply intent, String which) {
        return count("select count(*) as n from attempts where " + which + " and intent_id = ?", intent);
    }

    private static long id(Reply intent) {
        return Long.parseLong(intent.at("id").substring(3));
    }

    private static Reply hold() {
        return merchant.post("/v1/payment_intents", """
                {"amount": 900, "currency": "eur", "confirm": true, "payment_method": "pm_card_visa",
                 "capture_method": "manual"}""");
    }

    private static String authorization(Reply intent) {
        long id = Long.parseLong(intent.at("id").substring(3));
        return server.db()
                .one(
                        row -> row.text("reference"),
                        "select reference from attempts where operation = 'authorize' and intent_id = ?",
                        id)
                .orElseThrow();
    }

    private static Reply sessionWithFault(String fault) {
        var session = merchant.newSession("\"metadata\": {\"sandbox\": \"" + fault + "\"},");
        var pressed = merchant.pay(session.at("url"), "4242424242424242");
        assertThat(pressed.text()).contains("under way");
        assertThat(status(session)).isEqualTo("open");
        assertThat(merchant.post("/v1/checkout/sessions/" + session.at("id") + "/expire", "")
                        .at("error.code"))
                .isEqualTo("payment_in_progress");
        return session;
    }

    private static String status(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id")).at("status");
    }

    private static Reply intentOf(Reply session) {
        return merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
    }

    private static Reply pay(String fault) {
        return merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 1200, \"currency\": \"usd\", \"confirm\": true, \"payment_method\": \"pm_card_visa\"}",
                Map.of("Caisse-Sandbox", fault));
    }

    private static void afterTheGrace() {
        server.advance(Duration.ofSeconds(10));
    }

    private static void becomes(Reply intent, String status) {
        Eventually.holds(() -> state(intent).equals(status));
    }

    private static String state(Reply intent) {
        return merchant.get(path(intent)).at("status");
    }

    private static String path(Reply intent) {
        return "/v1/payment_intents/" + intent.at("id");
    }

    private static long charges(Reply intent) {
        return count("select count(*) as n from charges where failure_code is null and intent_id = ?", intent);
    }

    /// How often the bank took or held money for an intent.
    private static long booked(Reply intent) {
        return count("""
                select count(*) as n from sandbox.book b join attempts a on a.reference = b.reference
                 where a.intent_id = ? and b.operation = 'authorize' and b.acquirer_reference is not null
                   and b.outcome = 'approved'
                """, intent);
    }

    private static long count(String sql, Reply intent) {
        long id = Long.parseLong(intent.at("id").substring(3));
        return server.db().one(row -> row.number("n"), sql, id).orElseThrow();
    }
}
