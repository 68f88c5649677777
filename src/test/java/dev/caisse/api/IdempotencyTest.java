package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The same request twice has one effect and one answer.
class IdempotencyTest {
    private static final AtomicInteger KEYS = new AtomicInteger();
    private static final String TEA = "{\"name\": \"Tea\", \"active\": true}";
    private static TestServer server;
    private static Client merchant;
    private String key;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newKey() {
        key = "key " + KEYS.incrementAndGet();
    }

    @Test
    void theSameRequestIsAnsweredByteForByteAndSaysSo() {
        var first = post("/v1/products", TEA);
        var second = post("/v1/products", TEA);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.header("Idempotent-Replayed")).hasValue("true");
        assertThat(second.raw().body()).isEqualTo(first.raw().body());
        assertThat(second.header("Request-Id")).isNotEqualTo(first.header("Request-Id"));
    }

    @Test
    void aFormOfTheSameContentIsTheSameRequest() {
        var first = post("/v1/products", TEA);
        var form = merchant.send(merchant.request("/v1/products")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Idempotency-Key", key)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("active=true&name=Tea")));
        assertThat(form.at("id")).isEqualTo(first.at("id"));
    }

    @Test
    void whatIsKeptOfARequestCannotBeGuessedWithoutTheKeyset() {
        post("/v1/products", TEA);
        var kept = server.db()
                .one(row -> row.bytes("fingerprint"), "select fingerprint from idempotency_keys where key = ?", key);
        assertThat(kept)
                .isPresent()
                .get()
                .isNotEqualTo(Fingerprint.of("POST", "/v1/products", Map.of("name", "Tea", "active", true)));
    }

    @Test
    void otherParametersOrAnotherPathAreRefused() {
        post("/v1/products", TEA);
        for (var reply :
                new Reply[] {post("/v1/products", "{\"name\": \"Coffee\", \"active\": true}"), post("/v1/prices", TEA)
                }) {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.at("error.type")).isEqualTo("idempotency_error");
        }
    }

    @Test
    void ofSixteenTwinsAtOnceOneMakesSomethingAndAllHearOfIt() throws Exception {
        var name = "Twins " + key;
        Callable<Reply> work = () -> post("/v1/products", "{\"name\": \"" + name + "\"}");
        try (var threads = Executors.newFixedThreadPool(16)) {
            var replies = threads.invokeAll(Collections.nCopies(16, work));
            for (var reply : replies) {
                assertThat(reply.get().status()).isEqualTo(200);
                assertThat(reply.get().raw().body())
                        .isEqualTo(replies.getFirst().get().raw().body());
            }
        }
        assertThat(count("select count(*) as n from products where name = ?", name))
                .isEqualTo(1);
    }

    @Test
    void whatWasRefusedLeavesNoRow_SoTheKeyIsFree() {
        assertThat(post("/v1/products", "{\"name\": \"\"}").status()).isEqualTo(400);
        assertThat(post("/v1/products/prod_1", "{\"name\": \"x\"}").status()).isEqualTo(404);
        assertThat(post("/v1/prices", "{\"currency\": \"GBP\", \"unit_amount\": 1, \"product\": \"prod_1\"}")
                        .status())
                .isEqualTo(404);
        assertThat(count("select count(*) as n from idempotency_keys where key = ?", key))
                .isZero();
        assertThat(post("/v1/products", TEA).status()).isEqualTo(200);
        assertThat(count("select count(*) as n from idempotency_keys where key = ?", key))
                .isEqualTo(1);
    }

    @Test
    void aKeyOnAGetMeansNothing() {
        var product = post("/v1/products", TEA);
        var got = merchant.send(merchant.request("/v1/products/" + product.at("id"))
                .header("Idempotency-Key", key)
                .GET());
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.header("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void anEmptyActionMayBeRepeated() {
        var path = "/v1/checkout/sessions/" + merchant.newSession().at("id") + "/expire";
        var first = post(path, "");
        assertThat(first.at("status")).isEqualTo("expired");
        assertThat(post(path, "").raw().body()).isEqualTo(first.raw().body());
    }

    @Test
    void theKeptAnswerIsSealed() {
        var session = post("/v1/checkout/sessions", """
                {"success_url": "a.example", "line_items": [{"quantity": 1, "price_data":
                  {"currency": "gbp", "unit_amount": 1, "product_data": {"name": "Cake"}}}]}""");
        var kept = server.db()
                .one(row -> row.bytes("body"), "select body from idempotency_keys where key = ?", key)
                .orElseThrow();
        assertThat(new String(kept, StandardCharsets.ISO_8859_1))
                .doesNotContain(session.at("client_secret"))
                .doesNotContain("checkout.session");
    }

    @Test
    void keysArePrintableAndHaveAnEnd() {
        for (var bad : new String[] {"", "k".repeat(256), "a\tb"}) {
            key = bad;
            assertThat(post("/v1/products", TEA).status()).as(bad).isEqualTo(400);
        }
        key = "k".repeat(255);
        assertThat(post("/v1/products", TEA).status()).isEqualTo(200);
    }

    private Reply post(String path, String json) {
        return merchant.post(path, json, Map.of("Idempotency-Key", key));
    }

    private static long count(String sql, String value) {
        return server.db().one(row -> row.number("n"), sql, value).orElseThrow();
    }
}
