package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Payment links: what a visit makes, what a link may still sell, and who of many gets the last of it.
class PaymentLinkTest {
    private static final int RACING = 64;

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
    void aLinkOfARecurringPriceIsMadeWithANoticeAndIsClosedToWhoeverFollowsIt() {
        var price = merchant.post(
                        "/v1/prices",
                        "{\"currency\": \"gbp\", \"unit_amount\": 500, \"recurring\": {\"interval\": \"month\"},"
                                + " \"product_data\": {\"name\": \"Tea club\"}}")
                .at("id");
        var items = "{\"line_items\": [{\"price\": \"" + price + "\", \"quantity\": 1}]}";
        var link = merchant.post("/v1/payment_links", items);
        assertThat(link.status()).as(link.text()).isEqualTo(200);
        assertThat(link.header("Caisse-Notice").orElseThrow())
                .contains("line_items[0].price")
                .contains("recurring");
        assertThat(merchant.page(link.at("url")).status()).isEqualTo(410);
        assertThat(merchant.post(
                                "/v1/checkout/sessions",
                                items.replace("{\"line", "{\"success_url\": \"http://a.test\", \"line"))
                        .at("error.code"))
                .isEqualTo("parameter_unsupported");
    }

    @Test
    void aVisitMakesASessionOfItsOwn_WhichIsPaidAndThanksOnItsPage() {
        var link = link("""
            "metadata": {"campaign": "spring"}, "allow_promotion_codes": true, "submit_type": "donate",
            "payment_intent_data": {"description": "Cake"}, "payment_method_types": ["card"],
            "phone_number_collection": {"enabled": false}, "custom_fields": [
              {"key": "size", "type": "text", "optional": true, "label": {"type": "custom", "custom": "Size"}}],
            "after_completion": {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "See you soon!"}},\
            """);
        assertThat(link.at("url")).matches(".*/l/[A-Za-z0-9_-]{16}");
        var first = visited(link.at("url"));
        assertThat(visited(link.at("url"))).isNotEqualTo(first);
        var session = session(first);
        assertThat(session.at("payment_link")).isEqualTo(link.at("id"));
        assertThat(session.at("metadata.campaign")).isEqualTo("spring");
        assertThat(session.at("allow_promotion_codes")).isEqualTo("true");
        assertThat(session.at("submit_type")).isEqualTo("donate");
        assertThat(session.at("amount_total")).isEqualTo("2500");
        assertThat(session.at("success_url")).isNull();
        assertThat(session.at("phone_number_collection.enabled")).isEqualTo("false");
        assertThat(session.at("custom_fields.0.key")).isEqualTo("size");
        assertThat(link.at("custom_fields")).isEqualTo(session.at("custom_fields"));
        assertThat(merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                        .at("description"))
                .isEqualTo("Cake");

        var paid = merchant.pay(first, "4242424242424242");
        assertThat(paid.status()).isEqualTo(303);
        var done = merchant.page(absolute(paid.header("Location").orElseThrow()));
        assertThat(done.text()).contains("Thank you", "See you soon!");
        assertThat(merchant.get("/v1/checkout/sessions?payment_link=" + link.at("id"))
                        .at("data.1.status"))
                .isEqualTo("complete");
    }

    @Test
    void theAddressMaySayWhoPays_AndWhatIsNoGoodIsLeftOut() {
        var link = link("""
            "after_completion": {"type": "redirect", "redirect": {"url": "shop.example/thanks?s={CHECKOUT_SESSION_ID}"}},\
            """);
        var url = visited(link.at("url") + "?prefilled_email=jenny%40example.com&client_reference_id=o%201&locale=de");
        var session = session(url);
        assertThat(session.at("client_reference_id")).isEqualTo("o 1");
        assertThat(session.at("locale")).isEqualTo("de");
        assertThat(merchant.page(url).text()).contains("value=\"jenny@example.com\"");
        var paid = merchant.pay(url, "4242424242424242");
        assertThat(paid.header("Location").orElseThrow())
                .isEqualTo("https://shop.example/thanks?s=" + session.at("id"));
        var wrong = visited(link.at("url") + "?prefilled_email=jenny&locale=tlh&utm_source=x&client_reference_id="
                + "9".repeat(201));
        assertThat(session(wrong).at("client_reference_id")).isNull();
        assertThat(session(wrong).at("locale")).isNull();
    }

