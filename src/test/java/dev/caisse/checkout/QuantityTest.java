package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Payers who say how many of an item they want.
class QuantityTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");
    private static final String TWO_TO_FIVE =
            "\"adjustable_quantity\": {\"enabled\": true, \"minimum\": 2, \"maximum\": 5},";
    private static final String ANY = "\"adjustable_quantity\": {\"enabled\": true},";

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
    void anotherQuantityIsAnotherTotal_AndWhoSawTheFormerIsNotChargedIt() {
        var session = session(TWO_TO_FIVE, "");
        assertThat(session.at("line_items.data.0.adjustable_quantity.maximum")).isEqualTo("5");
        assertThat(session.at("line_items.data.1.adjustable_quantity")).isNull();
        var url = session.at("url");
        var old = merchant.page(url).text();
        assertThat(old).contains("min=\"2\" max=\"5\"");
        assertThat(chosen(url, cake(session), "5").status()).isEqualTo(303);
        assertThat(now(session).at("amount_total")).isEqualTo("6750");
        assertThat(amountOf(session)).isEqualTo("6750");
        var stale = merchant.submit(url, old, Map.of(), Map.of());
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.text()).contains("It is now £67.50");
        assertThat(merchant.pay(url, "4242424242424242").status()).isEqualTo(303);
        assertThat(now(session).at("line_items.data.0.quantity")).isEqualTo("5");
    }

    @Test
    void whatIsNotOfferedIsRefusedAndTheTotalStays() {
        var session = session(TWO_TO_FIVE, "");
        var url = session.at("url");
        for (var wrong : new String[] {"1", "6", "0", "-3", "x", "", "99999999999999999999", "2.5"}) {
            var refused = chosen(url, cake(session), wrong);
            assertThat(refused.status()).as(wrong).isEqualTo(422);
            assertThat(refused.text()).contains("Choose from 2 to 5.");
        }
        var tea = session.at("line_items.data.1.id");
        assertThat(chosen(url, tea, "7").status()).isEqualTo(303);
        assertThat(chosen(url, "li_1", "3").status()).isEqualTo(303);
        assertThat(now(session).at("amount_total")).isEqualTo("3000");
        // Digits of any script are digits.
        assertThat(chosen(url, cake(session), "٣").status()).isEqualTo(303);
        assertThat(now(session).at("amount_total")).isEqualTo("4250");
    }

    @Test
    void aLineIsTakenOutAsLongAsAnotherStays() {
        var session = session(ANY, ANY);
        var url = session.at("url");
        assertThat(chosen(url, cake(session), "0").status()).isEqualTo(303);
        assertThat(now(session).at("amount_total")).isEqualTo("500");
        var last = chosen(url, session.at("line_items.data.1.id"), "0");
        assertThat(last.status()).isEqualTo(422);
        assertThat(last.text()).contains("Choose from 1 to 99.");
        assertThat(merchant.pay(url, "4242424242424242").status()).isEqualTo(303);
        assertThat(now(session).at("line_items.data.0.description")).isEqualTo("Tea");
        assertThat(now(session).at("amount_total")).isEqualTo("500");
    }

    @Test
    void aDiscountFollowsTheQuantity() {
        var coupon = merchant.post("/v1/coupons", "{\"percent_off\": 50}").at("id");
        var session = session(ANY, "", "\"discounts\": [{\"coupon\": \"" + coupon + "\"}],");
        assertThat(chosen(session.at("url"), cake(session), "4").status()).isEqualTo(303);
        assertThat(now(session).at("amount_total")).isEqualTo("2750");
        assertThat(now(session).at("total_details.amount_discount")).isEqualTo("2750");
    }

    @Test
    void moreThanCanBePaidIsRefused() {
        var session = merchant.post("/v1/checkout/sessions", """
            {"success_url": "https://shop.example", "line_items": [{"quantity": 1,
              "adjustable_quantity": {"enabled": true, "maximum": 999999},
              "price_data": {"currency": "gbp", "unit_amount": 999999999, "product_data": {"name": "Castle"}}}]}\
            """);
        assertThat(chosen(session.at("url"), cake(session), "999999").status()).isEqualTo(409);
        assertThat(now(session).at("amount_total")).isEqualTo("999999999");
    }

    @Test
    void whatNobodyCouldChooseIsRefusedToTheMerchant() {
        for (var wrong : Map.of(
                        "{\"enabled\": true, \"minimum\": 3}", "line_items[0].quantity",
                        "{\"enabled\": true, \"maximum\": 1}", "line_items[0].quantity",
                        "{\"enabled\": true, \"minimum\": 7, \"maximum\": 6}",
                                "line_items[0].adjustable_quantity.minimum",
                        "{\"minimum\": 1}", "line_items[0].adjustable_quantity.enabled",
                        "{\"enabled\": true, \"maximum\": 1000000}", "line_items[0].adjustable_quantity.maximum")
                .entrySet()) {
            assertThat(session("\"adjustable_quantity\": " + wrong.getKey() + ",", "")
                            .at("error.param"))
                    .as(wrong.getKey())
                    .isEqualTo(wrong.getValue());
        }
    }

    @Test
    void aLinksSessionsHaveItToo_AndItsUpdateChangesIt() {
        var link = merchant.post("/v1/payment_links", """
            {"line_items": [{"quantity": 2, %s
              "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Cake"}}}]}\
            """.formatted(TWO_TO_FIVE));
        var url = merchant.page(link.at("url")).header("Location").orElseThrow();
        assertThat(merchant.page(url).text()).contains("min=\"2\" max=\"5\"");
        var item = link.at("line_items.data.0.id");
        var updated = merchant.post(
                "/v1/payment_links/" + link.at("id"),
                "{\"line_items\": [{\"id\": \"%s\", \"adjustable_quantity\": {\"enabled\": true, \"minimum\": 1}}]}"
                        .formatted(item));
        assertThat(updated.at("line_items.data.0.adjustable_quantity.minimum")).isEqualTo("1");
        assertThat(merchant.post(
                                "/v1/payment_links/" + link.at("id"),
                                "{\"line_items\": [{\"id\": \"%s\", \"quantity\": 100}]}".formatted(item))
                        .at("error.param"))
                .isEqualTo("line_items[0].quantity");
    }

    private static Reply session(String ofCake, String ofTea) {
        return session(ofCake, ofTea, "");
    }

    private static Reply session(String ofCake, String ofTea, String more) {
        return merchant.post("/v1/checkout/sessions", """
            {%s "success_url": "https://shop.example/thanks", "line_items": [
              {"quantity": 2, %s "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Cake"}}},
              {"quantity": 1, %s "price_data": {"currency": "gbp", "unit_amount": 500, "product_data": {"name": "Tea"}}}]}
            """.formatted(more, ofCake, ofTea));
    }

    private static String cake(Reply session) {
        return session.at("line_items.data.0.id");
    }

    private static Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    private static String amountOf(Reply session) {
        return merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                .at("amount");
    }

    private static Reply chosen(String url, String line, String quantity) {
        var token = TOKEN.matcher(merchant.page(url).text());
        assertThat(token.find()).isTrue();
        var body = "token=" + token.group(1) + "&line=" + line + "&quantity="
                + URLEncoder.encode(quantity, StandardCharsets.UTF_8);
        return merchant.send(HttpRequest.newBuilder(URI.create(url.replace("?", "/quantity?")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }
}
