package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Golden;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What every object, event and error looks like, to the last field: changing one means changing a file that says so.
class GoldenTest {
    private static final String PRODUCT = """
            {"name": "Tea", "description": "green", "images": ["www.example.com/a.png"], "metadata": {"a": "b"},
             "url": "www.example.com"}""";
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
    void products() {
        var product = merchant.post("/v1/products", PRODUCT);
        holds("product", product);
        holds("product.list", merchant.get("/v1/products?ids[]=" + product.at("id")));
        holds("product.deleted", merchant.delete("/v1/products/" + product.at("id")));
    }

    @Test
    void prices() {
        holds("price", price(""));
        holds("price.recurring", price("\"recurring\": {\"interval\": \"month\", \"interval_count\": 2},"));
    }

    @Test
    void sessionsAndTheirIntents() {
        var session = merchant.newSession("\"client_reference_id\": \"r\", \"metadata\": {\"a\": \"b\"},");
        holds("session.open", session);
        holds("session.line_items", merchant.get("/v1/checkout/sessions/" + session.at("id") + "/line_items"));
        holdsIntent("payment_intent.new", session);
        merchant.pay(session.at("url"), "4000000000009995");
        holdsIntent("payment_intent.declined", session);
        merchant.pay(session.at("url"), "4242424242424242");
        holdsIntent("payment_intent.succeeded", session);
        holds("session.complete", merchant.get("/v1/checkout/sessions/" + session.at("id")));

        var expired = merchant.newSession();
        holds("session.expired", merchant.post("/v1/checkout/sessions/" + expired.at("id") + "/expire", ""));
        holdsIntent("payment_intent.canceled", expired);
    }

