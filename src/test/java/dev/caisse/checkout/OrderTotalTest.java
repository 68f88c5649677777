package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What changes a session's total: tiers, discounts, codes that payers type, shipping. The intent's amount is always
/// the
/// total shown.
class OrderTotalTest {
    private static final int RACING = 64;
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");

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
    void aCouponTakesItsPartOffEachLine() {
        var coupon = coupon("\"percent_off\": 33.33");
        var session = session("\"discounts\": [{\"coupon\": \"" + coupon + "\"}],");
        assertThat(session.at("amount_subtotal")).isEqualTo("3000");
        assertThat(session.at("amount_total")).isEqualTo("2000");
        assertThat(session.at("line_items.data.0.amount_total")).isEqualTo("1667");
        assertThat(session.at("line_items.data.1.amount_total")).isEqualTo("333");
        assertThat(session.at("total_details.amount_discount")).isEqualTo("1000");
        assertThat(session.at("total_details.breakdown.discounts.0.discount.coupon.id"))
                .isEqualTo(coupon);
        assertThat(session.at("discounts.0.coupon.id")).isEqualTo(coupon);
        assertThat(amountOf(session)).isEqualTo("2000");
        var stripes = merchant.send(merchant.request("/v1/checkout/sessions/" + session.at("id")
                        + "?expand[]=line_items&expand[]=total_details.breakdown")
                .header("Stripe-Version", "2026-10-28.endive")
                .GET());
        assertThat(stripes.at("discounts.0.coupon")).isEqualTo(coupon);
        assertThat(stripes.at("line_items.data.0.amount_discount")).isEqualTo("833");
        assertThat(stripes.at("total_details.breakdown.discounts.0.discount.source.coupon"))
                .isEqualTo(coupon);
    }

    @Test
    void tiersPriceALineByItsQuantity() {
        var price = merchant.post("/v1/prices", """
            {"currency": "gbp", "product_data": {"name": "Tea"}, "billing_scheme": "tiered", "tiers_mode": "graduated",
             "tiers": [{"up_to": 2, "unit_amount": 1000}, {"up_to": "inf", "unit_amount": 500}]}\
            """).at("id");
        var session = merchant.post(
                "/v1/checkout/sessions",
                "{\"success_url\": \"shop.example\", \"line_items\": [{\"price\": \"%s\", \"quantity\": 3}]}"
                        .formatted(price));
        assertThat(session.at("amount_total")).isEqualTo("2500");
        assertThat(merchant.page(session.at("url")).text()).contains("× 3", "£25.00");
    }

    @Test
    void whatDoesNotFitTheOrderIsRefused() {
        var euros = coupon("\"amount_off\": 5, \"currency\": \"eur\"");
        var other = merchant.post("/v1/products", "{\"name\": \"Other\"}").at("id");
        var elsewhere = coupon("\"percent_off\": 5, \"applies_to\": {\"products\": [\"" + other + "\"]}");
        var dear =
                code("\"coupon\": \"%s\", \"restrictions\": {\"minimum_amount\": 3001, \"minimum_amount_currency\": \"gbp\"}"
                                .formatted(coupon("\"percent_off\": 5")))
                        .at("id");
        for (var wrong : List.of(
                "\"discounts\": [{\"coupon\": \"nobody\"}] | discounts[0].coupon",
                "\"discounts\": [{\"coupon\": \"" + euros + "\"}] | discounts[0].coupon",
                "\"discounts\": [{\"coupon\": \"" + elsewhere + "\"}] | discounts[0].coupon",
                "\"discounts\": [{\"promotion_code\": \"" + dear + "\"}] | discounts[0].promotion_code",
                "\"discounts\": [{}] | discounts[0].coupon",
                "\"discounts\": [{\"coupon\": \"a\"}, {\"coupon\": \"b\"}] | discounts",
                "\"discounts\": [{\"coupon\": \"a\"}], \"allow_promotion_codes\": true | allow_promotion_codes",
                "\"shipping_options\": [{\"shipping_rate\": \"shr_1\"}] | shipping_options[0].shipping_rate",
                "\"shipping_options\": [{}] | shipping_options[0].shipping_rate",
                "\"shipping_options\": [{\"shipping_rate_data\": {\"display_name\": \"x\", \"fixed_amount\":"
                        + " {\"amount\": 1, \"currency\": \"eur\"}}}] | shipping_options[0].shipping_rate_data")) {
            var cells = wrong.split(" \\| ");
            var reply = session(cells[0] + ",");
            assertThat(reply.status()).as(wrong).isBetween(400, 404);
            assertThat(reply.at("error.param")).as(wrong).isEqualTo(cells[1]);
        }
    }

