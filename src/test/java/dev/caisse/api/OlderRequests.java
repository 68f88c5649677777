package dev.caisse.api;

import dev.caisse.Client;
import java.util.List;

/// A valid request for each route of what there was before intents and payment methods, and of the page that is paid
/// without its payer.
final class OlderRequests {
    private static final String CARD = """
            {"number": "4242424242424242", "exp_month": 12, "exp_year": 2044, "cvc": "123", "name": "Jenny",
             "address_city": "c", "address_country": "GB", "address_line1": "l", "address_line2": "m",
             "address_state": "s", "address_zip": "p"}""";

    private OlderRequests() {}

    static List<ValidRequest> of(Client merchant) {
        var customer = "/v1/customers/" + merchant.post("/v1/customers", "{}").at("id");
        var token = merchant.post("/v1/tokens", "{\"card\": " + CARD + "}").at("id");
        var sources = customer + "/sources";
        var one = sources + "/"
                + merchant.post(sources, "{\"source\": \"tok_visa\"}").at("id");
        var unwanted = sources + "/"
                + merchant.post(sources, "{\"source\": \"tok_visa\"}").at("id");
        var held = "/v1/charges/" + merchant.post("/v1/charges", """
                        {"amount": 500, "currency": "gbp", "source": "tok_visa", "capture": false}""").at("id");
        var page = "/v1/payment_pages/" + merchant.newSession("""
                        "phone_number_collection": {"enabled": true},
                        "shipping_address_collection": {"allowed_countries": ["GB"]}, "custom_fields": [{"key":
                         "engraving", "label": {"type": "custom", "custom": "Engraving"}, "type": "text"}],
                        """).at("id");
        var path = "/v1/customers/{id}/sources";
        return List.of(
                ValidRequest.of("POST /v1/tokens", "/v1/tokens", "{\"card\": " + CARD + "}"),
                ValidRequest.of("GET /v1/tokens/{id}", "/v1/tokens/" + token, "{}"),
                ValidRequest.of("POST " + path, sources, "{\"source\": " + CARD + ", \"metadata\": {\"a\": \"b\"}}"),
                ValidRequest.of(
                        "GET " + path,
                        sources,
                        "{\"object\": \"card\", \"limit\": 3, \"starting_after\": \"pm_9000000000000000000\","
                                + " \"created\": {\"gt\": 1, \"lt\": 9999999999}}"),
                ValidRequest.of("GET " + path + "/{method}", one, "{}"),
                ValidRequest.of("POST " + path + "/{method}", one, """
                        {"exp_month": 12, "exp_year": 2044, "name": "Jenny", "metadata": {"a": "b"}, "address_city": "c",
                         "address_country": "GB", "address_line1": "l", "address_line2": "m", "address_state": "s",
                         "address_zip": "p"}"""),
                ValidRequest.of("DELETE " + path + "/{method}", unwanted, "{}"),
                ValidRequest.of("POST /v1/charges", "/v1/charges", """
                        {"amount": 500, "currency": "gbp", "source": "tok_visa", "capture": true, "description": "d",
                         "metadata": {"a": "b"}, "receipt_email": "jenny@example.com", "statement_descriptor": "Cakes",
                         "shipping": {"name": "Jenny"}}"""),
                ValidRequest.of("POST /v1/charges/{id}", held, """
                        {"description": "d", "metadata": {"a": "b"}, "receipt_email": "jenny@example.com",
                         "shipping": {"name": "Jenny"}}"""),
                ValidRequest.of("POST /v1/charges/{id}/capture", held + "/capture", "{\"amount\": 400}"),
                ValidRequest.of("GET /v1/payment_pages/{id}", page, "{}"),
                ValidRequest.of("POST /v1/payment_pages/{id}/confirm", page + "/confirm", """
                        {"payment_method": "pm_card_visa", "expected_amount": 2500, "phone": "+442071838750",
                         "shipping": {"name": "Jenny", "phone": "1", "address": {"country": "GB", "city": "a",
                          "line1": "b", "line2": "c", "postal_code": "d", "state": "e"}},
                         "custom_fields": {"engraving": "Ada"}}"""));
    }
}
