package dev.caisse.stripe;

import dev.caisse.Client;
import dev.caisse.Endpoint;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.api.ValidRequest;
import dev.caisse.platform.json.JsonWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What every route answers in Stripe's dialect: to a request of its own in one version, and in that and a second one
/// lists of all that came of those requests, and of a few payments that went this way and that.
public final class Recordings {
    private final Client merchant;
    private final String version;
    private final List<Map<String, Object>> answers = new ArrayList<>();

    private Recordings(Client merchant, String version) {
        this.merchant = merchant;
        this.version = version;
    }

    /// As JSON: where each came from, its version, and what it said.
    public static String of(TestServer server, String version, String otherVersion) {
        var recordings = new Recordings(server.client(), version);
        var requests = ValidRequest.all(recordings.merchant);
        requests.stream().filter(request -> !isLast(request)).forEach(recordings::record);
        recordings.scenes();
        var collections = Endpoint.all(recordings.merchant).stream()
                .filter(Endpoint::isRead)
                .map(Endpoint::path)
                .filter(path -> !path.contains("{") && !path.endsWith("/list") && !path.endsWith("/search"))
                .sorted()
                .toList();
        for (var each : List.of(version, otherVersion)) {
            collections.forEach(path -> recordings.list(path, each));
        }
        requests.stream().filter(Recordings::isLast).forEach(recordings::record);
        return new JsonWriter().tree(recordings.answers).text();
    }

    private static boolean isLast(ValidRequest request) {
        return request.method().equals("DELETE");
    }

    private void record(ValidRequest request) {
        var body = request.json("", null);
        var sent = merchant.request(request.path())
                .header("Stripe-Version", version)
                .header("Content-Type", "application/json")
                .method(request.method(), BodyPublishers.ofString(body));
        add(request.route(), version, merchant.send(sent));
    }

    /// The whole of it where it has pages, and as it is where it has none.
    private void list(String path, String inVersion) {
        var whole = ask(path + "?limit=100", inVersion);
        add("GET " + path, inVersion, whole.status() == 200 ? whole : ask(path, inVersion));
    }

    private Reply ask(String path, String inVersion) {
        return merchant.send(merchant.request(path).header("Stripe-Version", inVersion));
    }

    private void add(String from, String inVersion, Reply reply) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("from", from);
        answer.put("version", inVersion);
        answer.put("status", reply.status());
        answer.put("body", reply.json());
        answers.add(answer);
    }

    /// Payments, refunds and cards made ready that end in every way that a test card knows.
    private void scenes() {
        var session = merchant.newSession("\"metadata\": {\"a\": \"b\"},");
        merchant.pay(session.at("url"), "4000000000009995");
        merchant.pay(session.at("url"), "4242424242424242");
        var asking = merchant.newSession("""
                "shipping_address_collection": {"allowed_countries": ["GB"]}, "phone_number_collection": {"enabled": true},
                "custom_fields": [
                  {"key": "engraving", "label": {"type": "custom", "custom": "Engraving"}, "type": "text"},
                  {"key": "year", "label": {"type": "custom", "custom": "Year"}, "type": "numeric", "optional": true},
                  {"key": "size", "label": {"type": "custom", "custom": "Size"}, "type": "dropdown",
                   "dropdown": {"options": [{"label": "Large", "value": "l"}]}}],""");
        merchant.pay(
                asking.at("url"),
                Map.of(
                        "shippingName", "Jenny Rosen",
                        "shippingCountry", "GB",
                        "shippingLine1", "12 Acacia Avenue",
                        "shippingCity", "London",
                        "shippingPostalCode", "SW1A 1AA",
                        "phoneNumber", "020 7183 8750",
                        "custom0", "Ada",
                        "custom2", "l"));
        var setup = merchant.post("/v1/checkout/sessions", """
                {"mode": "setup", "currency": "gbp", "success_url": "https://shop.example/thanks",
                 "cancel_url": "https://shop.example/cart"}""");
        merchant.pay(setup.at("url"), "4242424242424242");
        merchant.post("/v1/checkout/sessions/" + merchant.newSession().at("id") + "/expire", "");
        for (var method : List.of("pm_card_visa", "pm_card_chargeDeclined", "pm_card_authenticationRequired")) {
            merchant.post("/v1/payment_intents", """
                    {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "%s",
                     "receipt_email": "jenny@shop.example", "return_url": "https://shop.example/back",
                     "shipping": {"name": "Jenny Rosen", "phone": "1", "address": {"line1": "l", "country": "gb"}},
                     "statement_descriptor": "CAKES", "statement_descriptor_suffix": "Order 7"}""".formatted(method));
            var ready = merchant.post("/v1/setup_intents", "{\"usage\": \"off_session\"}");
            merchant.post(
                    "/v1/setup_intents/" + ready.at("id") + "/confirm",
                    "{\"payment_method\": \"%s\", \"return_url\": \"https://shop.example/back\"}".formatted(method));
        }
        savedDebit();
        failingRefund();
    }

    private void savedDebit() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "eur", "confirm": true, "customer": "%s",
                 "setup_future_usage": "off_session", "payment_method_types": ["sepa_debit"],
                 "payment_method_data": {"type": "sepa_debit", "sepa_debit": {"iban": "AT611904300234573201"},
                  "billing_details": {"name": "Jenny Rosen", "email": "jenny@shop.example"}}}""".formatted(customer));
    }

    private void failingRefund() {
        var paid = merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "pm_card_refundFail"}""");
        var refund = merchant.post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(paid.at("id")));
        Eventually.holds(() ->
                merchant.get("/v1/refunds/" + refund.at("id")).at("status").equals("failed"));
    }
}
