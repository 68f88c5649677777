package dev.caisse.discounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Coupons and promotion codes over HTTP.
class DiscountApiTest {
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
    void aCouponMayHaveAnIdOfTheMerchantsChoosing_FreeAgainOnceItIsDeleted() {
        var made = coupon("\"id\": \"SPRING-25\", \"percent_off\": 12.5, \"name\": \"Spring\"");
        assertThat(made.text()).contains("\"id\":\"SPRING-25\"", "\"percent_off\":12.5", "\"valid\":true");
        assertThat(merchant.get("/v1/coupons/SPRING-25").text()).isEqualTo(made.text());
        assertThat(coupon("\"id\": \"SPRING-25\", \"percent_off\": 5").at("error.code"))
                .isEqualTo("resource_already_exists");
        assertThat(merchant.delete("/v1/coupons/SPRING-25").text())
                .isEqualTo("{\"id\":\"SPRING-25\",\"object\":\"coupon\",\"deleted\":true}");
        assertThat(merchant.get("/v1/coupons/SPRING-25").status()).isEqualTo(404);
        assertThat(coupon("\"id\": \"SPRING-25\", \"percent_off\": 5").status()).isEqualTo(200);
    }

    @Test
    void ofACouponNameAndMetadataMayChange() {
        var path = "/v1/coupons/"
                + coupon("\"amount_off\": 500, \"currency\": \"gbp\"").at("id");
        var updated = merchant.post(path, "{\"name\": \"Five off\", \"metadata\": {\"a\": \"b\"}}");
        assertThat(updated.at("name")).isEqualTo("Five off");
        assertThat(updated.at("amount_off")).isEqualTo("500");
        assertThat(merchant.post(path, "{\"amount_off\": 1}").at("error.param")).isEqualTo("amount_off");
    }

    @Test
    void whatCannotBeACouponIsRefusedByName() {
        for (var wrong : List.of(
                "\"name\": \"x\" | percent_off",
                "\"percent_off\": 0 | percent_off",
                "\"percent_off\": 100.01 | percent_off",
                "\"percent_off\": 1.234 | percent_off",
                "\"percent_off\": 1e1 | percent_off",
                "\"percent_off\": 5, \"amount_off\": 5 | amount_off",
                "\"percent_off\": 5, \"currency\": \"gbp\" | currency",
                "\"amount_off\": 5 | currency",
                "\"amount_off\": 0, \"currency\": \"gbp\" | amount_off",
                "\"percent_off\": 5, \"duration\": \"repeating\" | duration_in_months",
                "\"percent_off\": 5, \"duration_in_months\": 3 | duration_in_months",
                "\"percent_off\": 5, \"max_redemptions\": 0 | max_redemptions",
                "\"percent_off\": 5, \"id\": \"a b\" | id",
                "\"percent_off\": 5, \"applies_to\": {\"products\": [\"prod_1\"]} | applies_to.products",
                "\"percent_off\": 5, \"currency_options\": {} | currency_options")) {
            var cells = wrong.split(" \\| ");
            var reply = coupon(cells[0]);
            assertThat(reply.status()).as(wrong).isBetween(400, 404);
            assertThat(reply.at("error.param")).as(wrong).isEqualTo(cells[1]);
        }
    }

    @Test
    void couponsAreListedNewestFirstAndWalkedByTheirIds() {
        var first = coupon("\"percent_off\": 1").at("id");
        var second = coupon("\"percent_off\": 2").at("id");
        assertThat(merchant.get("/v1/coupons?limit=1").at("data.0.id")).isEqualTo(second);
        assertThat(merchant.get("/v1/coupons?limit=1&starting_after=" + second).at("data.0.id"))
                .isEqualTo(first);
        assertThat(merchant.get("/v1/coupons?starting_after=nobody").at("error.param"))
                .isEqualTo("starting_after");
    }

