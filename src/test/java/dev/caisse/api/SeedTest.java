package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The seed's requests run as printed, and what comes back looks as the seed's responses do: its fields first, in its
/// order, of its types, at every level.
class SeedTest {
    private static final long EPOCH_MS = 1_288_834_974_657L;
    private static final List<String> SPELLINGS = List.of("as-published", "canonical");
    private static final List<String> REQUESTS =
            List.of("product-create", "price-create.existing-product", "price-create.new-product", "session-create");

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
    void everyRequestRunsAsPrintedAnyNumberOfTimesAndInAnyOrder() {
        var runs = new ArrayList<Runnable>();
        for (var spelling : SPELLINGS) {
            for (var request : REQUESTS) {
                runs.addAll(Collections.nCopies(2, () -> send(spelling, request)));
            }
        }
        for (int order = 0; order < 6; order++) {
            Collections.shuffle(runs, new Random(order));
            runs.forEach(Runnable::run);
        }
    }

    @Test
    void aProductLooksAsTheSeedHasIt() {
        for (var spelling : SPELLINGS) {
            var product = send(spelling, "product-create");
            assertSameShape("product", seed("canonical/product-create.response"), product.json());
            assertThat(product.at("metadata")).isEqualTo("{key1=value1, key3=value3}");
            assertIdIsClock(product, "", "prod");
            assertThat(product.at("updated")).isEqualTo(product.at("created"));
        }
    }

    @Test
    void aPriceLooksAsTheSeedHasItWithItsProductWhole() {
        for (var spelling : SPELLINGS) {
            for (var request : List.of("price-create.existing-product", "price-create.new-product")) {
                var price = send(spelling, request);
                assertSameShape("price", seed("canonical/price-create.response"), price.json());
                assertThat(price.at("metadata")).isEqualTo("{key1=value1, key2=value2}");
                assertThat(price.at("currency")).isEqualTo("GBP");
                assertThat(price.at("billing_scheme")).isEqualTo("per_unit");
                assertThat(price.at("product.images")).isNull();
                assertIdIsClock(price, "", "price");
                assertIdIsClock(price, "product.", "prod");
            }
        }
    }

    @Test
    void aSessionLooksAsTheSeedHasIt() {
        for (var spelling : SPELLINGS) {
            var session = send(spelling, "session-create");
            assertSameShape("session", seed("canonical/session-create.response"), session.json());
            var item = "line_items.data.0.";
            assertIdIsClock(session, "", "cs");
            assertIdIsClock(session, item + "price.", "price");
            assertIdIsClock(session, item + "price.product.", "prod");
            assertThat(session.at(item + "id")).matches("li_[1-9][0-9]{17,18}");
            assertThat(session.at("customer")).isEmpty();
            assertThat(session.at("payment_link")).isEmpty();
            assertThat(session.at("line_items.url")).isNull();
            assertThat(session.at("line_items.has_more")).isNull();
            assertThat(Long.parseLong(session.at("expires_at"))).isEqualTo(ms(session.at("id")) + 86_400_000);
            assertThat(session.at("client_secret")).matches(session.at("payment_intent") + "_secret_[0-9A-Za-z]{24}");
        }
    }

    @Test
    void aSessionsLinkHasItsMode_ThePublishableKey_AndASecretOfTwentyTwoCharacters() {
        var session = send("as-published", "session-create");
        var number = session.at("id").substring("cs_".length());
        assertThat(session.at("url"))
                .matches(server.url().replace(".", "\\.") + "/pay/cs_test_" + number + "\\?key="
                        + TestServer.PUBLISHABLE_KEY + "&s=[0-9A-Za-z_-]{22}");
    }

    @Test
    void whatCameInlineIsReal() {
        var session = send("as-published", "session-create");
        var price = "line_items.data.0.price.";
        assertThat(merchant.get("/v1/prices/" + session.at(price + "id")).at("nickname"))
                .isEqualTo("fengli");
        assertThat(merchant.get("/v1/products/" + session.at(price + "product.id"))
                        .at("name"))
                .isEqualTo("example product");
    }

    private static Reply send(String spelling, String request) {
        var path = request.startsWith("product")
                ? "/v1/products"
                : request.startsWith("price") ? "/v1/prices" : "/v1/checkout/sessions";
        var reply = merchant.post(path, body(spelling, request));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static String body(String spelling, String request) {
        var body = text(spelling + "/" + request + ".request");
        if (!request.equals("price-create.existing-product")) {
            return body;
        }
        var product = send("canonical", "product-create").at("id");
        return body.replace("prod_1554351292598452224", product);
    }

    private static Map<String, Object> seed(String name) {
        return Json.readObject(text(name));
    }

    private static String text(String name) {
        try (var stream = SeedTest.class.getResourceAsStream("/seed/" + name + ".json")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ours may have more fields, but only after all of the seed's.
    private static void assertSameShape(String where, Object seeds, Object ours) {
        assertThat(kind(ours)).as("kind of %s", where).isEqualTo(kind(seeds));
        if (where.endsWith(".metadata")) {
            return;
        }
        if (seeds instanceof Map<?, ?> map) {
            var keys = List.copyOf(((Map<?, ?>) ours).keySet());
            assertThat(keys.subList(0, Math.min(keys.size(), map.size())))
                    .as("first fields of %s", where)
                    .isEqualTo(List.copyOf(map.keySet()));
            map.forEach((key, value) -> assertSameShape(where + "." + key, value, ((Map<?, ?>) ours).get(key)));
        }
        if (seeds instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                assertSameShape(where + "[" + i + "]", list.get(i), ((List<?>) ours).get(i));
            }
        }
    }

    private static String kind(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "object";
            case List<?> _ -> "list";
            case null -> "null";
            default -> value.getClass().getSimpleName();
        };
    }

    private static void assertIdIsClock(Reply reply, String path, String prefix) {
        var id = reply.at(path + "id");
        assertThat(id).matches(prefix + "_[1-9][0-9]{17,18}");
        assertThat(ms(id)).isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 1000);
        long rounded = Math.floorDiv(ms(id) + 500, 1000L) * 1000;
        assertThat(reply.at(path + "created")).isEqualTo(Long.toString(rounded));
    }

    private static long ms(String id) {
        return (Long.parseLong(id.substring(id.lastIndexOf('_') + 1)) >> 22) + EPOCH_MS;
    }
}
