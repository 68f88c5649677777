package dev.caisse.api;

import dev.caisse.Client;
import java.util.List;
import java.util.stream.Stream;

/// A valid request for each route of what changes a total.
final class DiscountRequests {
    private static final String PAGE =
            "{\"limit\": 3, \"created\": {\"gt\": 1, \"lt\": 9999999999}, \"starting_after\": \"%s\"%s}";
    private static final String COUPON =
            "{\"percent_off\": 25, \"duration\": \"once\", \"name\": \"n\", \"max_redemptions\": 5, \"redeem_by\":"
                    + " 9999999999, \"metadata\": {\"a\": \"b\"}}";
    private static final String RATE = """
        {"display_name": "Post", "type": "fixed_amount", "active": true, "fixed_amount": {"amount": 5, "currency": "gbp"},
         "delivery_estimate": {"minimum": {"unit": "day", "value": 1}, "maximum": {"unit": "week", "value": 1}},
         "metadata": {"a": "b"}}\
        """;

    private DiscountRequests() {}

    static List<ValidRequest> of(Client merchant) {
        var coupon = merchant.post("/v1/coupons", COUPON).at("id");
        return Stream.of(
                        coupons(merchant, coupon),
                        codes(merchant, "/v1/promotion_codes", coupon),
                        codes(merchant, "/v1/promotion_code", coupon),
                        rates(merchant),
                        LinkRequests.of(merchant))
                .flatMap(List::stream)
                .toList();
    }

    private static List<ValidRequest> coupons(Client merchant, String coupon) {
        var all = "/v1/coupons";
        var unwanted = merchant.post(all, COUPON).at("id");
        return List.of(
                ValidRequest.of("POST " + all, all, COUPON),
                ValidRequest.of("GET " + all, all, PAGE.formatted(coupon, "")),
                ValidRequest.of("GET " + all + "/list", all + "/list", PAGE.formatted(coupon, "")),
                ValidRequest.of("GET " + all + "/{id}", all + "/" + coupon, "{}"),
                ValidRequest.of(
                        "POST " + all + "/{id}", all + "/" + coupon, "{\"name\": \"m\", \"metadata\": {\"a\": \"c\"}}"),
                ValidRequest.of("DELETE " + all + "/{id}", all + "/" + unwanted, "{}"));
    }

    private static List<ValidRequest> codes(Client merchant, String all, String coupon) {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var body = """
            {"coupon": "%s", "active": true, "customer": "%s", "expires_at": 9999999999, "max_redemptions": 5,
             "restrictions": {"minimum_amount": 5, "minimum_amount_currency": "gbp", "first_time_transaction": true},
             "metadata": {"a": "b"}}\
            """.formatted(coupon, customer);
        var code = merchant.post(all, body).at("id");
        var list = PAGE.formatted(
                "promo_9000000000000000000",
                ", \"coupon\": \"%s\", \"customer\": \"%s\", \"active\": true, \"code\": \"ANY\""
                        .formatted(coupon, customer));
        return List.of(
                ValidRequest.of("POST " + all, all, body),
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of("GET " + all + "/{id}", all + "/" + code, "{}"),
                ValidRequest.of(
                        "POST " + all + "/{id}",
                        all + "/" + code,
                        "{\"active\": false, \"metadata\": {\"a\": \"c\"}}"));
    }

    private static List<ValidRequest> rates(Client merchant) {
        var all = "/v1/shipping_rates";
        var rate = merchant.post(all, RATE).at("id");
        var list = PAGE.formatted("shr_9000000000000000000", ", \"active\": true, \"currency\": \"gbp\"");
        return List.of(
                ValidRequest.of("POST " + all, all, RATE),
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of("GET " + all + "/{id}", all + "/" + rate, "{}"),
                ValidRequest.of(
                        "POST " + all + "/{id}",
                        all + "/" + rate,
                        "{\"active\": false, \"metadata\": {\"a\": \"c\"}}"));
    }
}