    @Test
    void aCodeIsTypedOnThePage_RefusedTakenAndTakenOffAgain() {
        var coupon = coupon("\"percent_off\": 50");
        code("\"coupon\": \"" + coupon + "\", \"code\": \"HALF\"");
        code(
                "\"coupon\": \"%s\", \"code\": \"BIG\", \"restrictions\": {\"minimum_amount\": 9900, \"minimum_amount_currency\": \"gbp\"}"
                        .formatted(coupon));
        var session = session("\"allow_promotion_codes\": true,");
        var url = session.at("url");

        var wrong = typed(url, "nonsense");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).contains("This code is not valid for this order.", "value=\"nonsense\"", "£30.00");
        assertThat(typed(url, "BIG").text()).contains("This code is for orders of £99.00 or more.");

        assertThat(typed(url, "half").status()).isEqualTo(303);
        var page = merchant.page(url).text();
        assertThat(page).contains("Discount (HALF)", "-£15.00", "Pay £15.00");
        assertThat(amountOf(session)).isEqualTo("1500");

        assertThat(sent(url, "/promotion", "remove", "1").status()).isEqualTo(303);
        assertThat(merchant.page(url).text()).contains("Pay £30.00").doesNotContain("HALF");
        assertThat(amountOf(session)).isEqualTo("3000");

