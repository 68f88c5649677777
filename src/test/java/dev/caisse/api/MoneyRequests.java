package dev.caisse.api;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A valid request for each route of what follows a payment, and of cards that are made ready without one.
final class MoneyRequests {
    private static final String PAGE =
            "{\"limit\": 3, \"starting_after\": \"%s_9000000000000000000\", \"created\": {\"gt\": 1, \"lt\": 9999999999}";

    private MoneyRequests() {}

    static List<ValidRequest> of(Client merchant) {
        return Stream.of(charges(merchant), refunds(merchant), disputes(merchant), setups(merchant))
                .flatMap(List::stream)
                .toList();
    }

    private static List<ValidRequest> charges(Client merchant) {
        var all = "/v1/charges";
        var paid = paid(merchant, "pm_card_visa");
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var list = PAGE.formatted("ch")
                + ", \"payment_intent\": \"%s\", \"customer\": \"%s\"}".formatted(paid.at("id"), customer);
        var query = "payment_intent:'%s' AND customer:'%s' AND status:'succeeded' AND metadata['a']:'b'"
                .formatted(paid.at("id"), customer);
        return List.of(
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of(
                        "GET " + all + "/search",
                        all + "/search",
                        "{\"query\": \"%s\", \"limit\": 3, \"page\": \"ch_9\"}".formatted(query)),
                ValidRequest.of("GET " + all + "/{id}", all + "/" + paid.at("latest_charge"), "{}"));
    }

    private static List<ValidRequest> refunds(Client merchant) {
        var all = "/v1/refunds";
        var paid = paid(merchant, "pm_card_visa");
        var body = """
                {"payment_intent": "%s", "charge": "%s", "amount": 1, "reason": "duplicate", "metadata": {"a": "b"}}""".formatted(paid.at("id"), paid.at("latest_charge"));
        var refund = all + "/" + merchant.post(all, body).at("id");
        var pending = merchant.post(all, body, Map.of("Caisse-Sandbox", "refuse=refund"));
        var list = PAGE.formatted("re")
                + ", \"payment_intent\": \"%s\", \"charge\": \"%s\"}"
                        .formatted(paid.at("id"), paid.at("latest_charge"));
        return List.of(
                ValidRequest.of("POST " + all, all, body),
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of("GET " + all + "/{id}", refund, "{}"),
                ValidRequest.of("POST " + all + "/{id}", refund, "{\"metadata\": {\"a\": \"b\"}}"),
                ValidRequest.of("POST " + all + "/{id}/cancel", all + "/" + pending.at("id") + "/cancel", "{}"));
    }

    private static List<ValidRequest> disputes(Client merchant) {
        var all = "/v1/disputes";
        var paid = paid(merchant, "pm_card_createDispute");
        var dispute = all + "/" + dispute(merchant, paid);
        var unwanted = all + "/" + dispute(merchant, paid(merchant, "pm_card_createDispute"));
        var list = PAGE.formatted("dp")
                + ", \"payment_intent\": \"%s\", \"charge\": \"%s\"}"
                        .formatted(paid.at("id"), paid.at("latest_charge"));
        return List.of(
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of("GET " + all + "/{id}", dispute, "{}"),
                ValidRequest.of("POST " + all + "/{id}", dispute, """
                        {"evidence": {"customer_name": "Jenny", "receipt": "r", "uncategorized_text": "t"},
                         "metadata": {"a": "b"}, "submit": false}"""),
                ValidRequest.of("POST " + all + "/{id}/close", unwanted + "/close", "{}"));
    }

    private static String dispute(Client merchant, Reply paid) {
        var list = "/v1/disputes?payment_intent=" + paid.at("id");
        Eventually.holds(() -> !merchant.get(list).at("data").equals("[]"));
        return merchant.get(list).at("data.0.id");
    }

    private static List<ValidRequest> setups(Client merchant) {
        var all = "/v1/setup_intents";
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var card = """
                "payment_method_data": {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12,
                  "exp_year": 2044, "cvc": "123"}, "billing_details": {"name": "Jenny"}}""";
        var made = merchant.post(all, "{}");
        var open = all + "/" + merchant.post(all, "{}").at("id");
        var unwanted = all + "/" + merchant.post(all, "{}").at("id");
        var list = PAGE.formatted("seti") + ", \"customer\": \"%s\", \"payment_method\": \"pm_1\"}".formatted(customer);
        return List.of(
                ValidRequest.of("POST " + all, all, """
                        {"usage": "on_session", "customer": "%s", "description": "d", "metadata": {"a": "b"},
                         "return_url": "www.example.com", "confirm": false, "payment_method_types": ["card"],
                         "payment_method_options": {"card": {"request_three_d_secure": "auto"}}, %s}""".formatted(customer, card)),
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of("GET " + all + "/{id}", all + "/" + made.at("id"), "{\"client_secret\": \"x\"}"),
                ValidRequest.of("POST " + all + "/{id}", all + "/" + made.at("id"), """
                        {"customer": "%s", "description": "d", "metadata": {"a": "b"}, %s}""".formatted(customer, card)),
                ValidRequest.of("POST " + all + "/{id}/confirm", open + "/confirm", """
                        {"return_url": "www.example.com", %s}""".formatted(card)),
                ValidRequest.of(
                        "POST " + all + "/{id}/cancel",
                        unwanted + "/cancel",
                        "{\"cancellation_reason\": \"abandoned\"}"));
    }

    private static Reply paid(Client merchant, String method) {
        return merchant.post("/v1/payment_intents", """
                {"amount": 90000, "currency": "gbp", "confirm": true, "payment_method": "%s"}""".formatted(method));
    }
}
