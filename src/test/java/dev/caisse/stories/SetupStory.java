package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A card is made ready for later without a payment: verified, challenged, declined, cancelled, unknown for a while.
class SetupStory {

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
    void aCardIsSetUpAndNothingIsTaken() {
        var intent = setUp("pm_card_visa", "");
        assertThat(intent.at("status")).isEqualTo("succeeded");
        assertThat(intent.at("latest_attempt")).startsWith("setatt_");
        assertThat(bookedAmounts(intent)).containsExactly("0");
        assertThat(events("setup_intent.created", intent)).isTrue();
        assertThat(events("setup_intent.succeeded", intent)).isTrue();
    }

    @Test
    void aCardThatDeclinesEveryChargeCanBeSetUp() {
        assertThat(setUp("pm_card_chargeCustomerFail", "").at("status")).isEqualTo("succeeded");
    }

    @Test
    void aDeclineIs402WithTheIntentAndItsErrorInside() {
        var declined = setUp("pm_card_chargeDeclinedInsufficientFunds", "");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.at("error.decline_code")).isEqualTo("insufficient_funds");
        assertThat(declined.at("error.setup_intent.status")).isEqualTo("requires_payment_method");
        assertThat(declined.at("error.setup_intent.last_setup_error.decline_code"))
                .isEqualTo("insufficient_funds");
        var again = confirm(declined.at("error.setup_intent.id"), "\"payment_method\": \"pm_card_visa\"");
        assertThat(again.at("status")).isEqualTo("succeeded");
        assertThat(again.at("last_setup_error")).isNull();
    }

    @Test
    void aMethodIsSetFirstAndConfirmedLater() {
        var intent = merchant.post("/v1/setup_intents", "{\"usage\": \"on_session\"}");
        assertThat(intent.at("status")).isEqualTo("requires_payment_method");
        var updated =
                merchant.post(path(intent), "{\"payment_method\": \"pm_card_visa\", \"metadata\": {\"a\": \"b\"}}");
        assertThat(updated.at("status")).isEqualTo("requires_confirmation");
        assertThat(updated.at("metadata.a")).isEqualTo("b");
        assertThat(confirm(intent.at("id"), "").at("status")).isEqualTo("succeeded");
        assertThat(confirm(intent.at("id"), "").at("error.code")).isEqualTo("setup_intent_unexpected_state");
    }

    @Test
    void thePayerProvesThemselvesAndComesBackToTheMerchant() {
        var intent = setUp("pm_card_authenticationRequiredOnSetup", "\"return_url\": \"https://shop.example/back\",");
        assertThat(intent.at("status")).isEqualTo("requires_action");
        var back = Bank.choose(merchant, intent.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE);
        var sentOn = merchant.page(back.header("Location").orElseThrow());
        assertThat(sentOn.header("Location").orElseThrow())
                .startsWith("https://shop.example/back?setup_intent=" + intent.at("id"))
                .contains("setup_intent_client_secret=" + intent.at("client_secret"))
                .endsWith("redirect_status=succeeded");
        assertThat(now(intent).at("status")).isEqualTo("succeeded");
    }

    @Test
    void aPayerWhoFailsMayTryAnotherCard() {
        var intent = setUp("pm_card_authenticationRequired", "");
        var back = Bank.choose(merchant, intent.at("next_action.challenge_redirect.url"), Bank.FAIL);
        merchant.page(back.header("Location").orElseThrow());
        assertThat(now(intent).at("status")).isEqualTo("requires_payment_method");
        assertThat(now(intent).at("last_setup_error.code")).isEqualTo("setup_intent_authentication_failure");
        assertThat(events("setup_intent.setup_failed", intent)).isTrue();
        assertThat(confirm(intent.at("id"), "\"payment_method\": \"pm_card_visa\"")
                        .at("status"))
                .isEqualTo("succeeded");
    }

    @Test
    void oneThatWaitsForItsPayerCanBeCancelledAndThenNothingBringsItBack() {
        var intent = setUp("pm_card_authenticationRequired", "");
        var canceled = merchant.post(path(intent) + "/cancel", "{\"cancellation_reason\": \"abandoned\"}");
        assertThat(canceled.at("status")).isEqualTo("canceled");
        assertThat(canceled.at("cancellation_reason")).isEqualTo("abandoned");
        var back = Bank.choose(merchant, intent.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE);
        merchant.page(back.header("Location").orElseThrow());
        assertThat(now(intent).at("status")).isEqualTo("canceled");
    }

    @Test
    void anAnswerThatWasLostIsFound() {
        var intent = rehearsed("lost-answer=authorize");
        assertThat(intent.at("status")).isEqualTo("processing");
        assertThat(merchant.post(path(intent) + "/cancel", "").status()).isEqualTo(400);
        server.advance(Duration.ofSeconds(10));
        becomes(intent, "succeeded");
    }

    @Test
    void whatNeverArrivedMayBeTriedAgain() {
        var intent = rehearsed("refuse=authorize");
        assertThat(intent.at("status")).isEqualTo("processing");
        server.advance(Duration.ofSeconds(10));
        becomes(intent, "requires_payment_method");
        assertThat(confirm(intent.at("id"), "\"payment_method\": \"pm_card_visa\"")
                        .at("status"))
                .isEqualTo("succeeded");
    }

    @Test
    void ofManyConfirmationsAtOnceOneGoesThrough() {
        var intent = merchant.post("/v1/setup_intents", "{}");
        var replies = Together.run(6, _ -> confirm(intent.at("id"), "\"payment_method\": \"pm_card_visa\""));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 400).hasSize(5);
        assertThat(bookedAmounts(intent)).containsExactly("0");
    }

    @Test
    void theSameKeyIsTheSameSetup() {
        var key = Map.of("Idempotency-Key", "set up once");
        var body = "{\"confirm\": true, \"payment_method\": \"pm_card_visa\"}";
        var first = merchant.post("/v1/setup_intents", body, key);
        var second = merchant.post("/v1/setup_intents", body, key);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotent-Replayed")).hasValue("true");
        var declined = Map.of("Idempotency-Key", "declined once");
        var refused = "{\"confirm\": true, \"payment_method\": \"pm_card_chargeDeclined\"}";
        assertThat(merchant.post("/v1/setup_intents", refused, declined).status())
                .isEqualTo(402);
        assertThat(merchant.post("/v1/setup_intents", refused, declined).text())
                .isEqualTo(merchant.post("/v1/setup_intents", refused, declined).text());
    }

    @Test
    void theMethodBecomesItsCustomersWhenItIsReady() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var declined = setUp("pm_card_chargeDeclined", "\"customer\": \"" + customer + "\",");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(methodsOf(customer)).isEqualTo("[]");
        var intent = setUp("pm_card_visa", "\"customer\": \"" + customer + "\",");
        assertThat(intent.at("customer")).isEqualTo(customer);
        var method = merchant.get("/v1/payment_methods/" + intent.at("payment_method"));
        assertThat(method.at("customer")).isEqualTo(customer);
        assertThat(methodsOf(customer)).contains(intent.at("payment_method"));
        assertThat(merchant.get("/v1/events?type=payment_method.attached&limit=100")
                        .text())
                .contains(intent.at("payment_method"));
        assertThat(merchant.get("/v1/setup_intents?customer=" + customer).at("data.0.id"))
                .isEqualTo(intent.at("id"));
    }

    @Test
    void anothersMethodCannotBeSetUpAndAMissingCustomerIsNamed() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var other = merchant.post("/v1/customers", "{}").at("id");
        var method =
                setUp("pm_card_visa", "\"customer\": \"" + customer + "\",").at("payment_method");
        var stolen = setUp(method, "\"customer\": \"" + other + "\",");
        assertThat(stolen.at("error.code")).isEqualTo("payment_method_customer_mismatch");
        assertThat(setUp("pm_card_visa", "\"customer\": \"cus_1\",").at("error.param"))
                .isEqualTo("customer");
        assertThat(setUp(method, "\"customer\": \"" + customer + "\",").at("status"))
                .isEqualTo("succeeded");
    }

    @Test
    void aCustomerWhoGoesMeanwhileDoesNotKeepTheAnswerFromBeingRecorded() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var intent = setUp("pm_card_authenticationRequired", "\"customer\": \"" + customer + "\",");
        assertThat(merchant.delete("/v1/customers/" + customer).status()).isEqualTo(200);
        var back = Bank.choose(merchant, intent.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE);
        merchant.page(back.header("Location").orElseThrow());
        assertThat(now(intent).at("status")).isEqualTo("succeeded");
    }

    private static String methodsOf(String customer) {
        return merchant.get("/v1/payment_methods?customer=" + customer).at("data");
    }

    @Test
    void aPayersBrowserSeesItsOwnWithTheSecretAlone() {
        var intent = merchant.post("/v1/setup_intents", "{\"metadata\": {\"a\": \"b\"}}");
        var browser = merchant.with(TestServer.PUBLISHABLE_KEY);
        var seen = browser.get(path(intent) + "?client_secret=" + intent.at("client_secret"));
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.json()).doesNotContainKeys("metadata", "customer");
        assertThat(browser.get(path(intent) + "?client_secret=x").status()).isEqualTo(404);
        assertThat(browser.get(path(intent)).status()).isEqualTo(400);
    }

    @Test
    void aListShowsTheNewestFirstAndThoseOfAMethod() {
        var intent = setUp("pm_card_visa", "");
        assertThat(merchant.get("/v1/setup_intents?limit=1").at("data.0.id")).isEqualTo(intent.at("id"));
        var method = intent.at("payment_method");
        assertThat(merchant.get("/v1/setup_intents/list?payment_method=" + method)
                        .at("data.0.id"))
                .isEqualTo(intent.at("id"));
        assertThat(merchant.get("/v1/setup_intents?payment_method=pm_1").at("data"))
                .isEqualTo("[]");
    }

    @Test
    void whatIsWrongIsNamed() {
        assertWrong("{\"usage\": \"always\"}", "usage");
        assertWrong("{\"description\": \"" + "x".repeat(1001) + "\"}", "description");
        assertWrong("{\"confirm\": true}", "payment_method");
        assertWrong("{\"payment_method\": \"pi_1\"}", "payment_method");
        assertWrong("{\"payment_method_types\": [\"alipay\"]}", "payment_method_types");
        assertWrong("{\"payment_method_types\": [\"card\", \"cheque\"]}", "payment_method_types[1]");
        assertWrong("{\"payment_method_options\": {\"alipay\": {\"x\": 1}}}", "payment_method_options.alipay.x");
        assertWrong("{\"amount\": 5}", "amount");
        assertThat(merchant.post("/v1/setup_intents", "{\"usage\": null, \"description\": null}")
                        .status())
                .isEqualTo(200);
        assertThat(merchant.get("/v1/setup_intents/pi_1").status()).isEqualTo(404);
    }

    private static void assertWrong(String body, String param) {
        var reply = merchant.post("/v1/setup_intents", body);
        assertThat(reply.status()).as(reply.text()).isIn(400, 404);
        assertThat(reply.at("error.param")).isEqualTo(param);
    }

    private static Reply setUp(String card, String more) {
        return merchant.post(
                "/v1/setup_intents", "{%s \"confirm\": true, \"payment_method\": \"%s\"}".formatted(more, card));
    }

    private static Reply rehearsed(String words) {
        return merchant.post(
                "/v1/setup_intents",
                "{\"confirm\": true, \"payment_method\": \"pm_card_visa\"}",
                Map.of("Caisse-Sandbox", words));
    }

    private static Reply confirm(String id, String body) {
        return merchant.post("/v1/setup_intents/" + id + "/confirm", "{" + body + "}");
    }

    private static Reply now(Reply intent) {
        return merchant.get(path(intent));
    }

    private static void becomes(Reply intent, String status) {
        Eventually.holds(() -> now(intent).at("status").equals(status));
    }

    private static String path(Reply intent) {
        return "/v1/setup_intents/" + intent.at("id");
    }

    private static boolean events(String type, Reply intent) {
        return merchant.get("/v1/events?limit=100&type=" + type).text().contains(intent.at("id"));
    }

    private static List<String> bookedAmounts(Reply intent) {
        return server.db()
                .all(
                        row -> Long.toString(row.number("amount")),
                        "select b.amount from sandbox.book b join attempts a on a.reference = b.reference"
                                + " where a.intent_id = ? and b.outcome = 'approved'",
                        Long.parseLong(intent.at("id").substring(5)));
    }
}
