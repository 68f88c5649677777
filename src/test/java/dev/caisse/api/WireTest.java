package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.platform.http.RawConnection;
import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What every endpoint has in common: keys, errors, methods, content types, origins.
class WireTest {
    private static TestServer server;
    private static Client merchant;
    private static Client browser;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
        browser = merchant.with(TestServer.PUBLISHABLE_KEY);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aKeyMayBeSentInSeveralWays() {
        var key = TestServer.SECRET_KEY;
        for (var header : List.of(
                "Basic " + base64(key + ":"),
                "Basic " + base64(key + ":x"),
                "Bearer " + key,
                base64(key),
                base64(key + ":"))) {
            assertThat(asked(header).status()).as(header.substring(0, 6)).isEqualTo(200);
        }
    }

    @Test
    void withoutAKeyThatIsValidTheAnswerIs401_AndTheKeyIsNotRepeated() {
        var wrong = "sk_test_wrongwrongwrongwrongwrong";
        for (var header : List.of("Bearer " + wrong, "Basic " + base64(wrong + ":"), "Basic !!!", "Bearer sk_live_x")) {
            var reply = asked(header);
            assertError(reply, 401, "api_key_invalid");
            assertThat(reply.header("WWW-Authenticate"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
            assertThat(reply.text()).doesNotContain("wrongwrong");
        }
        assertError(merchant.with(null).get("/v1/products"), 401, "api_key_invalid");
    }

    @Test
    void aBrowserSeesOneObjectWithItsSecret_AndLessOfIt() {
        var session = merchant.newSession(
                "\"metadata\": {\"margin\": \"3\"}, \"payment_intent_data\": {\"merchant_order_id\": \"o\"},");
        var secret = "?client_secret=" + session.at("client_secret");
        var seen = browser.get("/v1/checkout/sessions/" + session.at("id") + secret);
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.json()).doesNotContainKeys("metadata", "customer").containsKeys("status", "amount_total");
        assertThat(seen.text()).doesNotContain("margin", "merchant_");

        var intent = browser.get("/v1/payment_intents/" + session.at("payment_intent") + secret);
        assertThat(intent.status()).isEqualTo(200);
        assertThat(intent.header("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(intent.json())
                .doesNotContainKeys(
                        "metadata", "customer", "merchant_order_id", "merchant_user_id", "charges", "receipt_email");
    }

    @Test
    void aBrowserWithoutTheRightSecretSeesNothing() {
        var session = merchant.newSession();
        var other = merchant.newSession();
        for (var path : List.of(
                "/v1/checkout/sessions/" + session.at("id"), "/v1/payment_intents/" + session.at("payment_intent"))) {
            assertError(browser.get(path), 400, "parameter_missing");
            assertError(browser.get(path + "?client_secret=x"), 404, "resource_missing");
            assertError(browser.get(path + "?client_secret=" + other.at("client_secret")), 404, "resource_missing");
        }
    }

    @Test
    void aBrowserMayDoNothingElse() {
        var session = merchant.newSession().at("id");
        for (var reply : List.of(
                browser.get("/v1/products"),
                browser.get("/v1/checkout/sessions"),
                browser.post("/v1/products", "{\"name\": \"x\"}"),
                browser.post("/v1/checkout/sessions/" + session, "{}"),
                browser.post("/v1/checkout/sessions/" + session + "/expire", ""),
                browser.delete("/v1/products/prod_1"))) {
            assertError(reply, 403, "secret_key_required");
            assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void aBrowserMayAskBeforehandFromAnyOriginWithoutCredentials() {
        var path = "/v1/payment_intents/pi_1";
        var reply =
                merchant.with(null).send(merchant.with(null).request(path).method("OPTIONS", BodyPublishers.noBody()));
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(reply.header("Access-Control-Allow-Headers"))
                .hasValueSatisfying(value -> assertThat(value).contains("Authorization"));
        assertThat(reply.header("Access-Control-Allow-Credentials")).isEmpty();
    }

    @Test
    void whatIsNotThereIsA404_AndAWrongMethodA405WithWhatIsAllowed() {
        for (var path : List.of("/v1/nothing", "/v1/products/prod_1/x", "/v1/products/", "/v1", "/v1//products")) {
            assertError(merchant.get(path), 404, "url_unknown");
        }
        var wrong = merchant.send(merchant.request("/v1/products/prod_1").method("PUT", BodyPublishers.ofString("{}")));
        assertError(wrong, 405, "method_not_allowed");
        assertThat(wrong.header("Allow")).hasValue("DELETE, GET, POST");
        assertError(merchant.get("/v1/products/prod_1"), 404, "resource_missing");
        assertError(merchant.get("/v1/products/price_1"), 404, "resource_missing");
    }

    @Test
    void anIdThatCouldBeASecretIsNotRepeated() {
        assertThat(merchant.get("/v1/products/" + TestServer.SECRET_KEY).text()).doesNotContain(TestServer.SECRET_KEY);
        assertThat(merchant.get("/v1/payment_intents/pi_1_secret_abcdef").text())
                .doesNotContain("abcdef");
        assertThat(merchant.get("/v1/products/prod_17").at("message")).contains("prod_17");
    }

    @Test
    void aBodyThatIsNeitherJsonNorFormIsA415() {
        for (var type : List.of("text/plain", "application/xml", "multipart/form-data")) {
            assertError(
                    merchant.post("/v1/products", "{}", Map.of("Content-Type", type)), 415, "content_type_unsupported");
        }
    }

    @Test
    void aBodyOverAMegabyteIsA413() {
        var body = "{\"description\":\"" + "x".repeat(1 << 20) + "\"}";
        assertError(merchant.post("/v1/products", body), 413, "body_too_large");
    }

    @Test
    void anActionNeedsNoBodyAndNoContentType() {
        for (var type : new String[] {null, "application/json", "application/x-www-form-urlencoded", "text/plain"}) {
            var request = merchant.request(
                    "/v1/checkout/sessions/" + merchant.newSession().at("id") + "/expire");
            if (type != null) {
                request.header("Content-Type", type);
            }
            assertThat(merchant.send(request.POST(BodyPublishers.noBody())).at("status"))
                    .isEqualTo("expired");
        }
    }

    @Test
    void aGetMayHaveItsParametersInAJsonBody() {
        merchant.post("/v1/products", "{\"name\": \"a\"}");
        merchant.post("/v1/products", "{\"name\": \"b\"}");
        var reply = merchant.send(merchant.request("/v1/products")
                .header("Content-Type", "application/json")
                .method("GET", BodyPublishers.ofString("{\"limit\": 1}")));
        assertThat((List<?>) reply.json().get("data")).hasSize(1);
        assertThat(reply.at("has_more")).isEqualTo("true");
    }

    @Test
    void everyAnswerCarriesItsRequestId() {
        var good = merchant.get("/v1/products");
        assertThat(good.header("Request-Id"))
                .hasValueSatisfying(id -> assertThat(id).matches("req_[0-9]{18,19}"));
        var bad = merchant.get("/v1/products/prod_1");
        assertThat(bad.header("Request-Id")).hasValue(bad.at("error.request_id"));
        assertThat(bad.header("Request-Id")).isNotEqualTo(good.header("Request-Id"));
    }

    @Test
    void whatCannotBeReadAsARequestIsAJsonErrorToo() throws IOException {
        for (var request : List.of(
                "GET /v1/products HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(17_000) + "\r\n\r\n",
                "GET /v1/products?" + "a".repeat(17_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v1/products/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "nonsense\r\n\r\n")) {
            try (var connection = RawConnection.to(URI.create(server.url()).getPort())) {
                var answer = connection.send(request).answer().orElseThrow();
                assertThat(answer.status()).isBetween(400, 431);
                assertThat(answer.header("Content-Type"))
                        .hasValueSatisfying(type -> assertThat(type).contains("json"));
                assertThat(Json.readObject(answer.body())).containsKeys("error", "message");
            }
        }
    }

    private static Reply asked(String authorization) {
        var client = merchant.with(null);
        return client.send(client.request("/v1/products")
                .header("Authorization", authorization)
                .GET());
    }

    static void assertError(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.at("error.code")).isEqualTo(code);
        assertThat(reply.at("error.type")).isEqualTo("invalid_request_error");
        assertThat(reply.at("message")).isNotBlank().isEqualTo(reply.at("error.message"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