    @Test
    void ofActiveCodesNoTwoAreTheSameWhateverTheirCase() {
        var coupon = coupon("\"percent_off\": 10").at("id");
        var code = code("\"coupon\": \"" + coupon + "\", \"code\": \"Welcome\"");
        assertThat(code.at("coupon.id")).isEqualTo(coupon);
        assertThat(code.at("active")).isEqualTo("true");
        assertThat(code("\"coupon\": \"" + coupon + "\", \"code\": \"WELCOME\"").at("error.code"))
                .isEqualTo("resource_already_exists");
        assertThat(merchant.get("/v1/promotion_codes?code=wELCOME").at("data.0.id"))
                .isEqualTo(code.at("id"));
        var path = "/v1/promotion_code/" + code.at("id");
        assertThat(merchant.post(path, "{\"active\": false}").at("active")).isEqualTo("false");
        assertThat(code("\"coupon\": \"" + coupon + "\", \"code\": \"WELCOME\"").status())
                .isEqualTo(200);
        assertThat(merchant.post(path, "{\"active\": true}").at("error.code")).isEqualTo("resource_already_exists");
    }

    @Test
    void aCodeIsMadeWhereNoneIsGiven() {
        var coupon = coupon("\"percent_off\": 10").at("id");
        assertThat(code("\"coupon\": \"" + coupon + "\"").at("code")).matches("[A-HJ-NP-Z2-9]{10}");
    }

    @Test
    void aCodeOfADeletedCouponIsNotActiveAnyMore() {
        var coupon = coupon("\"percent_off\": 10").at("id");
        var code = code("\"coupon\": \"" + coupon + "\", \"code\": \"GONE\"").at("id");
        merchant.delete("/v1/coupons/" + coupon);
        assertThat(merchant.get("/v1/promotion_codes/" + code).at("active")).isEqualTo("false");
        assertThat(merchant.get("/v1/promotion_codes/" + code).at("coupon.id")).isEqualTo(coupon);
        assertThat(code("\"coupon\": \"" + coupon + "\"").status()).isEqualTo(404);
        var other = coupon("\"percent_off\": 10").at("id");
        assertThat(code("\"coupon\": \"" + other + "\", \"code\": \"gone\"").status())
                .isEqualTo(200);
    }

    @Test
    void bothSpellingsOfStripesAreRead_EachVersionIsAnsweredInItsOwn() {
        var coupon = coupon("\"percent_off\": 10").at("id");
        var code = code("\"promotion\": {\"type\": \"coupon\", \"coupon\": \"" + coupon + "\"}")
                .at("id");
        var path = "/v1/promotion_codes/" + code;
        var newest = stripe(path, "2026-10-28.endive");
        assertThat(newest.at("promotion.coupon")).isEqualTo(coupon);
        assertThat(newest.text()).doesNotContain("\"coupon\":{");
        assertThat(stripe(path + "?expand[]=promotion.coupon", "2026-10-28.endive")
                        .at("promotion.coupon.percent_off"))
                .isEqualTo("10");
        var older = stripe(path, "2024-04-10");
        assertThat(older.at("coupon.id")).isEqualTo(coupon);
        assertThat(older.at("promotion")).isNull();
    }

    @Test
    void whatCannotBeACodeIsRefusedByName() {
        var coupon = "\"coupon\": \"" + coupon("\"percent_off\": 10").at("id") + "\"";
        for (var wrong : List.of(
                "\"code\": \"A\" | coupon",
                coupon + ", \"code\": \"a b\" | code",
                coupon + ", \"promotion\": {\"type\": \"coupon\", \"coupon\": \"x\"} | promotion",
                coupon + ", \"restrictions\": {\"minimum_amount\": 5} | restrictions.minimum_amount_currency",
                coupon + ", \"max_redemptions\": -1 | max_redemptions",
                coupon + ", \"customer\": \"cus_1\" | customer",
                "\"coupon\": \"nobody\" | coupon")) {
            var cells = wrong.split(" \\| ");
            var reply = code(cells[0]);
            assertThat(reply.status()).as(wrong).isBetween(400, 404);
            assertThat(reply.at("error.param")).as(wrong).isEqualTo(cells[1]);
        }
    }

    private static Reply coupon(String json) {
        return merchant.post("/v1/coupons", "{" + json + "}");
    }

    private static Reply code(String json) {
        return merchant.post("/v1/promotion_codes", "{" + json + "}");
    }

    private static Reply stripe(String path, String version) {
        return merchant.send(
                merchant.request(path).header("Stripe-Version", version).GET());
    }
}