    @Test
    void whoOnlyLooksMakesNothing() {
        var link = link("");
        var url = link.at("url");
        assertThat(opened(url, request -> request.method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
        assertThat(opened(url, request -> request.header("Sec-Purpose", "prefetch;prerender"))
                        .status())
                .isEqualTo(200);
        var preview = opened(url + "?locale=de", request -> request.header("User-Agent", "WhatsApp/2.23.20.0"));
        assertThat(preview.text()).contains("?locale=de&amp;open=1");
        assertThat(preview.header("X-Robots-Tag")).contains("noindex");
        assertThat(merchant.get("/v1/checkout/sessions?payment_link=" + link.at("id"))
                        .at("data"))
                .isEqualTo("[]");
        assertThat(opened(url + "?locale=de&open=1", request -> request.header("User-Agent", "WhatsApp/2"))
                        .status())
                .isEqualTo(303);
        assertThat(merchant.page(url.substring(0, url.length() - 16) + "AAAAAAAAAAAAAAAA")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aLinkThatIsNotActiveSellsNothing_AlsoToWhoHasThePageOpen() {
        var link = link("\"inactive_message\": \"Sold out <b>\",");
        var url = visited(link.at("url"));
        var page = merchant.page(url).text();
        var updated = merchant.post("/v1/payment_links/" + link.at("id"), "{\"active\": false}");
        assertThat(updated.at("active")).isEqualTo("false");
        var closed = merchant.page(link.at("url"));
        assertThat(closed.status()).isEqualTo(410);
        assertThat(closed.text()).contains("Sold out &lt;b&gt;");
        assertThat(merchant.submit(url, page, Map.of(), Map.of()).text()).contains("Sold out");
        assertThat(session(url).at("payment_status")).isEqualTo("unpaid");
        merchant.post("/v1/payment_links/" + link.at("id"), "{\"active\": true}");
        assertThat(merchant.pay(url, "4242424242424242").status()).isEqualTo(303);
    }

    @Test
    void aLimitCountsWhatWasCompletedBeforeIt_AndTheLastOneClosesTheLink() {
        var link = link("");
        var address = "/v1/payment_links/" + link.at("id");
        var declined = visited(link.at("url"));
        assertThat(merchant.pay(visited(link.at("url")), "4242424242424242").status())
                .isEqualTo(303);
        var limited = merchant.post(address, "{\"restrictions\": {\"completed_sessions\": {\"limit\": 2}}}");
        assertThat(limited.at("restrictions.completed_sessions.count")).isEqualTo("1");
        assertThat(merchant.pay(declined, "4000000000000002").status()).isEqualTo(402);
        assertThat(merchant.pay(declined, "4242424242424242").status()).isEqualTo(303);
        assertThat(merchant.get(address).at("active")).isEqualTo("false");
        assertThat(merchant.get(address).at("restrictions.completed_sessions.count"))
                .isEqualTo("2");
        var told = merchant.get("/v1/events?type=payment_link.updated&limit=1").at("data.0.data");
        assertThat(told).contains("active=false", "previous_attributes={active=true, ");
        assertThat(merchant.page(link.at("url")).text()).contains("No longer available");

        assertThat(merchant.post(address, "{\"active\": true}").at("error.param"))
                .isEqualTo("active");
        assertThat(merchant.post(address, "{\"restrictions\": {\"completed_sessions\": {\"limit\": 1}}}")
                        .at("error.param"))
                .isEqualTo("restrictions.completed_sessions.limit");
        var again = merchant.post(
                address, "{\"active\": true, \"restrictions\": {\"completed_sessions\": {\"limit\": 3}}}");
        assertThat(again.at("active")).isEqualTo("true");
        assertThat(opened(link.at("url"), request -> request).status()).isEqualTo(303);
        assertThat(merchant.post(address, "{\"restrictions\": \"\"}").at("restrictions"))
                .isNull();
    }

    @Test
    void anUpdateChangesWhatTheNextVisitGets() {
        var link = link("\"submit_type\": \"book\", \"billing_address_collection\": \"required\",");
        var address = "/v1/payment_links/" + link.at("id");
        var item = link.at("line_items.data.0.id");
        var updated = merchant.post(address, """
            {"submit_type": "", "metadata": {"a": "b"}, "line_items": [{"id": "%s", "quantity": 3}],
             "after_completion": {"type": "redirect", "redirect": {"url": "https://shop.example/done"}}}\
            """.formatted(item));
        assertThat(updated.at("submit_type")).isEqualTo("auto");
        assertThat(updated.at("line_items.data.0.id")).isEqualTo(item);
        assertThat(updated.at("line_items.data.0.amount_total")).isEqualTo("3750");
        var session = session(visited(link.at("url")));
        assertThat(session.at("amount_total")).isEqualTo("3750");
        assertThat(session.at("success_url")).isEqualTo("https://shop.example/done");
        assertThat(session.at("billing_address_collection")).isEqualTo("required");
        assertThat(session.at("submit_type")).isNull();
        assertThat(merchant.post(address, "{\"payment_method_types\": [\"pix\"]}")
                        .at("error.param"))
                .isEqualTo("payment_method_types");
        assertThat(merchant.post(address, "{\"currency\": \"eur\"}").status()).isEqualTo(400);
        assertThat(merchant.get(address + "/line_items?limit=1").at("data.0.quantity"))
                .isEqualTo("3");
    }

    @Test
    void whatWasAcceptedOnceIsReadAgainAsItWasGiven() {
        var link = link("""
            "custom_fields": [{"key": "size", "type": "text", "label": {"type": "custom", "custom": 1e400}}],\
            """);
        assertThat(link.at("custom_fields.0.label.custom")).isEqualTo("1e400");
        var again = merchant.get("/v1/payment_links/" + link.at("id"));
        assertThat(again.at("custom_fields")).isEqualTo(link.at("custom_fields"));
        assertThat(session(visited(link.at("url"))).at("custom_fields.0.label.custom"))
                .isEqualTo("1e400");
    }

    @Test
    void whatNoSessionCouldHaveIsRefused() {
        for (var wrong : Map.of(
                        "\"success_url\": \"https://shop.example\"", "success_url",
                        "\"customer\": \"cus_1\"", "customer",
                        "\"submit_type\": \"give\"", "submit_type",
                        "\"after_completion\": {\"type\": \"redirect\"}", "after_completion.redirect.url",
                        "\"restrictions\": {\"completed_sessions\": {\"limit\": 0}}",
                                "restrictions.completed_sessions.limit",
                        "\"payment_method_types\": [\"pix\"]", "payment_method_types",
                        "\"discounts\": [{\"coupon\": \"none\"}]", "discounts[0].coupon",
                        "\"colour\": \"red\"", "colour")
                .entrySet()) {
            assertThat(link(wrong.getKey() + ",").at("error.param")).isEqualTo(wrong.getValue());
        }
        assertThat(merchant.post("/v1/payment_links", "{}").at("error.param")).isEqualTo("line_items");
    }

    @Test
    void whatIsNotSoldAnyMoreIsNotSoldByALinkEither() {
        var price = merchant.post(
                "/v1/prices", "{\"currency\": \"gbp\", \"unit_amount\": 5, \"product_data\": {\"name\": \"Tea\"}}");
        var link = merchant.post(
                "/v1/payment_links", "{\"line_items\": [{\"price\": \"" + price.at("id") + "\", \"quantity\": 1}]}");
        merchant.post("/v1/prices/" + price.at("id"), "{\"active\": false}");
        assertThat(merchant.page(link.at("url")).text()).contains("No longer available");
    }

    @Test
    void theLastOneIsWonByExactlyOneOfManyOnTwoNodes() {
        var link = link("\"restrictions\": {\"completed_sessions\": {\"limit\": 1}},");
        var urls = IntStream.range(0, RACING)
                .mapToObj(_ -> visited(link.at("url")))
                .toList();
        var pages = urls.stream().map(url -> merchant.page(url).text()).toList();
        try (var other = server.beside()) {
            var replies = Together.run(
                    RACING,
                    racer -> pressed(
                            racer % 2 == 0 ? urls.get(racer) : urls.get(racer).replace(server.url(), other.url()),
                            pages.get(racer),
                            "192.0.2." + racer));
            var byStatus = replies.stream().collect(Collectors.groupingBy(Reply::status, Collectors.counting()));
            assertThat(byStatus).isEqualTo(Map.of(303, 1L, 410, RACING - 1L));
        }
        assertThat(merchant.get("/v1/checkout/sessions?limit=100&status=complete&payment_link=" + link.at("id"))
                        .text())
                .containsOnlyOnce("\"payment_status\":\"paid\"");
        assertThat(merchant.get("/v1/payment_links/" + link.at("id")).at("active"))
                .isEqualTo("false");
    }

    /// Whoever finds the server overloaded presses again.
    private static Reply pressed(String url, String page, String address) {
        Reply reply;
        do {
            reply = merchant.submit(url, page, Map.of(), Map.of("X-Forwarded-For", address));
        } while (reply.status() == 503);
        return reply;
    }

    private static Reply link(String more) {
        return merchant.post("/v1/payment_links", """
            {%s "line_items": [
              {"quantity": 2, "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Cake"}}}]}
            """.formatted(more));
    }

    private static String visited(String link) {
        var reply = opened(link, request -> request);
        assertThat(reply.status()).as(reply.text()).isEqualTo(303);
        return reply.header("Location").orElseThrow();
    }

    private static Reply opened(String link, UnaryOperator<HttpRequest.Builder> how) {
        return merchant.send(how.apply(HttpRequest.newBuilder(URI.create(link)).GET()));
    }

    private static Reply session(String url) {
        return merchant.get("/v1/checkout/sessions/" + url.replaceAll(".*/pay/([^?]*).*", "$1"));
    }

    private static String absolute(String address) {
        return address.startsWith("/") ? merchant.url() + address : address;
    }
}
