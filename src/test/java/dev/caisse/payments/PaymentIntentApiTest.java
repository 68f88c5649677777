package dev.caisse.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a merchant says of a payment: kept, shown, changed until it is confirmed, and refused by name.
class PaymentIntentApiTest {
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
    void whatIsSaidOfAPaymentIsShownAndKept() {
        var made = create("""
                "description": "Two cakes", "metadata": {"order": "7"}, "merchant_order_id": "o-7",
                "merchant_user_id": "u-1", "receipt_email": "jenny@example.com", "quantity": 2,
                "statement_descriptor": "CAKES", "statement_descriptor_suffix": "Order 7",
                "shipping": {"name": "Jenny", "phone": "+44 1", "address": {"line1": "1 High St", "country": "gb"}}""");
        assertThat(made.status()).isEqualTo(200);
        var shown = merchant.get("/v1/payment_intents/" + made.at("id"));
        assertThat(shown.text()).isEqualTo(made.text());
        assertThat(shown.at("shipping.address.country")).isEqualTo("GB");
        assertThat(shown.at("shipping.name")).isEqualTo("Jenny");
        assertThat(shown.at("statement_descriptor")).isEqualTo("CAKES");
        assertThat(shown.at("statement_descriptor_suffix")).isEqualTo("Order 7");
        assertThat(shown.at("quantity")).isEqualTo("2");
        assertThat(shown.at("cancel_at")).isNull();
    }

    @Test
    void whatShallStandOnTheStatementReachesTheBank() {
        assertThat(booked("\"statement_descriptor\": \"CAKES\", \"statement_descriptor_suffix\": \"Order 7\""))
                .hasValue("CAKES* Order 7");
        assertThat(booked("\"statement_descriptor\": \"CAKES\"")).hasValue("CAKES");
        assertThat(booked("\"statement_descriptor_suffix\": \"Order 7\"")).hasValue("* Order 7");
        assertThat(booked("\"description\": \"cakes\"")).isEmpty();
    }

