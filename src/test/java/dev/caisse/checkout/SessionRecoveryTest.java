package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Expired sessions that their payers go on with.
class SessionRecoveryTest {
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
    void anExpiredSessionIsRecoveredOnce_AndItsCopyIsPaid() {
        var customer = merchant.post("/v1/customers", "{\"email\": \"jenny@example.com\"}")
                .at("id");
        var session = session("""
            "after_expiration": {"recovery": {"enabled": true}}, "customer": "%s", "client_reference_id": "order 7",
            "metadata": {"a": "b"}, "payment_intent_data": {"description": "Cake"}, "shipping_options": [
              {"shipping_rate_data": {"display_name": "Post", "fixed_amount": {"amount": 300, "currency": "gbp"}}}],\
            """.formatted(customer));
        assertThat(session.at("after_expiration.recovery.enabled")).isEqualTo("true");
        assertThat(session.at("after_expiration.recovery.url")).isNull();
        var url = recovery(expired(session));
        assertThat(merchant.get("/v1/events?type=checkout.session.expired&limit=1")
                        .at("data.0.data.object.after_expiration.recovery.url"))
                .isEqualTo(url);
        assertThat(merchant.page(session.at("url")).text()).contains("Continue with this order", "/recover/cs_test_");

        var copy = now(opened(url));
        assertThat(copy.at("recovered_from")).isEqualTo(session.at("id"));
        assertThat(copy.at("amount_total")).isEqualTo("2800");
        for (var same : new String[] {"customer", "client_reference_id", "metadata", "success_url", "cancel_url"}) {
            assertThat(copy.at(same)).as(same).isEqualTo(session.at(same));
        }
        assertThat(copy.at("line_items.data.0.price.id")).isEqualTo(session.at("line_items.data.0.price.id"));
        assertThat(copy.at("shipping_options.0.shipping_rate.id"))
                .isEqualTo(session.at("shipping_options.0.shipping_rate.id"));
        assertThat(copy.at("allow_promotion_codes")).isNull();
        assertThat(opened(url)).isEqualTo(copy.at("url"));
        assertThat(merchant.pay(copy.at("url"), "4242424242424242").status()).isEqualTo(303);
        assertThat(opened(url)).isEqualTo(copy.at("url"));
    }

    @Test
    void aCopyMayTakePromotionCodes_AndThenHasNoOtherDiscount() {
        var coupon = merchant.post("/v1/coupons", "{\"percent_off\": 10}").at("id");
        var session = session("""
            "after_expiration": {"recovery": {"enabled": true, "allow_promotion_codes": true}},
            "discounts": [{"coupon": "%s"}],\
            """.formatted(coupon));
        var copy = now(opened(recovery(expired(session))));
        assertThat(copy.at("allow_promotion_codes")).isEqualTo("true");
        assertThat(copy.at("amount_total")).isEqualTo("2500");
    }

    @Test
    void aTypedCodeIsInTheCopyToo_IfItTakesCodesAndTheCodeIsStillGood() {
        var coupon = merchant.post("/v1/coupons", "{\"percent_off\": 10}").at("id");
        var code =
                merchant.post("/v1/promotion_codes", "{\"coupon\": \"%s\", \"code\": \"CARRIED\"}".formatted(coupon));
        var kept = withTypedCode("CARRIED", true);
        var given = withTypedCode("CARRIED", false);
        var late = withTypedCode("CARRIED", true);

        var copy = now(opened(recovery(kept)));
        assertThat(copy.at("amount_total")).isEqualTo("2250");
        assertThat(copy.at("discounts.0.promotion_code")).isEqualTo(code.at("id"));
        assertThat(merchant.page(copy.at("url")).text()).contains("Discount (CARRIED)", "Pay £22.50");
        assertThat(merchant.pay(copy.at("url"), "4242424242424242").status()).isEqualTo(303);
        assertThat(merchant.get("/v1/coupons/" + coupon).at("times_redeemed")).isEqualTo("1");

        var without = now(opened(recovery(given)));
        assertThat(without.at("amount_total")).isEqualTo("2500");
        assertThat(without.at("allow_promotion_codes")).isNull();

        merchant.post("/v1/promotion_codes/" + code.at("id"), "{\"active\": false}");
        var full = now(opened(recovery(late)));
        assertThat(full.at("amount_total")).isEqualTo("2500");
        assertThat(full.at("allow_promotion_codes")).isEqualTo("true");
    }

