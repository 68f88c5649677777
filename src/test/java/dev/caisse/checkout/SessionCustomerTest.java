package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sessions of customers whom the merchant knows, and sessions that make one of their payer.
class SessionCustomerTest {
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
    void theCustomersAddressIsFilledInAndFixedOnThePage() {
        var customer = customer("{\"email\": \"known@shop.example\", \"name\": \"Known Person\"}");
        var session = merchant.newSession("\"customer\": \"" + customer + "\",");
        assertThat(session.at("customer")).isEqualTo(customer);
        assertThat(session.at("customer_email")).isNull();
        assertThat(session.at("customer_details.email")).isEqualTo("known@shop.example");
        assertThat(merchant.page(session.at("url")).text())
                .contains("known@shop.example")
                .contains("Known Person")
                .contains(" readonly");
        merchant.pay(session.at("url"), Map.of("email", "other@shop.example"));
        var paid = read(session);
        assertThat(paid.at("payment_status")).isEqualTo("paid");
        assertThat(paid.at("customer_details.email")).isEqualTo("known@shop.example");
        assertThat(merchant.get("/v1/payment_intents/" + paid.at("payment_intent"))
                        .at("customer"))
                .isEqualTo(customer);
        for (var type : List.of("charge.succeeded", "payment_intent.succeeded")) {
            assertThat(merchant.get("/v1/events?limit=1&type=" + type).at("data.0.data.object.customer"))
                    .as(type)
                    .isEqualTo(customer);
        }
        assertThat(ids("/v1/checkout/sessions?customer=" + customer)).containsExactly(session.at("id"));
        assertThat(ids("/v1/payment_intents?customer=" + customer)).containsExactly(session.at("payment_intent"));
    }

    @Test
    void aPayerWithoutAKnownAddressIsAskedForOne() {
        var session = merchant.newSession("\"customer\": \"" + customer("{}") + "\",");
        assertThat(merchant.page(session.at("url")).text()).doesNotContain(" readonly");
        merchant.pay(session.at("url"), "4242424242424242");
        assertThat(read(session).at("customer_details.email")).isEqualTo("jenny@example.com");
    }

    @Test
    void aSessionThatMakesCustomersMakesOneWhenItIsPaidAndNotBefore() {
        var session = merchant.newSession("\"customer_creation\": \"always\",");
        assertThat(session.at("customer_creation")).isEqualTo("always");
        assertThat(session.at("customer")).isEmpty();
        merchant.pay(session.at("url"), "4000000000009995");
        assertThat(read(session).at("customer")).isEmpty();
        merchant.pay(session.at("url"), "4242424242424242");
        var customer = read(session).at("customer");
        var made = merchant.get("/v1/customers/" + customer);
        assertThat(made.at("email")).isEqualTo("jenny@example.com");
        assertThat(made.at("name")).isEqualTo("Jenny Rosen");
        assertThat(made.at("address.country")).isEqualTo("GB");
        assertThat(merchant.get("/v1/events?limit=1&type=customer.created").at("data.0.data.object.id"))
                .isEqualTo(customer);
        assertThat(merchant.get("/v1/events?limit=1&type=checkout.session.completed")
                        .at("data.0.data.object.customer"))
                .isEqualTo(customer);
        assertThat(merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                        .at("customer"))
                .isEqualTo(customer);
        assertThat(ids("/v1/checkout/sessions?customer=" + customer)).containsExactly(session.at("id"));
        assertThat(ids("/v1/charges?customer=" + customer)).hasSize(2);
    }

    @Test
    void aSessionThatCostsNothingMakesItsCustomerToo() {
        var free = merchant.post("/v1/checkout/sessions", """
                {"success_url": "a.example", "customer_creation": "always", "line_items": [{"quantity": 1, "price_data":
                  {"currency": "gbp", "unit_amount": 0, "product_data": {"name": "Nothing"}}}]}""");
        merchant.pay(free.at("url"), "");
        assertThat(merchant.get("/v1/customers/" + read(free).at("customer")).at("email"))
                .isEqualTo("jenny@example.com");
    }

    @Test
    void otherSessionsMakeNoCustomer() {
        for (var creation : List.of("", "\"customer_creation\": \"if_required\",")) {
            var session = merchant.newSession(creation);
            merchant.pay(session.at("url"), "4242424242424242");
            assertThat(read(session).at("customer")).isEmpty();
        }
    }

    @Test
    void whatContradictsACustomerIsRefused() {
        var customer = "\"customer\": \"" + customer("{}") + "\",";
        assertThat(merchant.newSession(customer + "\"customer_email\": \"a@b.example\",")
                        .at("error.param"))
                .isEqualTo("customer_email");
        assertThat(merchant.newSession(customer + "\"customer_creation\": \"always\",")
                        .at("error.param"))
                .isEqualTo("customer_creation");
        var unknown = merchant.newSession("\"customer\": \"cus_1\",");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.at("error.param")).isEqualTo("customer");
    }

    @Test
    void theIntentOfASessionKeepsItsCustomer() {
        var session = merchant.newSession("\"customer\": \"" + customer("{}") + "\",");
        assertThat(merchant.post(
                                "/v1/payment_intents/" + session.at("payment_intent"),
                                "{\"customer\": \"" + customer("{}") + "\"}")
                        .at("error.code"))
                .isEqualTo("payment_intent_of_session");
    }

    private static String customer(String json) {
        return merchant.post("/v1/customers", json).at("id");
    }

    private static Reply read(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    private static List<String> ids(String path) {
        var reply = merchant.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ((List<?>) reply.json().get("data"))
                .stream()
                        .map(object -> ((Map<?, ?>) object).get("id").toString())
                        .toList();
    }
}