        typed(url, "HALF");
        assertThat(merchant.pay(url, "4242424242424242").status()).isEqualTo(303);
        var paid = merchant.get("/v1/checkout/sessions/" + session.at("id"));
        assertThat(paid.at("payment_status")).isEqualTo("paid");
        assertThat(paid.at("amount_total")).isEqualTo("1500");
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("1");
    }

    @Test
    void aCodeThatLeavesLessThanAnyOfTheTypesTakesIsRefused() {
        code("\"coupon\": \"" + coupon("\"percent_off\": 50") + "\", \"code\": \"PIXHALF\"");
        var session = merchant.post("/v1/checkout/sessions", """
            {"success_url": "shop.example", "allow_promotion_codes": true, "payment_method_types": ["pix"],
             "line_items": [{"quantity": 1, "price_data":
              {"currency": "brl", "unit_amount": 400, "product_data": {"name": "Tea"}}}]}\
            """);
        assertThat(typed(session.at("url"), "PIXHALF").status()).isEqualTo(422);
        assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).at("amount_total"))
                .isEqualTo("400");
    }

    @Test
    void whoSawAnotherTotalIsNotCharged() {
        code("\"coupon\": \"" + coupon("\"percent_off\": 10") + "\", \"code\": \"TENTH\"");
        var url = session("\"allow_promotion_codes\": true,").at("url");
        var before = merchant.page(url).text();
        typed(url, "TENTH");
        var reply = merchant.submit(url, before, Map.of());
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.text()).contains("The total has changed. It is now £27.00.");
    }

    @Test
    void aTotalOfNothingNeedsNoCard_AndTheIntentIsOver() {
        code("\"coupon\": \"" + coupon("\"percent_off\": 100, \"max_redemptions\": 1") + "\", \"code\": \"ALL\"");
        var session = session("\"allow_promotion_codes\": true,");
        var url = session.at("url");
        typed(url, "ALL");
        assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).at("payment_status"))
                .isEqualTo("no_payment_required");
        assertThat(merchant.page(url).text()).doesNotContain("cardNumber").contains("Complete order");
        assertThat(merchant.pay(url, Map.of()).status()).isEqualTo(303);
        var done = merchant.get("/v1/checkout/sessions/" + session.at("id"));
        assertThat(done.at("status")).isEqualTo("complete");
        assertThat(done.at("payment_intent")).isNull();
        assertThat(merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                        .at("status"))
                .isEqualTo("canceled");
        assertThat(typed(session("\"allow_promotion_codes\": true,").at("url"), "ALL")
                        .text())
                .contains("This code has been used up or has ended.");
    }

    @Test
    void aDeclineGivesTheRedemptionBack() {
        var coupon = coupon("\"percent_off\": 10, \"max_redemptions\": 1");
        var url = session("\"discounts\": [{\"coupon\": \"" + coupon + "\"}],").at("url");
        assertThat(merchant.pay(url, "4000000000000002").status()).isEqualTo(402);
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("0");
        assertThat(merchant.pay(url, "4242424242424242").status()).isEqualTo(303);
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("1");
        assertThat(merchant.get("/v1/coupons/" + coupon).at("valid")).isEqualTo("false");
    }

    @Test
    void shippingIsChosenOnThePage_AloneOrWithThePayment() {
        var rate = merchant.post(
                        "/v1/shipping_rates",
                        "{\"display_name\": \"Post\", \"fixed_amount\": {\"amount\": 300, \"currency\": \"gbp\"}}")
                .at("id");
        var session = session("""
            "shipping_options": [{"shipping_rate": "%s"}, {"shipping_rate_data":
              {"display_name": "Courier", "fixed_amount": {"amount": 900, "currency": "gbp"}}}],\
            """.formatted(rate));
        assertThat(session.at("amount_total")).isEqualTo("3300");
        assertThat(session.at("shipping_cost.shipping_rate.id")).isEqualTo(rate);
        var url = session.at("url");
        var courier = session.at("shipping_options.1.shipping_rate.id");
        assertThat(merchant.page(url).text()).contains("Shipping (Post)", "Courier", "Pay £33.00");

        assertThat(sent(url, "/shipping", "shippingRate", courier).status()).isEqualTo(303);
        assertThat(amountOf(session)).isEqualTo("3900");
        var withThePayment = merchant.pay(url, Map.of("shippingRate", rate));
        assertThat(withThePayment.status()).isEqualTo(409);
        assertThat(withThePayment.text()).contains("It is now £33.00");
        assertThat(merchant.pay(url, Map.of("shippingRate", rate)).status()).isEqualTo(303);
        assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).at("total_details.amount_shipping"))
                .isEqualTo("300");
    }

    @Test
    void aChoiceThatNothingCouldPayIsRefusedAndTheTotalStays() {
        // Pix takes 3 to 14,677 reals.
        var session = merchant.post("/v1/checkout/sessions", """
            {"success_url": "https://shop.example/thanks", "payment_method_types": ["pix"], "line_items": [{"quantity": 1,
               "price_data": {"currency": "brl", "unit_amount": 1467000, "product_data": {"name": "Boat"}}}],
             "shipping_options": [
               {"shipping_rate_data": {"display_name": "Sea", "fixed_amount": {"amount": 0, "currency": "brl"}}},
               {"shipping_rate_data": {"display_name": "Air", "fixed_amount": {"amount": 9000, "currency": "brl"}}}]}\
            """);
        var air = session.at("shipping_options.1.shipping_rate.id");
        var url = session.at("url");
        var alone = sent(url, "/shipping", "shippingRate", air);
        assertThat(alone.status()).isEqualTo(409);
        assertThat(alone.text()).contains("nothing was changed");
        var withThePayment =
                merchant.pay(url, Map.of("shippingRate", air, "method", "pix", "pix-name", "Ana", "pix-country", "BR"));
        assertThat(withThePayment.status()).isEqualTo(409);
        assertThat(withThePayment.text()).contains("nothing was changed");
        assertThat(amountOf(session)).isEqualTo("1467000");
        assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).at("status"))
                .isEqualTo("open");
    }

    @Test
    void aDelayedPaymentThatDoesNotComeGivesTheRedemptionBack() {
        var coupon = coupon("\"percent_off\": 10, \"max_redemptions\": 1");
        var session = merchant.post("/v1/checkout/sessions", """
            {"success_url": "https://shop.example/thanks", "discounts": [{"coupon": "%s"}], "line_items": [{"quantity": 1,
               "price_data": {"currency": "eur", "unit_amount": 1000, "product_data": {"name": "Tea"}}}]}\
            """.formatted(coupon));
        var debit = Map.of(
                "method",
                "sepa_debit",
                "sepa_debit-iban",
                "AT861904300235473202",
                "sepa_debit-name",
                "Ana",
                "sepa_debit-country",
                "AT");
        assertThat(merchant.pay(session.at("url"), debit).status()).isEqualTo(303);
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("1");
        Eventually.holds(
                () -> merchant.get("/v1/coupons/" + coupon).at("times_redeemed").equals("0"));
        assertThat(merchant.get("/v1/events?type=checkout.session.async_payment_failed")
                        .at("data.0.data.object.id"))
                .isEqualTo(session.at("id"));
        assertThat(merchant.get("/v1/coupons/" + coupon).at("valid")).isEqualTo("true");
    }

    @Test
    void ofManyWhoPayAtOnceForTheLastRedemptionOneGetsIt() {
        var coupon = coupon("\"percent_off\": 10, \"max_redemptions\": 1");
        var urls = java.util.stream.IntStream.range(0, RACING)
                .mapToObj(_ -> session("\"discounts\": [{\"coupon\": \"" + coupon + "\"}],")
                        .at("url"))
                .toList();
        var pages = urls.stream().map(url -> merchant.page(url).text()).toList();
        var replies = Together.run(RACING, racer -> pressed(urls.get(racer), pages.get(racer), "192.0.2." + racer));
        var byStatus = replies.stream().collect(Collectors.groupingBy(Reply::status, Collectors.counting()));
        assertThat(byStatus).isEqualTo(Map.of(303, 1L, 409, RACING - 1L));
        assertThat(replies.stream().filter(reply -> reply.status() == 409))
                .allMatch(reply -> reply.text().contains("nothing was charged. The total is now £30.00."));
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("1");
        int loser = replies.indexOf(replies.stream()
                .filter(reply -> reply.status() == 409)
                .findFirst()
                .orElseThrow());
        assertThat(merchant.pay(urls.get(loser), "4242424242424242").status()).isEqualTo(303);
    }

    /// Whoever finds the server overloaded presses again.
    private static Reply pressed(String url, String page, String address) {
        Reply reply;
        do {
            reply = merchant.submit(url, page, Map.of(), Map.of("X-Forwarded-For", address));
        } while (reply.status() == 503);
        return reply;
    }

    private static Reply session(String more) {
        return merchant.post("/v1/checkout/sessions", """
            {%s "success_url": "https://shop.example/thanks", "line_items": [
              {"quantity": 2, "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Cake"}}},
              {"quantity": 1, "price_data": {"currency": "gbp", "unit_amount": 500, "product_data": {"name": "Tea"}}}]}
            """.formatted(more));
    }

    private static String coupon(String json) {
        return merchant.post("/v1/coupons", "{" + json + "}").at("id");
    }

    private static Reply code(String json) {
        return merchant.post("/v1/promotion_codes", "{" + json + "}");
    }

    private static String amountOf(Reply session) {
        return merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                .at("amount");
    }

    private static Reply typed(String url, String code) {
        return sent(url, "/promotion", "promotionCode", code);
    }

    private static Reply sent(String url, String below, String name, String value) {
        var token = TOKEN.matcher(merchant.page(url).text());
        assertThat(token.find()).isTrue();
        var body = "token=" + token.group(1) + "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return merchant.send(HttpRequest.newBuilder(URI.create(url.replace("?", below + "?")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }
}
