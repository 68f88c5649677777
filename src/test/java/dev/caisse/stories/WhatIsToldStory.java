package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which events each change brings, no more and no fewer, in their order, and whose request they name.
class WhatIsToldStory {
    private static final String GOOD = "4242424242424242";
    private static final String POOR = "4000000000009995";
    private static final String DEMANDS = "4000002760003184";

    private TestServer server;
    private Client merchant;
    private int keys;

    @BeforeEach
    void start() {
        server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "1"));
        merchant = server.client();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theCatalog() {
        var product = told(() -> post("/v1/products", "{\"name\": \"Tea\"}"), "product.created");
        var path = "/v1/products/" + product.at("id");
        told(() -> post(path, "{\"name\": \"Green tea\"}"), "product.updated");
        told(() -> post(path, "{\"name\": \"Green tea\"}"));
        var price = told(() -> post("/v1/prices", price("\"product\": \"" + product.at("id") + "\"")), "price.created");
        told(() -> post(path, "{\"default_price\": \"" + price.at("id") + "\"}"), "product.updated");
        told(() -> post("/v1/prices/" + price.at("id"), "{\"active\": false}"), "price.updated");
        told(() -> post("/v1/prices/" + price.at("id"), "{}"));
        told(() -> merchant.delete(path));

        told(
                () -> post("/v1/products", "{\"name\": \"Cake\", \"default_price_data\": " + price("") + "}"),
                "product.created",
                "price.created");
        told(
                () -> post("/v1/prices", price("\"product_data\": {\"name\": \"Milk\"}")),
                "product.created",
                "price.created");
        var unpriced = told(() -> post("/v1/products", "{\"name\": \"Air\"}"), "product.created");
        told(() -> merchant.delete("/v1/products/" + unpriced.at("id")), "product.deleted");
    }

    @Test
    void aSessionAndItsPayer() {
        var session = told(() -> session(""), "product.created", "price.created", "payment_intent.created");
        told(() -> post("/v1/checkout/sessions/" + session.at("id"), "{\"metadata\": {\"a\": \"b\"}}"));
        told(() -> merchant.pay(session.at("url"), POOR), "charge.failed", "payment_intent.payment_failed");
        told(() -> merchant.pay(session.at("url"), "1"));
        told(
                () -> merchant.pay(session.at("url"), GOOD),
                "charge.succeeded",
                "payment_intent.succeeded",
                "checkout.session.completed");
        told(() -> merchant.page(session.at("url")));
    }

    @Test
    void aSessionThatEndsUnpaid() {
        var session = session("");
        told(
                () -> post("/v1/checkout/sessions/" + session.at("id") + "/expire", ""),
                "payment_intent.canceled",
                "checkout.session.expired");
        session("");
        toldByNobody(Duration.ofHours(25), "payment_intent.canceled", "checkout.session.expired");
    }

    @Test
    void aSessionThatCostsNothing() {
        var session = told(() -> post("/v1/checkout/sessions", """
                        {"success_url": "https://shop.example", "line_items": [{"quantity": 1, "price_data":
                          {"currency": "gbp", "unit_amount": 0, "product_data": {"name": "Air"}}}]}"""), "product.created", "price.created");
        told(() -> merchant.pay(session.at("url"), Map.of()), "checkout.session.completed");
    }

    @Test
    void aSessionThatHoldsTheMoney() {
        var session = session("\"payment_intent_data\": {\"capture_method\": \"manual\"},");
        told(
                () -> merchant.pay(session.at("url"), GOOD),
                "charge.succeeded",
                "payment_intent.amount_capturable_updated",
                "checkout.session.completed");
        told(
                () -> post("/v1/payment_intents/" + session.at("payment_intent") + "/capture", ""),
                "charge.captured",
                "payment_intent.succeeded");
    }

    @Test
    void anIntent() {
        var intent = path(told(() -> intent(""), "payment_intent.created"));
        told(
                () -> post(intent + "/confirm", "{\"payment_method\": \"pm_card_chargeDeclined\"}"),
                "charge.failed",
                "payment_intent.payment_failed");
        told(
                () -> post(intent + "/confirm", "{\"payment_method\": \"pm_card_visa\"}"),
                "charge.succeeded",
                "payment_intent.succeeded");
        told(() -> post(intent + "/confirm", "{\"payment_method\": \"pm_card_visa\"}"));
        told(() -> post(intent + "/cancel", ""));
        told(() -> intent(CONFIRMED), "payment_intent.created", "charge.succeeded", "payment_intent.succeeded");
        var set = told(() -> intent(", \"payment_method\": \"pm_card_visa\""), "payment_intent.created");
        told(() -> post(path(set) + "/cancel", ""), "payment_intent.canceled");
    }

    @Test
    void anIntentThatHoldsTheMoney() {
        var intent = told(
                () -> intent(CONFIRMED + HELD),
                "payment_intent.created",
                "charge.succeeded",
                "payment_intent.amount_capturable_updated");
        told(() -> post(path(intent) + "/cancel", ""), "charge.expired", "payment_intent.canceled");

        var declined = intent(CONFIRMED + HELD);
        server.db().run("update sandbox.book set moved = 1 where outcome = 'approved' and operation = 'authorize'");
        told(() -> post(path(declined) + "/capture", ""), "payment_intent.payment_failed");
    }

    @Test
    void anOutcomeThatNobodyKnowsIsToldOnce() {
        var intent = told(
                () -> intent(CONFIRMED, "lost-answer=authorize refuse=lookup"),
                "payment_intent.created",
                "payment_intent.processing");
        server.db().run("update attempts set looks = -1000000");
        looksAgain(intent);
        server.db().run("update attempts set rehearsal = null");
        toldByNobody(Duration.ofMinutes(10), "charge.succeeded", "payment_intent.succeeded");
    }

    /// Then the first to hear that nobody knows is a worker.
    @Test
    void anOutcomeThatNobodyKnowsIsToldAlsoWhenItsCallerDied() {
        intent(CONFIRMED, "lost-answer=authorize refuse=lookup");
        server.db().run("update attempts set last_answer = null, looks = -1000000");
        toldByNobody(Duration.ofMinutes(10), "payment_intent.processing");
    }

    @Test
    void whatNeverArrived() {
        intent(CONFIRMED, "refuse=authorize");
        toldByNobody(Duration.ofMinutes(1), "payment_intent.payment_failed");
    }

    @Test
    void aChallengeThatIsAnswered() {
        var session = session("");
        var bank = found(
                "data-challenge=\"([^\"]*)\"",
                told(() -> merchant.pay(session.at("url"), DEMANDS), "payment_intent.requires_action"));
        told(() -> merchant.page(session.at("url").replace("?", "/finish?")));
        var back = merchant.page(choose(bank, "test-source-authorize-3ds"));
        told(
                () -> merchant.page(server.url() + found("data-onward=\"([^\"]*)\"", back)),
                "charge.succeeded",
                "payment_intent.succeeded",
                "checkout.session.completed");
    }

    @Test
    void aChallengeThatIsGivenUp() {
        var session = session("");
        var page = merchant.pay(session.at("url"), DEMANDS);
        var token = "token=" + found("name=\"token\" value=\"([^\"]*)\"", page);
        told(() -> form(session.at("url").replace("?", "/abandon?"), token), "payment_intent.payment_failed");
        merchant.pay(session.at("url"), DEMANDS);
        toldByNobody(Duration.ofMinutes(12), "payment_intent.payment_failed");
    }

    @Test
    void aChallengeWhosePayerComesBackToABankThatSaysNothing() {
        var session = session("\"metadata\": {\"sandbox\": \"refuse=resume\"},");
        merchant.pay(session.at("url"), DEMANDS);
        var before = newest();
        var finish = session.at("url").replace("?", "/finish?");
        merchant.page(finish);
        Eventually.holds(() -> since(before).stream()
                .map(Told::type)
                .toList()
                .equals(List.of("payment_intent.processing", "payment_intent.requires_action")));

        server.db().run("update attempts set rehearsal = null, last_answer = '{\"answer\": \"unknown\"}'");
        told(() -> merchant.page(finish), "payment_intent.requires_action");
    }

    /// Where a payer leaves for, and where they see a code.
    @ParameterizedTest
    @ValueSource(strings = {"alipay", "wechat_pay"})
    void aPaymentAtAProvider(String type) {
        var session = session("");
        var away = told(() -> merchant.pay(session.at("url"), Provider.fields(type)), "payment_intent.requires_action");
        toldBySomebody(
                () -> Provider.choose(merchant, Provider.page(merchant, away), Provider.PAY),
                "charge.succeeded",
                "payment_intent.succeeded",
                "checkout.session.completed");
        told(() -> merchant.page(session.at("url")));
    }

    @Test
    void aPaymentThatAProviderDeclinesAndOneThatIsGivenUp() {
        var session = session("");
        var away = merchant.pay(session.at("url"), Provider.fields("alipay"));
        toldBySomebody(
                () -> Provider.choose(merchant, Provider.page(merchant, away), Provider.FAIL),
                "charge.failed",
                "payment_intent.payment_failed");
        told(() -> merchant.pay(session.at("url"), Provider.fields("alipay")), "payment_intent.requires_action");
        toldBySomebody(() -> Provider.otherWay(merchant, session.at("url")), "payment_intent.payment_failed");
    }

    @ParameterizedTest
    @CsvSource({
        "pay,charge.succeeded,succeeded,async_payment_succeeded",
        "fail,charge.failed,payment_failed,async_payment_failed"
    })
    void aTransferThatComesLater(String choice, String charge, String intent, String end) {
        var session = merchant.post("/v1/checkout/sessions", """
                        {"success_url": "https://shop.example", "line_items": [{"quantity": 1, "price_data":
                          {"currency": "vnd", "unit_amount": 500000, "product_data": {"name": "Tea"}}}]}""");
        var page = told(
                () -> merchant.pay(session.at("url"), Provider.fields("bank_transfer_vn")),
                "payment_intent.requires_action",
                "checkout.session.completed");
        toldBySomebody(
                () -> Provider.choose(merchant, Provider.page(merchant, page), choice),
                charge,
                "payment_intent." + intent,
                "checkout.session." + end);
    }

    @Test
    void moneyThatComesAfterADecline() {
        var declined = post(path(intent("")) + "/confirm", "{\"payment_method\": \"pm_card_chargeDeclined\"}");
        assertThat(declined.status()).isEqualTo(402);
        server.db().run("delete from charges");
        server.db().run("""
                update sandbox.book set outcome = 'approved', acquirer_reference = 'sbx_late', moved = amount,
                       decline_code = null, message = null, advice = null, risk = null
                """);
        server.db().run("update attempts set outcome = null");
        toldByNobody(
                Duration.ofSeconds(10),
                "charge.succeeded",
                "refund.created",
                "refund.updated",
                "charge.refund.updated",
                "charge.refunded");
    }

    /// Nothing was taken of it: it is let go of, as whatever is held and not captured.
    @Test
    void heldMoneyThatComesAfterADecline() {
        var declined = post(path(intent(HELD)) + "/confirm", "{\"payment_method\": \"pm_card_chargeDeclined\"}");
        assertThat(declined.status()).isEqualTo(402);
        server.db().run("delete from charges");
        server.db().run("""
                update sandbox.book set outcome = 'approved', acquirer_reference = 'sbx_late', decline_code = null,
                       message = null, advice = null, risk = null
                """);
        server.db().run("update attempts set outcome = null");
        toldByNobody(Duration.ofSeconds(10), "charge.succeeded", "charge.expired");
        var charge = merchant.get("/v1/charges?limit=1");
        assertThat(charge.at("data.0.refunded")).isEqualTo("true");
        assertThat(charge.at("data.0.captured")).isEqualTo("false");
        assertThat(charge.at("data.0.balance_transaction")).isNull();
    }

    private static final String CONFIRMED = ", \"confirm\": true, \"payment_method\": \"pm_card_visa\"";
    private static final String HELD = ", \"capture_method\": \"manual\"";

    /// One event, as far as this is about it.
    private record Told(String type, Optional<String> request, Optional<String> key) {}

    /// Each event names the request, and its key if it had one.
    private Reply told(Supplier<Reply> change, String... types) {
        var before = newest();
        var reply = change.get();
        assertThat(reply.status()).as(reply.text()).isLessThan(500);
        boolean isKeyed =
                reply.raw().request().headers().firstValue("Idempotency-Key").isPresent();
        var key = Optional.of("key " + keys).filter(_ -> isKeyed);
        assertThat(since(before))
                .containsExactlyElementsOf(List.of(types).stream()
                        .map(type -> new Told(type, reply.header("Request-Id"), key))
                        .toList());
        return reply;
    }

    /// Time passes, and workers do what is due; their events name nobody.
    private void toldByNobody(Duration later, String... types) {
        var before = newest();
        server.advance(later);
        Eventually.holds(() -> since(before).size() >= types.length);
        assertThat(since(before))
                .containsExactlyElementsOf(List.of(types).stream()
                        .map(type -> new Told(type, Optional.empty(), Optional.empty()))
                        .toList());
    }

    /// The bank sends a notice, which is a request of nobody's here.
    private void toldBySomebody(Runnable elsewhere, String... types) {
        var before = newest();
        elsewhere.run();
        Eventually.holds(() -> since(before).size() >= types.length);
        assertThat(since(before).stream().map(Told::type)).containsExactly(types);
        assertThat(since(before)).allMatch(told -> told.key().isEmpty());
    }

    /// A worker looks once more, and there is nothing to tell.
    private void looksAgain(Reply intent) {
        var before = newest();
        server.db().run("update attempts set last_answer = '{\"answer\": \"unknown\", \"why\": \"to be replaced\"}'");
        server.advance(Duration.ofMinutes(10));
        Eventually.holds(() -> server.db()
                .one(_ -> true, "select 1 from attempts where last_answer ->> 'why' <> 'to be replaced'")
                .isPresent());
        assertThat(since(before)).isEmpty();
        assertThat(merchant.get(path(intent)).at("status")).isEqualTo("processing");
    }

    private Optional<String> newest() {
        return list("/v1/events?limit=1").map(event -> event.get("id").toString());
    }

    private Optional<Map<?, ?>> list(String path) {
        return ((List<?>) merchant.get(path).json().get("data"))
                .stream().findFirst().map(event -> (Map<?, ?>) event);
    }

    private List<Told> since(Optional<String> before) {
        var path = "/v1/events?limit=100"
                + before.map(id -> "&ending_before=" + id).orElse("");
        var told = new ArrayList<Told>();
        for (var item : ((List<?>) merchant.get(path).json().get("data")).reversed()) {
            var event = (Map<?, ?>) item;
            var request = (Map<?, ?>) event.get("request");
            told.add(new Told(
                    event.get("type").toString(),
                    Optional.ofNullable(request.get("id")).map(Objects::toString),
                    Optional.ofNullable(request.get("idempotency_key")).map(Objects::toString)));
        }
        return told;
    }

    private Reply post(String path, String json) {
        return merchant.post(path, json, Map.of("Idempotency-Key", "key " + ++keys));
    }

    private Reply session(String more) {
        return merchant.newSession(more);
    }

    private Reply intent(String more) {
        return post("/v1/payment_intents", "{\"amount\": 900, \"currency\": \"gbp\"" + more + "}");
    }

    private Reply intent(String more, String fault) {
        return merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 900, \"currency\": \"gbp\"" + more + "}",
                Map.of("Caisse-Sandbox", fault));
    }

    private static String price(String more) {
        return "{\"currency\": \"gbp\", \"unit_amount\": 5" + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    private static String path(Reply intent) {
        return "/v1/payment_intents/" + intent.at("id");
    }

    /// Presses a button on the bank's page; answers with where that leads.
    private String choose(String bankPage, String button) {
        var pressed = found("(<button[^>]*id=\"" + button + "\"[^>]*>)", merchant.page(bankPage));
        var sent = pressed.replaceAll("(?s).*name=\"([^\"]*)\".*", "$1") + "="
                + pressed.replaceAll("(?s).*value=\"([^\"]*)\".*", "$1");
        return form(bankPage, sent).header("Location").orElseThrow();
    }

    private Reply form(String url, String form) {
        return merchant.send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private static String found(String pattern, Reply page) {
        var match = Pattern.compile(pattern).matcher(page.text());
        assertThat(match.find()).as("%s in %s", pattern, page.text()).isTrue();
        return match.group(1).replace("&amp;", "&");
    }
}
