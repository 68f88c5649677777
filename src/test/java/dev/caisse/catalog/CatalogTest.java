package dev.caisse.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Products and prices over HTTP: lists, updates, deletions, races.
class CatalogTest {
    private static final String INLINE = """
            {"quantity": 1, "price_data": {"currency": "GBP", "unit_amount": 1, "product_data": {"name": "n"}}}""";
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

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7, 25, 100})
    void pagesInBothDirectionsAreTheWholeList_WithoutGapsOrRepeats(int limit) {
        var host = limit + ".pages.example";
        var made = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            made.add(product("\"url\": \"" + host + "\"").at("id"));
        }
        var query = "?limit=" + limit + "&url=" + host;
        assertThat(walked("/v1/products" + query)).isEqualTo(made.reversed());
        assertThat(walked("/v1/products/list" + query)).isEqualTo(made.reversed());
        assertThat(walkedBack("/v1/products" + query, made.getFirst()))
                .isEqualTo(made.reversed().subList(0, 24));
    }

    @Test
    void pagesOfLineItemsAreTheItemsInTheirOrder() {
        var items = String.join(",", java.util.Collections.nCopies(25, INLINE));
        var session = merchant.post(
                "/v1/checkout/sessions", "{\"success_url\": \"a.example\", \"line_items\": [" + items + "]}");
        var ids = ids((Map<?, ?>) session.json().get("line_items"));
        var path = "/v1/checkout/sessions/" + session.at("id") + "/line_items?limit=4";
        assertThat(walked(path)).isEqualTo(ids);
        assertThat(walkedBack(path, ids.getLast())).isEqualTo(ids.subList(0, 24));
    }

    @Test
    void listsAreFilteredByCreatedInSecondsAndMilliseconds() {
        var product = product("\"url\": \"created.example\"");
        long ms = Long.parseLong(product.at("created"));
        for (var filter : List.of(
                "=" + ms,
                "=" + ms / 1000,
                "[gte]=" + ms,
                "[lte]=" + ms / 1000,
                "[gt]=" + (ms - 1),
                "[lt]=" + (ms + 1))) {
            assertThat(listed("/v1/products?url=created.example&created" + filter))
                    .as(filter)
                    .containsExactly(product.at("id"));
        }
        for (var filter : List.of("=" + (ms + 1000), "[gt]=" + ms, "[lt]=" + ms / 1000)) {
            assertThat(listed("/v1/products?url=created.example&created" + filter))
                    .as(filter)
                    .isEmpty();
        }
    }

    @Test
    void listsAreFilteredByWhatTheSpecificationNames() {
        var product = product("\"url\": \"filters.example\"").at("id");
        var gone = product("\"url\": \"filters.example\", \"active\": false").at("id");
        assertThat(listed("/v1/products?url=filters.example&active=false")).containsExactly(gone);
        assertThat(listed("/v1/products?ids[]=" + product + "&ids[]=" + gone)).containsExactly(gone, product);

        var one = price(product, "\"lookup_key\": \"a\"").at("id");
        var two = price(product, "\"lookup_key\": \"a\", \"recurring\": {\"interval\": \"year\"}")
                .at("id");
        var prices = "/v1/prices?product=" + product;
        assertThat(listed(prices + "&lookup_keys[]=a")).containsExactly(two, one);
        assertThat(listed(prices + "&type=recurring")).containsExactly(two);
        assertThat(listed(prices + "&currency=gbp")).hasSize(2);
        assertThat(listed(prices + "&currency=eur")).isEmpty();
        assertThat(listed(prices + "&active=false")).isEmpty();
    }

    @Test
    void anUpdateChangesWhatIsGiven_ClearsWhatIsEmpty_KeepsTheRest() {
        var product = product(
                "\"description\": \"d\", \"url\": \"a.example\", \"metadata\": {\"a\": 1}, \"images\": [\"a.example/i\"]");
        var path = "/v1/products/" + product.at("id");
        var updated = merchant.post(path, "{\"description\": \"\", \"metadata\": {\"b\": 2}, \"url\": null}");
        assertThat(updated.at("description")).isNull();
        assertThat(updated.at("url")).isEqualTo("a.example");
        assertThat(updated.at("metadata")).isEqualTo("{a=1, b=2}");
        assertThat(updated.at("images")).isEqualTo("[a.example/i]");
        assertThat(merchant.post(path, "{\"images\": \"\", \"metadata\": {}}").at("images"))
                .isNull();
        assertThat(merchant.get(path).at("metadata")).isEqualTo("{}");
        assertThat(merchant.post(path, "{\"name\": \"\"}").status()).isEqualTo(400);
    }

    @Test
    void aPricesAmountNeverChanges() {
        var path = "/v1/prices/"
                + price(product("").at("id"), "\"nickname\": \"n\"").at("id");
        for (var field : List.of("unit_amount", "currency", "product", "recurring", "billing_scheme")) {
            var reply = merchant.post(path, "{\"" + field + "\": \"5\"}");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.at("error.param")).isEqualTo(field);
        }
        var updated = merchant.post(path, "{\"nickname\": \"\", \"lookup_key\": \"k\", \"active\": false}");
        assertThat(updated.at("nickname")).isNull();
        assertThat(updated.at("lookup_key")).isEqualTo("k");
        assertThat(merchant.get(path).at("active")).isEqualTo("false");
    }

    @Test
    void anySchemeButTieredIsPerUnit() {
        var product = product("").at("id");
        assertThat(price(product, "\"billing_scheme\": \"testscheme\"").at("billing_scheme"))
                .isEqualTo("per_unit");
        for (var more : List.of("\"tiers\": [{\"up_to\": \"inf\"}]", "\"tiers_mode\": \"volume\"")) {
            assertThat(price(product, more).at("error.message")).contains("billing_scheme tiered");
        }
    }

    @Test
    void aTieredPriceShowsItsTiers_InStripesDialectOnlyWhenAsked() {
        var made = tiered("[{\"up_to\": 10, \"unit_amount\": 5}, {\"up_to\": \"inf\", \"flat_amount\": 7}]");
        assertThat(made.at("unit_amount")).isNull();
        assertThat(made.at("billing_scheme")).isEqualTo("tiered");
        assertThat(made.at("tiers"))
                .isEqualTo(
                        "[{flat_amount=null, unit_amount=5, up_to=10}, {flat_amount=7, unit_amount=null, up_to=null}]");
        var path = "/v1/prices/" + made.at("id");
        assertThat(merchant.get(path).text()).isEqualTo(made.text());
        assertThat(stripe(path).text()).doesNotContain("\"tiers\"").contains("\"tiers_mode\":\"graduated\"");
        assertThat(stripe(path + "?expand[]=tiers").at("tiers.1.flat_amount_decimal"))
                .isEqualTo("7");
    }

    @Test
    void tiersThatLeaveSomethingOpenAreRefused() {
        for (var wrong : List.of(
                "[] tiers",
                "[{\"up_to\": 10, \"unit_amount\": 5}] tiers[0].up_to",
                "[{\"up_to\": \"inf\", \"unit_amount\": 5}, {\"up_to\": \"inf\", \"unit_amount\": 5}] tiers[0].up_to",
                "[{\"up_to\": 10, \"unit_amount\": 5}, {\"up_to\": 10, \"unit_amount\": 5}, {\"up_to\": \"inf\","
                        + " \"unit_amount\": 5}] tiers[1].up_to",
                "[{\"up_to\": 0, \"unit_amount\": 5}, {\"up_to\": \"inf\", \"unit_amount\": 5}] tiers[0].up_to",
                "[{\"up_to\": \"inf\"}] tiers[0].unit_amount",
                "[{\"up_to\": \"inf\", \"unit_amount\": -1}] tiers[0].unit_amount",
                "[{\"up_to\": \"inf\", \"unit_amount\": 1.5}] tiers[0].unit_amount",
                "[{\"up_to\": \"inf\", \"unit_amount\": 1, \"colour\": 1}] tiers[0].colour")) {
            int cut = wrong.lastIndexOf(' ');
            var reply = tiered(wrong.substring(0, cut));
            assertThat(reply.status()).as(wrong).isEqualTo(400);
            assertThat(reply.at("error.param")).isEqualTo(wrong.substring(cut + 1));
        }
    }

    private static Reply tiered(String tiers) {
        return merchant.post("/v1/prices", """
            {"currency": "gbp", "product_data": {"name": "Tea"}, "billing_scheme": "tiered",
             "tiers_mode": "graduated", "tiers": %s}\
            """.formatted(tiers));
    }

    private static Reply stripe(String path) {
        return merchant.send(merchant.request(path)
                .header("Stripe-Version", "2026-10-28.endive")
                .GET());
    }

    @Test
    void metadataMayHaveNumbersForKeysInAFormToo() {
        assertThat(merchant.postForm("/v1/products", "name=Tea&metadata[7]=seven")
                        .at("metadata"))
                .isEqualTo("{7=seven}");
    }

    @Test
    void aDefaultPriceIsMadeWithItsProduct() {
        var product = product("\"default_price_data\": {\"currency\": \"gbp\", \"unit_amount\": 7}");
        var price = merchant.get("/v1/prices/" + product.at("default_price"));
        assertThat(price.at("unit_amount")).isEqualTo("7");
        assertThat(price.at("product.id")).isEqualTo(product.at("id"));
    }

    @Test
    void aProductIsDeletedOnlyWithoutPrices() {
        var product = product("").at("id");
        assertThat(merchant.delete("/v1/products/" + product).text())
                .isEqualTo("{\"id\":\"%s\",\"object\":\"product\",\"deleted\":true}".formatted(product));
        assertThat(merchant.get("/v1/products/" + product).status()).isEqualTo(404);
        assertThat(merchant.delete("/v1/products/" + product).status()).isEqualTo(404);

        var priced = product("").at("id");
        price(priced, "");
        assertThat(merchant.delete("/v1/products/" + priced).at("error.code")).isEqualTo("product_has_prices");
        assertThat(merchant.get("/v1/products/" + priced).status()).isEqualTo(200);
    }

    @Test
    void ofADeletionAndAPriceAtOnceOneWins() throws Exception {
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 50; i++) {
                var product = product("").at("id");
                Callable<Reply> delete = () -> merchant.delete("/v1/products/" + product);
                Callable<Reply> price = () -> price(product, "");
                var both = threads.invokeAll(List.of(delete, price));
                int deleted = both.get(0).get().status();
                int priced = both.get(1).get().status();
                assertThat(List.of(deleted, priced)).isIn(List.of(200, 404), List.of(400, 200));
                assertThat(merchant.get("/v1/products/" + product).status()).isEqualTo(deleted == 200 ? 404 : 200);
            }
        }
    }

    private static Reply product(String more) {
        return merchant.post("/v1/products", "{\"name\": \"Tea\"" + (more.isEmpty() ? "" : "," + more) + "}");
    }

    private static Reply price(String product, String more) {
        return merchant.post(
                "/v1/prices",
                "{%s \"currency\": \"gbp\", \"unit_amount\": 5, \"product\": \"%s\"}"
                        .formatted(more.isEmpty() ? "" : more + ",", product));
    }

    private static List<String> walked(String path) {
        var page = merchant.get(path);
        var all = new ArrayList<>(ids(page.json()));
        while (page.at("has_more").equals("true")) {
            page = merchant.get(path + "&starting_after=" + all.getLast());
            all.addAll(ids(page.json()));
        }
        return all;
    }

    private static List<String> walkedBack(String path, String from) {
        var page = merchant.get(path + "&ending_before=" + from);
        var all = new ArrayList<>(ids(page.json()));
        while (page.at("has_more").equals("true")) {
            page = merchant.get(path + "&ending_before=" + all.getFirst());
            all.addAll(0, ids(page.json()));
        }
        return all;
    }

    private static List<String> listed(String path) {
        return ids(merchant.get(path).json());
    }

    private static List<String> ids(Map<?, ?> list) {
        return ((List<?>) list.get("data"))
                .stream().map(item -> ((Map<?, ?>) item).get("id").toString()).toList();
    }
}
