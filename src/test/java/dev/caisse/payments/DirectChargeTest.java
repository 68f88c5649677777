package dev.caisse.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Charges, tokens and sources: the words from before there were intents and payment methods.
class DirectChargeTest {
    private static final Map<String, String> STRIPE = Map.of("Stripe-Version", "2026-10-28.endive");
    private static final String TYPED =
            "{\"number\": \"4242424242424242\", \"exp_month\": 12, \"exp_year\": 2044, \"cvc\": \"123\"}";
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
    void aChargeIsAPaymentIntentAnsweredWithItsCharge() {
        var charge = charge("\"source\": \"tok_visa\", \"description\": \"Tea\", \"metadata\": {\"a\": \"b\"}", 200);
        assertThat(charge.at("object")).isEqualTo("charge");
        assertThat(charge.at("status")).isEqualTo("succeeded");
        assertThat(charge.at("captured")).isEqualTo("true");
        assertThat(charge.at("description")).isEqualTo("Tea");
        var intent = merchant.get("/v1/payment_intents/" + charge.at("payment_intent"));
        assertThat(intent.at("status")).isEqualTo("succeeded");
        assertThat(intent.at("latest_charge")).isEqualTo(charge.at("id"));
        var transactions = merchant.get("/v1/balance_transactions?source=" + charge.at("id"));
        assertThat(transactions.at("data.0.amount")).isEqualTo("500");
    }

    @Test
    void theSameKeyChargesOnceAndAnswersTheSameCharge() {
        var key = Map.of("Idempotency-Key", "older-once", "Stripe-Version", "2026-10-28.endive");
        var body = "{\"amount\": 500, \"currency\": \"gbp\", \"source\": \"tok_visa\"}";
        var first = merchant.post("/v1/charges", body, key);
        var second = merchant.post("/v1/charges", body, key);
        assertThat(first.at("object")).isEqualTo("charge");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotent-Replayed")).contains("true");
    }

    @Test
    void aDeclineNamesTheChargeWithOrWithoutAKey() {
        var body = "{\"amount\": 500, \"currency\": \"gbp\", \"source\": \"tok_chargeDeclinedInsufficientFunds\"}";
        var key = Map.of("Idempotency-Key", "older-declined", "Stripe-Version", "2026-10-28.endive");
        for (var declined : new Reply[] {
            merchant.post("/v1/charges", body, STRIPE),
            merchant.post("/v1/charges", body, key),
            merchant.post("/v1/charges", body, key)
        }) {
            assertThat(declined.status()).as(declined.text()).isEqualTo(402);
            assertThat(declined.at("error.decline_code")).isEqualTo("insufficient_funds");
            var charge = merchant.get("/v1/charges/" + declined.at("error.charge"));
            assertThat(charge.at("status")).isEqualTo("failed");
            assertThat(declined.json().toString()).doesNotContain("payment_intent=");
        }
    }

    @Test
    void whatIsHeldIsCapturedInPartAndRefunded() {
        var held = charge("\"source\": \"tok_visa\", \"capture\": false", 200);
        assertThat(held.at("captured")).isEqualTo("false");
        var path = "/v1/charges/" + held.at("id");
        var captured = merchant.post(path + "/capture", "{\"amount\": 300}", Map.of("Idempotency-Key", "older-part"));
        assertThat(captured.at("object")).isEqualTo("charge");
        assertThat(captured.at("amount_captured")).isEqualTo("300");
        assertThat(merchant.post(path + "/capture", "{}").status()).isEqualTo(400);
        assertThat(merchant.post("/v1/refunds", "{\"charge\": \"" + held.at("id") + "\"}")
                        .at("amount"))
                .isEqualTo("300");
        var updated = merchant.post(path, "{\"description\": \"Half\", \"metadata\": {\"x\": \"y\"}}");
        assertThat(updated.at("description")).isEqualTo("Half");
        assertThat(merchant.get(path).at("metadata.x")).isEqualTo("y");
    }

