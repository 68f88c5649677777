package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A merchant wants to let go what is held, and the bank will not, or does not say.
class CancelStory {

    private TestServer server;
    private Client merchant;
    private Reply held;

    @BeforeEach
    void hold() {
        server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "1"));
        merchant = server.client();
        held = merchant.post("/v1/payment_intents", """
                {"amount": 900, "currency": "eur", "confirm": true, "payment_method": "pm_card_visa",
                 "capture_method": "manual"}""");
        assertThat(held.at("status")).isEqualTo("requires_capture");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCancelThatTheBankDeclinesIsAnErrorThatSaysHowThingsStand() {
        taken("1");
        var key = Map.of("Idempotency-Key", "cancel-1");
        var refused = cancel(key);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("error.code")).isEqualTo("payment_intent_unexpected_state");
        assertThat(refused.at("error.message"))
                .contains("was not canceled", "requires_capture", "captured already", "operator");
        assertThat(now().at("status")).isEqualTo("requires_capture");
        assertThat(merchant.get("/readyz").at("warnings")).contains("1 alarms");

        var again = cancel(key);
        assertThat(again.text()).isEqualTo(refused.text());
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.header("Idempotent-Replayed")).hasValue("true");
    }

    @Test
    void afterADeclinedCancelTheMerchantMayCancelAgainOrCapture() {
        taken("1");
        assertThat(cancel(Map.of()).status()).isEqualTo(400);
        taken("null");
        assertThat(cancel(Map.of()).at("status")).isEqualTo("canceled");
    }

    @Test
    void aCancelThatNobodyHeardTheAnswerOfIsNoErrorAndEndsByItself() {
        var unheard = cancel(Map.of("Caisse-Sandbox", "lost-answer=cancel"));
        assertThat(unheard.status()).isEqualTo(200);
        assertThat(unheard.at("status")).isEqualTo("requires_capture");
        assertThat(cancel(Map.of()).at("error.message")).contains("is under way");
        server.advance(Duration.ofSeconds(10));
        Eventually.holds(() -> now().at("status").equals("canceled"));
    }

    @Test
    void aDeclineOfACancelThatIsFoundLaterChangesNoAnswerThatWasGiven() {
        taken("1");
        var key = Map.of("Idempotency-Key", "cancel-2", "Caisse-Sandbox", "lost-answer=cancel");
        assertThat(cancel(key).status()).isEqualTo(200);
        server.advance(Duration.ofSeconds(10));
        Eventually.holds(() -> closedCancels() == 1);
        assertThat(cancel(key).status()).as("the answer it was given first").isEqualTo(200);
        assertThat(cancel(Map.of()).status()).isEqualTo(400);
        assertThat(now().at("status")).isEqualTo("requires_capture");
    }

    /// Found by `./caisse simulate --seed 20250`.
    @Test
    void aCancelOfAnEarlierTryThatNobodyHeardOfKeepsNobodyFromLettingGo() {
        var intent = merchant.post(
                "/v1/payment_intents", """
                {"amount": 700, "currency": "eur", "confirm": true, "payment_method": "pm_card_visa",
                 "capture_method": "manual"}""", Map.of("Caisse-Sandbox", "timeout=authorize lost-answer=cancel"));
        assertThat(intent.at("status")).isEqualTo("processing");
        var path = "/v1/payment_intents/" + intent.at("id");
        Eventually.holds(() -> {
            server.advance(Duration.ofSeconds(2));
            return openCancels() == 1;
        });
        // Both are due at about the same time; here the payment is looked up first.
        server.db().run("update attempts set look_ms = 0 where operation = 'authorize'");
        Eventually.holds(() -> merchant.get(path).at("status").equals("requires_payment_method"));
        assertThat(openCancels()).isEqualTo(1);
        assertThat(merchant.post(path + "/confirm", "{\"payment_method\": \"pm_card_visa\"}")
                        .at("status"))
                .isEqualTo("requires_capture");
        assertThat(merchant.post(path + "/capture", "").at("status")).isEqualTo("succeeded");
    }

    private Reply cancel(Map<String, String> headers) {
        return merchant.post("/v1/payment_intents/" + held.at("id") + "/cancel", "", headers);
    }

    private Reply now() {
        return merchant.get("/v1/payment_intents/" + held.at("id"));
    }

    /// What the bank says it has taken of what is held.
    private void taken(String minor) {
        server.db().run("update sandbox.book set moved = " + minor + " where operation = 'authorize'");
    }

    private long openCancels() {
        return server.db()
                .one(
                        row -> row.number("n"),
                        "select count(*) as n from attempts where operation = 'cancel' and outcome is null")
                .orElseThrow();
    }

    private long closedCancels() {
        return server.db()
                .one(
                        row -> row.number("n"),
                        "select count(*) as n from attempts where operation = 'cancel' and outcome = 'declined'")
                .orElseThrow();
    }
}