    private static Optional<String> booked(String json) {
        var paid = create(json + ", \"confirm\": true, \"payment_method\": \"pm_card_visa\"");
        assertThat(paid.at("status")).as(paid.text()).isEqualTo("succeeded");
        return server.db()
                .one(
                        row -> Optional.ofNullable(row.text("statement")),
                        """
                        select b.statement
                          from sandbox.book b
                          join attempts a on a.reference = b.reference
                         where a.intent_id = ? and a.operation = 'authorize'
                        """,
                        Long.parseLong(paid.at("id").substring("pi_".length())))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "shipping": {"phone": "1"}                                             | parameter_missing     | shipping.name
            "shipping": {"name": "x", "carrier": "y"}                              | parameter_unknown     | shipping.carrier
            "statement_descriptor": "12345678901234567890123"                      | parameter_invalid     | statement_descriptor
            "statement_descriptor": "<b>"                                          | parameter_invalid     | statement_descriptor
            "statement_descriptor_suffix": "123"                                   | parameter_invalid     | statement_descriptor_suffix
            "statement_descriptor": "TWELVE CAKES", "statement_descriptor_suffix": "Order 777" | parameter_invalid | statement_descriptor_suffix
            "quantity": 0                                                          | parameter_invalid     | quantity
            "payment_method_types": ["cheque"]                                     | parameter_invalid     | payment_method_types[0]
            "payment_method_types": ["crypto"]                                     | payment_method_not_available | payment_method_types
            "payment_method_options": {"pix": {"x": 1}}                            | parameter_unknown     | payment_method_options.pix.x
            "payment_method_options": {"crypto": {}}                               | parameter_unknown     | payment_method_options.crypto
            "payment_method_options": {"card": {"moto": true}}                     | parameter_unknown     | payment_method_options.card.moto
            "capture_method": "manual", "payment_method_options": {"card": {"capture_method": "automatic"}} | parameter_invalid | payment_method_options.card.capture_method
            "payment_method": "pm_card_visa", "payment_method_data": {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}} | parameter_invalid | payment_method_data
            """)
    void whatCannotBeIsRefusedByNameWhenItIsMadeAndWhenItIsChanged(String json, String code, String param) {
        assertRefused(create(json), code, param);
        assertRefused(update(create("").at("id"), json), code, param);
    }

    @Test
    void aTypeThatIsNotOfferedIsLeftOutAndSaidSo() {
        var made = create("\"payment_method_types\": [\"crypto\", \"card\"]");
        assertThat(made.header("Caisse-Notice").orElseThrow()).contains("crypto");
        assertThat(made.at("payment_method_types")).isEqualTo("[card]");
    }

    @Test
    void whatIsNotGivenStaysAndWhatIsGivenEmptyIsCleared() {
        var id = create("""
                "description": "old", "metadata": {"a": "1", "b": "2"}, "merchant_order_id": "o", "quantity": 3,
                "shipping": {"name": "Jenny"}, "statement_descriptor": "CAKES", "receipt_email": "j@example.com",
                "payment_method_options": {"card": {"request_three_d_secure": "any"}}""").at("id");
        var changed = update(id, """
                "amount": 1200, "currency": "eur", "description": "", "metadata": {"a": "", "c": "3"},
                "shipping": "", "capture_method": "manual\"""");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.at("amount")).isEqualTo("1200");
        assertThat(changed.at("currency")).isEqualTo("EUR");
        assertThat(changed.at("description")).isNull();
        assertThat(changed.at("metadata")).isEqualTo("{b=2, c=3}");
        assertThat(changed.at("shipping")).isNull();
        assertThat(changed.at("capture_method")).isEqualTo("manual");
        assertThat(changed.at("merchant_order_id")).isEqualTo("o");
        assertThat(changed.at("quantity")).isEqualTo("3");
        assertThat(changed.at("statement_descriptor")).isEqualTo("CAKES");
        assertThat(changed.at("receipt_email")).isEqualTo("j@example.com");
        assertThat(changed.at("payment_method_options.card.request_three_d_secure"))
                .isEqualTo("any");
        assertThat(merchant.get("/v1/payment_intents/" + id).text()).isEqualTo(changed.text());
    }

    @Test
    void aMethodIsSetReplacedAndCleared() {
        var id = create("").at("id");
        var set = update(id, "\"payment_method\": \"pm_card_visa\"");
        assertThat(set.at("status")).isEqualTo("requires_confirmation");
        var replaced = update(id, """
                "payment_method_data": {"type": "card", "billing_details": {"name": "Jenny"},
                  "card": {"number": "5555555555554444", "exp_month": 12, "exp_year": 2040}}""");
        assertThat(replaced.at("status")).isEqualTo("requires_confirmation");
        assertThat(replaced.at("payment_method")).isNotEqualTo(set.at("payment_method"));
        var cleared = update(id, "\"payment_method\": \"\"");
        assertThat(cleared.at("status")).isEqualTo("requires_payment_method");
        assertThat(cleared.at("payment_method")).isNull();
        assertThat(update(id, "\"payment_method\": \"pm_1\"").status()).isEqualTo(404);
    }

    @Test
    void whatWasChangedIsWhatIsCharged() {
        var id = create("\"payment_method\": \"pm_card_visa\"").at("id");
        update(id, "\"amount\": 333");
        var paid = merchant.post("/v1/payment_intents/" + id + "/confirm", "{}");
        assertThat(paid.at("amount_received")).isEqualTo("333");
        assertThat(paid.at("charges.data.0.amount")).isEqualTo("333");
    }

    @Test
    void aSessionsIntentIsChangedOnlyInWhatTheSessionDoesNotDecide() {
        var intent = merchant.newSession("""
                "payment_intent_data": {"shipping": {"name": "Jenny", "address": {"city": "Bath"}}},""").at("payment_intent");
        assertThat(merchant.get("/v1/payment_intents/" + intent).at("shipping.address.city"))
                .isEqualTo("Bath");
        assertRefused(update(intent, "\"amount\": 5"), "payment_intent_of_session", "amount");
        assertRefused(
                update(intent, "\"payment_method\": \"pm_card_visa\""), "payment_intent_of_session", "payment_method");
        assertThat(update(intent, "\"description\": \"mine\"").at("description"))
                .isEqualTo("mine");
    }

    @Test
    void intentsAreFoundByTheirOrderTheirStatusAndTheirMetadata() {
        var one = create("\"merchant_order_id\": \"search-1\", \"metadata\": {\"find\": \"me\"}")
                .at("id");
        var two = create("""
                "merchant_order_id": "search-1", "metadata": {"find": "me", "n": "2"}, "confirm": true,
                "payment_method": "pm_card_visa\"""").at("id");
        assertThat(found("merchant_order_id:'search-1'")).containsExactly(two, one);
        assertThat(found("merchant_order_id:'search-1' AND status:'succeeded'")).containsExactly(two);
        assertThat(found("metadata['find']:'me'")).containsExactly(two, one);
        assertThat(found("metadata['find']:'me' AND metadata['n']:'2'")).containsExactly(two);
        assertThat(found("metadata['find']:'me' AND status:'requires_payment_method'"))
                .containsExactly(one);
        assertThat(found("status:'succeeded'")).contains(two).doesNotContain(one);
        assertThat(found("merchant_order_id:'search-2'")).isEmpty();
        var first = search("merchant_order_id:'search-1'", "&limit=1");
        assertThat(first.at("has_more")).isEqualTo("true");
        assertThat(search("merchant_order_id:'search-1'", "&limit=1&page=" + first.at("next_page"))
                        .at("data.0.id"))
                .isEqualTo(one);
        assertRefused(search("status:'paid'", ""), "parameter_invalid", "query");
        assertThat(search("description:'1'", "").status()).isEqualTo(400);
        assertThat(merchant.get("/v1/payment_intents/search").status()).isEqualTo(400);
    }

    private static List<String> found(String query) {
        var reply = search(query, "&limit=100");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ((List<?>) reply.json().get("data"))
                .stream()
                        .map(intent -> ((Map<?, ?>) intent).get("id").toString())
                        .toList();
    }

    private static Reply search(String query, String more) {
        return merchant.get(
                "/v1/payment_intents/search?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + more);
    }

    @Test
    void anotherMerchantsIntentIsNotThere() {
        assertThat(update("pi_1", "\"description\": \"x\"").status()).isEqualTo(404);
        assertThat(update("nonsense", "\"description\": \"x\"").status()).isEqualTo(404);
    }

    private static Reply create(String json) {
        return merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 900, \"currency\": \"gbp\"" + (json.isEmpty() ? "" : ", " + json) + "}");
    }

    private static Reply update(String id, String json) {
        return merchant.post("/v1/payment_intents/" + id, "{" + json + "}");
    }

    private static void assertRefused(Reply reply, String code, String param) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("error.code")).isEqualTo(code);
        assertThat(reply.at("error.param")).isEqualTo(param);
    }
}