    @Test
    void aTokenIsUsedOnce() {
        var token = merchant.with(TestServer.PUBLISHABLE_KEY).post("/v1/tokens", "{\"card\": " + TYPED + "}");
        assertThat(token.at("card.brand")).isEqualTo("Visa");
        assertThat(token.at("used")).isEqualTo("false");
        assertThat(charge("\"source\": \"" + token.at("id") + "\"", 200).at("status"))
                .isEqualTo("succeeded");
        assertThat(merchant.get("/v1/tokens/" + token.at("id")).at("used")).isEqualTo("true");
        assertThat(charge("\"source\": \"" + token.at("id") + "\"", 400).at("error.code"))
                .isEqualTo("token_already_used");
    }

    @Test
    void aTokenBecomesAPaymentMethod() {
        var token = merchant.post("/v1/tokens", "{\"card\": " + TYPED + "}").at("id");
        var method = merchant.post(
                "/v1/payment_methods",
                "{\"type\": \"card\", \"card\": {\"token\": \"" + token
                        + "\"}, \"billing_details\": {\"name\": \"Jenny\"}}");
        assertThat(method.at("billing_details.name")).isEqualTo("Jenny");
        var paid = merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 500, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"" + method.at("id")
                        + "\"}");
        assertThat(paid.at("status")).isEqualTo("succeeded");
    }

    @Test
    void tokensStandWhereACardDoes() {
        for (var token : new String[] {
            "tok_visa", merchant.post("/v1/tokens", "{\"card\": " + TYPED + "}").at("id")
        }) {
            var paid = merchant.post("/v1/payment_intents", """
                    {"amount": 500, "currency": "gbp", "confirm": true,
                     "payment_method_data": {"type": "card", "card": {"token": "%s"}}}""".formatted(token));
            assertThat(paid.at("status")).as(paid.text()).isEqualTo("succeeded");
        }
        var made = merchant.get("/v1/payment_methods/pm_card_mastercard");
        assertThat(made.at("card.brand")).isEqualTo("mastercard");
        assertThat(merchant.get("/v1/payment_methods/" + made.at("id")).at("id"))
                .isEqualTo(made.at("id"));
    }

    @Test
    void aCustomersFirstSourceIsWhatTheyPayWith() {
        var customer = merchant.post("/v1/customers", "{\"source\": \"tok_visa\"}", STRIPE);
        var card = customer.at("default_source");
        assertThat(card).startsWith("card_");
        var sources = "/v1/customers/" + customer.at("id") + "/sources";
        assertThat(charge("\"customer\": \"" + customer.at("id") + "\"", 200).at("status"))
                .isEqualTo("succeeded");
        var second = merchant.post(sources, "{\"source\": \"tok_mastercard\"}");
        assertThat(second.at("object")).isEqualTo("card");
        assertThat(second.at("brand")).isEqualTo("MasterCard");
        assertThat(charge("\"customer\": \"%s\", \"source\": \"%s\"".formatted(customer.at("id"), second.at("id")), 200)
                        .at("payment_method_details.card.brand"))
                .isEqualTo("mastercard");
        assertThat(merchant.get(sources).at("data.0.id")).isEqualTo(second.at("id"));
        assertThat(merchant.post(sources + "/" + card, "{\"name\": \"Jenny\"}").at("name"))
                .isEqualTo("Jenny");
        assertThat(merchant.delete(sources + "/" + card).at("deleted")).isEqualTo("true");
        assertThat(merchant.get(sources + "/" + card).status()).isEqualTo(404);
        assertThat(charge("\"customer\": \"" + customer.at("id") + "\"", 400).at("error.code"))
                .isEqualTo("parameter_missing");
    }

    @Test
    void whatNobodyKnowsTheOutcomeOfIsNoChargeYet() {
        var unknown = merchant.post(
                "/v1/charges",
                "{\"amount\": 500, \"currency\": \"gbp\", \"source\": \"tok_visa\"}",
                Map.of("Caisse-Sandbox", "refuse=authorize"));
        assertThat(unknown.status()).as(unknown.text()).isEqualTo(409);
        assertThat(unknown.at("error.code")).isEqualTo("outcome_unknown");
    }

    private static Reply charge(String more, int status) {
        var reply = merchant.post("/v1/charges", "{\"amount\": 500, \"currency\": \"gbp\", " + more + "}", STRIPE);
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        return reply;
    }
}
