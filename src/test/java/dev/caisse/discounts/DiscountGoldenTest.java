package dev.caisse.discounts;

import dev.caisse.Golden;
import dev.caisse.TestServer;
import org.junit.jupiter.api.Test;

/// What changes a total, as the API shows it, byte for byte.
class DiscountGoldenTest {
    @Test
    void couponsCodesRatesTiersAndASessionWithAllOfThem() {
        try (var server = TestServer.start()) {
            var merchant = server.client();
            var coupon = merchant.post(
                    "/v1/coupons",
                    "{\"id\": \"SPRING\", \"percent_off\": 12.5, \"name\": \"Spring\", \"metadata\": {\"a\": \"b\"}}");
            Golden.holds("coupon", coupon.text());
            var amount = merchant.post(
                    "/v1/coupons",
                    "{\"id\": \"FIVE\", \"amount_off\": 500, \"currency\": \"gbp\", \"duration\": \"repeating\","
                            + " \"duration_in_months\": 3}");
            Golden.holds("coupon.amount", amount.text());
            var code = merchant.post("/v1/promotion_codes", """
                {"coupon": "SPRING", "code": "HELLO", "max_redemptions": 7,
                 "restrictions": {"minimum_amount": 100, "minimum_amount_currency": "gbp"}}\
                """);
            Golden.holds("promotion_code", code.text());
            var rate = merchant.post("/v1/shipping_rates", """
                {"display_name": "Post", "fixed_amount": {"amount": 300, "currency": "gbp"},
                 "delivery_estimate": {"minimum": {"unit": "day", "value": 1}, "maximum": {"unit": "day", "value": 3}}}\
                """);
            Golden.holds("shipping_rate", rate.text());
            var price = merchant.post("/v1/prices", """
                {"currency": "gbp", "product_data": {"name": "Tea"}, "billing_scheme": "tiered", "tiers_mode": "volume",
                 "tiers": [{"up_to": 2, "unit_amount": 1000}, {"up_to": "inf", "unit_amount": 500, "flat_amount": 7}]}\
                """);
            Golden.holds("price.tiered", price.text());
            var session =
                    merchant.post("/v1/checkout/sessions", """
                        {"success_url": "https://shop.example", "line_items": [{"price": "%s", "quantity": 3}],
                         "discounts": [{"promotion_code": "%s"}], "shipping_options": [{"shipping_rate": "%s"}]}\
                        """.formatted(price.at("id"), code.at("id"), rate.at("id")));
            Golden.holds("session.discounted", session.text());
            var link = merchant.post("/v1/payment_links", """
                {"line_items": [{"price": "%s", "quantity": 3}], "discounts": [{"coupon": "SPRING"}],
                 "shipping_options": [{"shipping_rate": "%s"}], "inactive_message": "Sold out",
                 "payment_intent_data": {"description": "Tea", "metadata": {"a": "b"}},
                 "restrictions": {"completed_sessions": {"limit": 7}}}\
                """.formatted(price.at("id"), rate.at("id")));
            Golden.holds("payment_link", link.text().replaceAll("/l/[A-Za-z0-9_-]{16}", "/l/any"));
        }
    }
}