    @Test
    void aDiscountThatIsGoneIsNotInTheCopy() {
        var coupon = merchant.post("/v1/coupons", "{\"percent_off\": 10}").at("id");
        var session = session("""
            "after_expiration": {"recovery": {"enabled": true}}, "discounts": [{"coupon": "%s"}],\
            """.formatted(coupon));
        merchant.delete("/v1/coupons/" + coupon);
        assertThat(now(opened(recovery(expired(session)))).at("amount_total")).isEqualTo("2500");
    }

    @Test
    void manyWhoOpenItAtOnceFindOneCopy() {
        var url = recovery(expired(session("\"after_expiration\": {\"recovery\": {\"enabled\": true}},")));
        assertThat(Together.run(8, _ -> opened(url)).stream().collect(Collectors.toSet()))
                .hasSize(1);
    }

    @Test
    void whatIsNotToBeRecoveredIsNot() {
        var open = session("\"after_expiration\": {\"recovery\": {\"enabled\": true}},");
        var path = recovery(expired(session("\"after_expiration\": {\"recovery\": {\"enabled\": true}},")));
        assertThat(merchant.page(path.replaceAll("cs_test_[0-9]+", open.at("id").replace("cs_", "cs_test_")))
                        .status())
                .isEqualTo(404);
        assertThat(merchant.page(path.replaceFirst("a=[0-9]+", "a=2")).status()).isEqualTo(404);
        assertThat(merchant.page(path.replace("cs_test_", "cs_live_")).status()).isEqualTo(404);
        var never = expired(session("\"after_expiration\": {\"recovery\": {\"enabled\": false}},"));
        assertThat(never.at("after_expiration")).isNull();
        assertThat(session(
                                "\"after_expiration\": {\"recovery\": {\"enabled\": false, \"allow_promotion_codes\": true}},")
                        .at("error.param"))
                .isEqualTo("after_expiration.recovery.allow_promotion_codes");
        assertThat(session("\"after_expiration\": {\"recovery\": {}},").at("error.param"))
                .isEqualTo("after_expiration.recovery.enabled");
    }

    @Test
    void recoveryEndsThirtyDaysAfterTheSession() {
        try (var other = TestServer.start()) {
            var seller = other.client();
            var session = seller.newSession("\"after_expiration\": {\"recovery\": {\"enabled\": true}},");
            other.advance(Duration.ofHours(25));
            Eventually.holds(() -> !seller.get("/v1/events?type=checkout.session.expired")
                    .at("data")
                    .equals("[]"));
            var url = recovery(seller.get("/v1/checkout/sessions/" + session.at("id")));
            other.advance(Duration.ofDays(30).minusHours(2));
            assertThat(seller.page(url).status()).isEqualTo(303);
            other.advance(Duration.ofHours(30));
            assertThat(seller.page(url).status()).isEqualTo(410);
        }
    }

    private static Reply session(String more) {
        return merchant.post("/v1/checkout/sessions", """
            {%s "success_url": "https://shop.example/thanks", "cancel_url": "https://shop.example/cart", "line_items": [
              {"quantity": 2, "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Cake"}}}]}
            """.formatted(more));
    }

    /// Expired, after its payer had typed a code.
    private static Reply withTypedCode(String code, boolean takesCodesAgain) {
        var session = session("""
            "allow_promotion_codes": true,
            "after_expiration": {"recovery": {"enabled": true, "allow_promotion_codes": %s}},\
            """.formatted(takesCodesAgain));
        var url = session.at("url");
        var typed = merchant.submit(
                url.replace("?", "/promotion?"), merchant.page(url).text(), Map.of("promotionCode", code));
        assertThat(typed.status()).as(typed.text()).isEqualTo(303);
        return expired(session);
    }

    private static Reply expired(Reply session) {
        return merchant.post("/v1/checkout/sessions/" + session.at("id") + "/expire", "");
    }

    private static String recovery(Reply expired) {
        var url = expired.at("after_expiration.recovery.url");
        assertThat(url).as(expired.text()).contains("/recover/cs_test_");
        return url;
    }

    private static String opened(String url) {
        var reply = merchant.page(url);
        assertThat(reply.status()).as(reply.text()).isEqualTo(303);
        return reply.header("Location").orElseThrow();
    }

    private static Reply now(String url) {
        return merchant.get("/v1/checkout/sessions/" + url.replaceAll(".*/pay/([^?]*).*", "$1"));
    }
}
