package dev.caisse.customers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Customers over HTTP: made, changed, listed, searched for, deleted.
class CustomerApiTest {
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
    void everythingAboutACustomerIsOptional() {
        var bare = customer("");
        assertThat(bare.at("email")).isNull();
        assertThat(bare.at("metadata")).isEqualTo("{}");
        assertThat(merchant.get("/v1/customers/" + bare.at("id")).text()).isEqualTo(bare.text());
    }

    @Test
    void anUpdateChangesWhatIsGivenAndClearsWhatIsEmpty() {
        var path = "/v1/customers/"
                + customer(
                                "\"email\": \"a@b.example\", \"name\": \"A\", \"address\": {\"city\": \"c\"}, \"metadata\": {\"a\": \"1\"}")
                        .at("id");
        var changed =
                merchant.post(path, "{\"name\": \"\", \"phone\": \"1\", \"address\": \"\", \"metadata\": {\"b\": 2}}");
        assertThat(changed.at("name")).isNull();
        assertThat(changed.at("address")).isNull();
        assertThat(changed.at("phone")).isEqualTo("1");
        assertThat(changed.at("email")).isEqualTo("a@b.example");
        assertThat(changed.at("metadata")).isEqualTo("{a=1, b=2}");
        assertThat(merchant.get("/v1/events?limit=1&type=customer.updated").text())
                .contains("\"previous_attributes\":{\"address\":{\"city\":\"c\"");
    }

    @Test
    void twoMayHaveTheSameAddressAndAListFindsBoth() {
        var first = customer("\"email\": \"twice@b.example\"").at("id");
        var second = customer("\"email\": \"twice@b.example\"").at("id");
        assertThat(found("/v1/customers?email=twice@b.example")).containsExactly(second, first);
        assertThat(found("/v1/customers?email=Twice@b.example")).isEmpty();
    }

    @Test
    void aSearchFindsWhatEqualsAllItsConditions() {
        var one = customer(
                        "\"email\": \"s@b.example\", \"name\": \"O'Neil\", \"metadata\": {\"k\": \"v\", \"n\": \"1\"}")
                .at("id");
        var other = customer("\"email\": \"s@b.example\", \"name\": \"Other\", \"metadata\": {\"k\": \"v\"}")
                .at("id");
        assertThat(search("email:'s@b.example'")).containsExactly(other, one);
        assertThat(search("email:\"s@b.example\" and name:'O\\'Neil'")).containsExactly(one);
        assertThat(search("metadata['k']:'v'")).containsExactly(other, one);
        assertThat(search("metadata[\"k\"]:\"v\" AND metadata['n']:'1'")).containsExactly(one);
        assertThat(search("metadata['k']:'v' AND name:'Nobody'")).isEmpty();
    }

    @Test
    void aSearchGoesOnWhereItsPageEnded() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            made.add(customer("\"name\": \"Paged\", \"metadata\": {\"paged\": \"yes\"}")
                    .at("id"));
        }
        for (var query : List.of("name:'Paged'", "metadata['paged']:'yes'")) {
            var walked = new ArrayList<String>();
            var page = "";
            do {
                var reply = merchant.get("/v1/customers/search?limit=2&query=" + encoded(query) + page);
                assertThat(reply.at("object")).isEqualTo("search_result");
                walked.addAll(ids(reply));
                page = reply.at("next_page") == null ? null : "&page=" + reply.at("next_page");
                assertThat(reply.at("has_more")).isEqualTo(Boolean.toString(page != null));
            } while (page != null);
            assertThat(walked).isEqualTo(made.reversed());
        }
    }

    @Test
    void whatIsNoQueryIsRefusedAndSaysWhatWouldBeOne() {
        for (var query : List.of(
                "jenny",
                "email:",
                "email:'a",
                "email:'a' email:'b'",
                "email:'a' AND",
                "email:'a' AND OR name:'b'",
                "email:'a' AND name:'b' OR phone:'c'",
                "email~'a'",
                "name>'a'",
                "created:'x'",
                "created~'123'",
                "email:a",
                "(email:'a')",
                "metadata:'a'",
                "email['a']:'b'",
                "emial:'a'",
                "email:'a'b")) {
            var reply = merchant.get("/v1/customers/search?query=" + encoded(query));
            assertThat(reply.status()).as(query).isEqualTo(400);
            assertThat(reply.at("error.param")).as(query).isEqualTo("query");
            assertThat(reply.at("error.code")).as(query).isEqualTo("parameter_invalid");
        }
    }

    @Test
    void aDeletedCustomerIsGoneAndSoIsTheUseOfTheirMethods() {
        var id = customer("").at("id");
        var method = attach("pm_card_visa", id);
        assertThat(merchant.delete("/v1/customers/" + id).text())
                .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"customer\",\"deleted\":true}");
        assertThat(merchant.get("/v1/customers/" + id).status()).isEqualTo(404);
        assertThat(merchant.delete("/v1/customers/" + id).status()).isEqualTo(404);
        assertThat(merchant.get("/v1/payment_methods/" + method).at("customer")).isNull();
        var other = customer("").at("id");
        assertThat(merchant.post("/v1/payment_methods/" + method + "/attach", "{\"customer\": \"" + other + "\"}")
                        .at("error.code"))
                .isEqualTo("payment_method_unexpected_state");
        assertThat(found("/v1/events?limit=2&types[]=customer.deleted&types[]=payment_method.detached"))
                .hasSize(2);
    }

    @Test
    void theDefaultMethodIsOneOfTheCustomersOwnUntilItIsDetached() {
        var mine = customer("").at("id");
        var path = "/v1/customers/" + mine;
        var method = attach("pm_card_visa", mine);
        var theirs = attach("pm_card_visa", customer("").at("id"));
        var set = "{\"invoice_settings\": {\"default_payment_method\": \"%s\"}}";
        var refused = merchant.post(path, set.formatted(theirs));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.at("error.param")).isEqualTo("invoice_settings.default_payment_method");
        assertThat(merchant.post(path, set.formatted(method)).at("invoice_settings.default_payment_method"))
                .isEqualTo(method);
        assertThat(merchant.post(path, "{\"name\": \"n\"}").at("invoice_settings.default_payment_method"))
                .isEqualTo(method);
        merchant.post("/v1/payment_methods/" + method + "/detach", "");
        assertThat(merchant.get(path).at("invoice_settings.default_payment_method"))
                .isNull();
        assertThat(merchant.post("/v1/customers", set.formatted(method)).at("error.param"))
                .isEqualTo("invoice_settings.default_payment_method");
    }

    private static Reply customer(String json) {
        var reply = merchant.post("/v1/customers", "{" + json + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static String attach(String method, String customer) {
        var reply = merchant.post("/v1/payment_methods/" + method + "/attach", "{\"customer\": \"" + customer + "\"}");
        assertThat(reply.at("customer")).as(reply.text()).isEqualTo(customer);
        return reply.at("id");
    }

    private static List<String> search(String query) {
        return found("/v1/customers/search?query=" + encoded(query));
    }

    private static List<String> found(String path) {
        var reply = merchant.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ids(reply);
    }

    private static List<String> ids(Reply reply) {
        return ((List<?>) reply.json().get("data"))
                .stream()
                        .map(object -> ((Map<?, ?>) object).get("id").toString())
                        .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