    @Test
    void disputes() {
        var intent = merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "pm_card_createDispute"}""");
        var list = "/v1/disputes?payment_intent=" + intent.at("id");
        Eventually.holds(() -> !merchant.get(list).at("data").equals("[]"));
        holds("dispute.list", merchant.get(list));
        var path = "/v1/disputes/" + merchant.get(list).at("data.0.id");
        holds("dispute", merchant.get(path));
        holds(
                "error.400.charge_disputed",
                merchant.post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(intent.at("id"))),
                400);
        merchant.post(path, "{\"submit\": false, \"evidence\": {\"receipt\": \"losing_evidence\"}}");
        holds("dispute.under_review", merchant.post(path, "{\"submit\": true, \"metadata\": {\"a\": \"b\"}}"));
        Eventually.holds(() -> merchant.get(path).at("status").equals("lost"));
        for (var type : List.of("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed")) {
            Golden.holds("event." + type, newest(type));
        }
    }

    @Test
    void chargesAndRefunds() {
        var paid = merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method_data": {"type": "card",
                   "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2044},
                   "billing_details": {"name": "Jenny Rosen", "address": {"city": "c", "country": "gb"}}},
                 "description": "d", "metadata": {"a": "b"}, "receipt_email": "golden@shop.example"}""");
        var ofPaid = "?payment_intent=" + paid.at("id");
        holds("charge", merchant.get("/v1/charges/" + paid.at("latest_charge")));
        holds("charge.search", merchant.get("/v1/charges/search?query=payment_intent:%27" + paid.at("id") + "%27"));
        var refund = merchant.post("/v1/refunds", """
                {"payment_intent": "%s", "amount": 250, "reason": "requested_by_customer", "metadata": {"a": "b"}}""".formatted(paid.at("id")));
        holds("refund", refund);
        Golden.holds("event.refund.created", newest("refund.created"));
        Golden.holds("event.charge.refunded", newest("charge.refunded"));
        holds("refund.list", merchant.get("/v1/refunds" + ofPaid));
        holds("charge.list", merchant.get("/v1/charges" + ofPaid));
        holds(
                "error.400.refund",
                merchant.post("/v1/refunds", "{\"payment_intent\": \"%s\", \"amount\": 1001}".formatted(paid.at("id"))),
                400);
        var pending = merchant.post(
                "/v1/refunds",
                "{\"charge\": \"%s\"}".formatted(paid.at("latest_charge")),
                Map.of("Caisse-Sandbox", "refuse=refund"));
        holds("refund.pending", pending);
        holds("refund.canceled", merchant.post("/v1/refunds/" + pending.at("id") + "/cancel", ""));
    }

    @Test
    void aRefundThatFails() {
        var paid = merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "pm_card_refundFail"}""");
        var path = "/v1/refunds/"
                + merchant.post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(paid.at("id")))
                        .at("id");
        server.advance(Duration.ofSeconds(3));
        Eventually.holds(() -> merchant.get(path).at("status").equals("failed"));
        holds("refund.failed", merchant.get(path));
        Golden.holds("event.refund.failed", newest("refund.failed"));
    }

    @Test
    void anIntentWithAllThatCanBeSaidOfIt() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var held = merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method_data": {"type": "card",
                   "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2044}},
                 "capture_method": "manual", "customer": "%s", "description": "d", "metadata": {"a": "b"},
                 "merchant_order_id": "o", "merchant_user_id": "u", "quantity": 2, "setup_future_usage": "off_session",
                 "receipt_email": "golden@shop.example", "return_url": "https://shop.example/back",
                 "shipping": {"name": "Jenny Rosen", "phone": "1", "address": {"line1": "l", "country": "gb"}},
                 "statement_descriptor": "CAKES", "statement_descriptor_suffix": "Order 7"}""".formatted(customer));
        holds("payment_intent.requires_capture", held);
        var waiting = merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "pm_card_authenticationRequired",
                 "return_url": "https://shop.example/back"}""");
        assertThat(waiting.at("status")).isEqualTo("requires_action");
        assertThat(waiting.at("next_action.type")).isEqualTo("challenge_redirect");
    }

    @Test
    void sessionsThatAsk() {
        var session = merchant.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example/thanks", "cancel_url": "https://shop.example/cart",
                "shipping_address_collection": {"allowed_countries": ["US", "GB"]}, "customer_creation": "always",
                "phone_number_collection": {"enabled": true}, "billing_address_collection": "required",
                "consent_collection": {"terms_of_service": "required", "promotions": "auto",
                  "payment_method_reuse_agreement": {"position": "hidden"}},
                "custom_fields": [
                  {"key": "engraving", "label": {"type": "custom", "custom": "Engraving"}, "type": "text",
                   "text": {"minimum_length": 2, "maximum_length": 10, "default_value": "None"}},
                  {"key": "vat", "label": {"type": "custom", "custom": "Number"}, "type": "numeric", "optional": true},
                  {"key": "size", "label": {"type": "custom", "custom": "Size"}, "type": "dropdown",
                   "dropdown": {"options": [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}]}}],
                "custom_text": {"submit": {"message": "We bake on Mondays."}, "after_submit": {"message": "Call us."},
                  "shipping_address": {"message": "By bicycle."},
                  "terms_of_service_acceptance": {"message": "I take the [terms](https://shop.example/terms)."}},
                "line_items": [{"quantity": 2, "adjustable_quantity": {"enabled": true, "minimum": 1, "maximum": 5},
                  "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Cup"}}}]}""");
        holds("session.asking", session);
        var answers = Map.ofEntries(
                Map.entry("shippingName", "Jenny Rosen"),
                Map.entry("shippingCountry", "US"),
                Map.entry("shippingLine1", "510 Townsend St"),
                Map.entry("shippingCity", "San Francisco"),
                Map.entry("shippingState", "CA"),
                Map.entry("shippingPostalCode", "94107"),
                Map.entry("phoneNumber", "+442071838750"),
                Map.entry("billingLine1", "10 Downing St"),
                Map.entry("billingCity", "London"),
                Map.entry("custom0", "For Ada"),
                Map.entry("custom1", "007"),
                Map.entry("custom2", "l"),
                Map.entry("termsOfService", "accepted"),
                Map.entry("promotions", "yes"));
        var paid = merchant.pay(session.at("url"), answers);
        assertThat(paid.status()).as(paid.text()).isEqualTo(303);
        holds("session.asked", merchant.get("/v1/checkout/sessions/" + session.at("id")));
    }

    @Test
    void sessionsThatSetUp() {
        var session = merchant.post("/v1/checkout/sessions", """
                {"mode": "setup", "currency": "gbp", "success_url": "https://shop.example/thanks",
                 "cancel_url": "https://shop.example/cart", "metadata": {"a": "b"}}""");
        holds("session.setup.open", session);
        merchant.pay(session.at("url"), "4242424242424242");
        holds("session.setup.complete", merchant.get("/v1/checkout/sessions/" + session.at("id")));
        holds("setup_intent.of_session", merchant.get("/v1/setup_intents/" + session.at("setup_intent")));
    }

    @Test
    void setupIntents() {
        var intent = merchant.post("/v1/setup_intents", """
                {"usage": "on_session", "description": "d", "metadata": {"a": "b"}}""");
        holds("setup_intent.new", intent);
        var confirm = "/v1/setup_intents/" + intent.at("id") + "/confirm";
        holds(
                "error.402.setup_intent",
                merchant.post(confirm, "{\"payment_method\": \"pm_card_chargeDeclined\"}"),
                402);
        var ready = merchant.post(confirm, "{\"payment_method\": \"pm_card_visa\"}");
        holds("setup_intent.succeeded", ready);
        holds("setup_intent.list", merchant.get("/v1/setup_intents?payment_method=" + ready.at("payment_method")));
        var unwanted =
                "/v1/setup_intents/" + merchant.post("/v1/setup_intents", "{}").at("id");
        holds("setup_intent.canceled", merchant.post(unwanted + "/cancel", "{\"cancellation_reason\": \"abandoned\"}"));
    }

    @Test
    void whatAPayersBrowserSees() {
        var session = merchant.newSession("\"metadata\": {\"a\": \"b\"},");
        var browser = merchant.with(TestServer.PUBLISHABLE_KEY);
        var proof = "?client_secret=" + session.at("client_secret");
        holds("session.for-payer", browser.get("/v1/checkout/sessions/" + session.at("id") + proof));
        holds("payment_intent.for-payer", browser.get("/v1/payment_intents/" + session.at("payment_intent") + proof));
    }

    @Test
    void everyTypeOfEvent() {
        var product = merchant.post("/v1/products", PRODUCT).at("id");
        server.advance(Duration.ofSeconds(2));
        merchant.post("/v1/products/" + product, "{\"name\": \"Green tea\"}");
        merchant.delete("/v1/products/" + product);
        merchant.post(
                "/v1/prices/" + price("").at("id"), "{\"nickname\": \"m\", \"metadata\": {\"a\": \"\", \"c\": \"d\"}}");
        var session = merchant.newSession();
        merchant.pay(session.at("url"), "4000000000009995");
        merchant.pay(session.at("url"), "4242424242424242");
        merchant.post("/v1/checkout/sessions/" + merchant.newSession().at("id") + "/expire", "");
        for (var type : List.of(
                "product.created",
                "product.updated",
                "product.deleted",
                "price.created",
                "price.updated",
                "payment_intent.created",
                "payment_intent.payment_failed",
                "payment_intent.succeeded",
                "payment_intent.canceled",
                "charge.failed",
                "charge.succeeded",
                "checkout.session.completed",
                "checkout.session.expired")) {
            Golden.holds("event." + type, newest(type));
        }
    }

    @Test
    void theTableOfWaysToPay() {
        holds("payment_method_configuration.list", merchant.get("/v1/payment_method_configurations"));
    }

    @Test
    void throwAwayAccountsAndTheirClocks() {
        var opened = merchant.post("/v1/test_helpers/accounts", "{\"name\": \"Run 7\", \"frozen_time\": 1900000000}");
        holds("test_helpers.account", opened);
        var shop = merchant.with(opened.at("secret_key"));
        var clocks = "/v1/test_helpers/test_clocks";
        holds("test_helpers.test_clock.list", shop.get(clocks));
        var clock = clocks + "/" + opened.at("test_clock.id");
        holds("test_helpers.test_clock.advancing", shop.post(clock + "/advance", "{\"frozen_time\": 1900000060}"));
        Eventually.holds(() -> shop.get(clock).at("status").equals("ready"));
        holds("test_helpers.test_clock", shop.get(clock));
        holds("test_helpers.test_clock.deleted", shop.delete(clock));
        holds("error.400.test_clock", merchant.post(clocks, "{\"frozen_time\": 1900000000}"), 400);
    }

    @Test
    void customersAndWhatTheyPayWith() {
        var customer = merchant.post("/v1/customers", """
                {"name": "Jenny Rosen", "email": "golden@shop.example", "phone": "1", "description": "d",
                 "address": {"city": "c", "country": "gb"}, "shipping": {"name": "n"}, "metadata": {"a": "b"}}""");
        holds("customer", customer);
        var one = "/v1/customers/" + customer.at("id");
        holds("customer.search", merchant.get("/v1/customers/search?query=email:%27golden@shop.example%27"));
        var typed = merchant.post("/v1/payment_methods", """
                {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2044}}""");
        var method = merchant.post(
                "/v1/payment_methods/" + typed.at("id") + "/attach", "{\"customer\": \"" + customer.at("id") + "\"}");
        holds("payment_method", method);
        holds("payment_method.list", merchant.get(one + "/payment_methods"));
        merchant.post(one, "{\"invoice_settings\": {\"default_payment_method\": \"" + method.at("id") + "\"}}");
        merchant.post("/v1/payment_methods/" + method.at("id"), "{\"metadata\": {\"a\": \"b\"}}");
        holds("payment_method.detached", merchant.post("/v1/payment_methods/" + method.at("id") + "/detach", ""));
        holds("customer.deleted", merchant.delete(one));
        for (var type : List.of(
                "customer.created",
                "customer.updated",
                "customer.deleted",
                "payment_method.attached",
                "payment_method.updated",
                "payment_method.detached")) {
            Golden.holds("event." + type, newest(type));
        }
    }

    @Test
    void anErrorOfEachStatus() {
        holds("error.400", merchant.post("/v1/prices", "{\"unit_amount\": 1.5}"), 400);
        holds("error.400.unknown", merchant.post("/v1/products", "{\"nmae\": \"Tea\"}"), 400);
        holds("error.400.malformed", merchant.post("/v1/products", "{"), 400);
        merchant.post("/v1/products", PRODUCT, Map.of("Idempotency-Key", "golden"));
        holds("error.400.idempotency", merchant.post("/v1/prices", "{}", Map.of("Idempotency-Key", "golden")), 400);
        holds("error.401", merchant.with("sk_test_nobodynobodynobody").get("/v1/products"), 401);
        holds("error.403", merchant.with(TestServer.PUBLISHABLE_KEY).get("/v1/products"), 403);
        holds("error.404", merchant.get("/v1/products/prod_1"), 404);
        holds("error.404.url", merchant.get("/v1/nothing"), 404);
        holds("error.405", merchant.send(merchant.request("/v1/products").method("PUT", BodyPublishers.noBody())), 405);
        holds("error.413", merchant.post("/v1/products", "x".repeat((1 << 20) + 1)), 413);
        holds("error.415", merchant.post("/v1/products", "{}", Map.of("Content-Type", "text/plain")), 415);
    }

    private static void holds(String name, Reply reply) {
        holds(name, reply, 200);
    }

    private static void holds(String name, Reply reply, int status) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        Golden.holds(name, reply.text());
    }

    private static void holdsIntent(String name, Reply session) {
        holds(name, merchant.get("/v1/payment_intents/" + session.at("payment_intent")));
    }

    private static Reply price(String more) {
        return merchant.post("/v1/prices", """
                {%s "currency": "gbp", "unit_amount": 5, "nickname": "n", "lookup_key": "k", "metadata": {"a": "b"},
                 "product_data": %s}""".formatted(more, PRODUCT));
    }

    private static String newest(String type) {
        var id = merchant.get("/v1/events?limit=1&type=" + type).at("data.0.id");
        return merchant.get("/v1/events/" + id).text();
    }
}
