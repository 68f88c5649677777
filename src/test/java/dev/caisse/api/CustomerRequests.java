package dev.caisse.api;

import dev.caisse.Client;
import java.util.List;

/// A valid request for each route of customers and of what they pay with.
final class CustomerRequests {
    private static final String PAGE =
            "{\"limit\": 3, \"starting_after\": \"%s_9000000000000000000\", \"created\": {\"gt\": 1, \"lt\": 9999999999}";
    private static final String ADDRESS =
            "{\"city\": \"c\", \"country\": \"GB\", \"line1\": \"l\", \"line2\": \"m\", \"postal_code\": \"p\", \"state\": \"s\"}";
    private static final String CUSTOMER = """
            {"address": %s, "description": "d", "email": "jenny@example.com", "name": "Jenny", "phone": "1",
             "shipping": {"name": "Jenny", "address": %s, "phone": "1"}, "metadata": {"a": "b"}}""".formatted(ADDRESS, ADDRESS);

    private CustomerRequests() {}

    static List<ValidRequest> of(Client merchant) {
        var all = "/v1/customers";
        var methods = "/v1/payment_methods";
        var customer = merchant.post(all, CUSTOMER).at("id");
        var unwanted = merchant.post(all, CUSTOMER).at("id");
        var coupon = merchant.post("/v1/coupons", "{\"percent_off\": 5}").at("id");
        var code = merchant.post("/v1/promotion_codes", "{\"coupon\": \"" + coupon + "\"}")
                .at("id");
        var given = merchant.post(all, "{\"coupon\": \"" + coupon + "\"}").at("id");
        var theirs = "{\"customer\": \"" + customer + "\"}";
        var method = merchant.post(methods + "/pm_card_visa/attach", theirs).at("id");
        var other = merchant.post(methods + "/pm_card_visa/attach", theirs).at("id");
        var one = all + "/" + customer;
        var list = PAGE.formatted("cus") + ", \"email\": \"jenny@example.com\"}";
        var listOfMethods = PAGE.formatted("pm") + ", \"type\": \"card\", \"customer\": \"" + customer + "\"}";
        var configurations = "/v1/payment_method_configurations";
        return List.of(
                ValidRequest.of("GET " + configurations, configurations, "{}"),
                ValidRequest.of("GET " + configurations + "/list", configurations + "/list", "{}"),
                ValidRequest.of("POST " + all, all, CUSTOMER.replaceFirst("\\{", "{\"coupon\": \"" + coupon + "\", ")),
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of(
                        "GET " + all + "/search",
                        all + "/search",
                        "{\"query\": \"email:'jenny@example.com' AND metadata['a']:'b'\", \"limit\": 3, \"page\": \"cus_9\"}"),
                ValidRequest.of("GET " + all + "/{id}", one, "{}"),
                ValidRequest.of(
                        "POST " + all + "/{id}",
                        one,
                        CUSTOMER.replaceFirst(
                                "\\{",
                                "{\"promotion_code\": \"" + code
                                        + "\", \"invoice_settings\": {\"default_payment_method\": \"" + method
                                        + "\"}, ")),
                ValidRequest.of("DELETE " + all + "/{id}", all + "/" + unwanted, "{}"),
                ValidRequest.of("DELETE " + all + "/{id}/discount", all + "/" + given + "/discount", "{}"),
                ValidRequest.of(
                        "GET " + all + "/{id}/payment_methods",
                        one + "/payment_methods",
                        PAGE.formatted("pm") + ", \"type\": \"card\"}"),
                ValidRequest.of(
                        "GET " + all + "/{id}/payment_methods/{method}", one + "/payment_methods/" + method, "{}"),
                ValidRequest.of("GET " + methods, methods, listOfMethods),
                ValidRequest.of("GET " + methods + "/list", methods + "/list", listOfMethods),
                ValidRequest.of("GET " + methods + "/{id}", methods + "/" + method, "{}"),
                ValidRequest.of("POST " + methods + "/{id}", methods + "/" + method, """
                        {"billing_details": {"email": "jenny@example.com", "name": "Jenny", "phone": "1", "address": %s},
                         "card": {"exp_month": 12, "exp_year": 2044}, "metadata": {"a": "b"}}""".formatted(ADDRESS)),
                ValidRequest.of("POST " + methods + "/{id}/attach", methods + "/" + method + "/attach", theirs),
                ValidRequest.of("POST " + methods + "/{id}/detach", methods + "/" + other + "/detach", "{}"));
    }
}
