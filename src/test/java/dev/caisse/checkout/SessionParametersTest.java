package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The parameters of a session, as their specification lists them: each is honoured, or refused by its name.
class SessionParametersTest {
    private static final String ITEM = """
        {"quantity": 1, "price_data": {"currency": "GBP", "unit_amount": %s, "product_data": {"name": "Cake"}}}\
        """;
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

    @ParameterizedTest(name = "{0} is seen at {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"success_url\": \"www.wooshpay.com\"            | session | success_url                |"
                        + " www.wooshpay.com",
                "\"cancel_url\": \"www.example.com\"              | session | cancel_url                 |"
                        + " www.example.com",
                "\"cancell_url\": \"www.example.com\"             | session | cancel_url                 |"
                        + " www.example.com",
                "\"mode\": \"payment\"                            | session | mode                       | payment",
                "\"currency\": \"gbp\"                            | session | currency                   | GBP",
                "\"devise\": \"gbp\"                              | session | currency                   | GBP",
                "\"client_reference_id\": \"{\\\"a\\\": 1}\"      | session | client_reference_id        | {\"a\": 1}",
                "\"client_reference_id\": \"r1\"                  | intent  | merchant_order_id          | r1",
                "\"customer_email\": \"jenny@example.com\"        | session | customer_email             |"
                        + " jenny@example.com",
                "\"metadata\": {\"a\": 1}                         | session | metadata.a                 | 1",
                "\"metadata\": {\"a\": 1}                         | intent  | metadata.a                 | 1",
                "\"payment_method_types\": [\"card\"]             | session | payment_method_types       | [card]",
                "\"payment_method_types\": null                   | session | payment_method_types       | ~~",
                "\"payment_method_types\": [\"crypto\", \"card\"] | session | payment_method_types       | [card]",
                "\"billing_address_collection\": \"required\"     | session | billing_address_collection | required",
                "\"locale\": \"fr\"                               | session | locale                     | fr",
                "\"submit_type\": \"donate\"                      | session | submit_type                | donate",
                "\"return_url\": \"www.example.com\"              | session | return_url                 | ~~",
                "\"payment_intent_data\": {\"description\": \"d\"}       | intent | description       | d",
                "\"payment_intent_data\": {\"merchant_order_id\": \"o\"} | intent | merchant_order_id | o",
                "\"payment_intent_data\": {\"merchant_user_id\": \"u\"}  | intent | merchant_user_id  | u",
                "\"payment_intent_data\": {\"receipt_email\": \"a@b.cd\"} | intent | receipt_email    | a@b.cd",
                "\"payment_intent_data\": {\"metadata\": {\"b\": \"2\"}} | intent | metadata.b        | 2",
                "\"payment_intent_data\": {\"capture_method\": \"manual\"} | intent | capture_method | manual",
                "\"payment_method_options\": {\"card\": {\"request_three_d_secure\": \"any\"}} | session |"
                        + " payment_method_options.card.request_three_d_secure | any",
            })
    void everyParameterOfTheFirstIssueIsHonoured(String parameter, String where, String path, String value) {
        var session = create(parameter);
        assertThat(session.status()).as(session.text()).isEqualTo(200);
        var seen =
                where.equals("intent") ? merchant.get("/v1/payment_intents/" + session.at("payment_intent")) : session;
        assertThat(seen.at(path)).isEqualTo(value.isEmpty() ? null : value);
    }

    @ParameterizedTest(name = "{0} is refused by name")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"mode\": \"subscription\"                                                    | mode",
                "\"branding_settings\": {}                                                     | branding_settings",
                "\"ui_mode\": \"embedded\"                                                     | ui_mode",
            })
    void everyParameterOfALaterIssueIsRefusedByName(String parameter, String param) {
        assertRefused(create(parameter), "parameter_unsupported", param);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"success_url\": null                              | parameter_missing            | success_url",
                "\"success_url\": \"javascript:alert(1)\"           | url_invalid                  | success_url",
                "\"line_items\": []                                 | parameter_missing            | line_items",
                "\"line_items\": [{\"quantity\": 1}]                | parameter_missing            |"
                        + " line_items[0].price",
                "\"line_items\": [{\"quantity\": 1, \"price\": \"price_1\"}] | resource_missing    |"
                        + " line_items[0].price",
                "\"currency\": \"EUR\"                              | parameter_invalid            | currency",
                "\"customer_email\": \"jenny\"                      | email_invalid                | customer_email",
                "\"payment_method_types\": [\"card\", \"cheque\"]   | parameter_invalid            |"
                        + " payment_method_types[1]",
                "\"payment_method_types\": [\"crypto\", \"sofort\"] | payment_method_not_available |"
                        + " payment_method_types",
                "\"locale\": \"tlh\"                                | parameter_invalid            | locale",
                "\"payment_intent_data\": {\"nonsense\": 1}         | parameter_unknown            |"
                        + " payment_intent_data.nonsense",
                "\"sucess_url\": \"x\"                              | parameter_unknown            | sucess_url",
            })
    void whatIsWrongIsNamed(String parameter, String code, String param) {
        assertRefused(create(parameter), code, param);
    }

    @Test
    void typesThatAreKnownButInactiveAreNamedInANotice() {
        var session = create("\"payment_method_types\": [\"crypto\", \"card\"]");
        assertThat(session.header("Caisse-Notice"))
                .hasValueSatisfying(notice -> assertThat(notice).contains("crypto"));
        assertThat(create("\"payment_method_types\": [\"card\"]").header("Caisse-Notice"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1740, 200", "1800, 200", "86400, 200", "86459, 200", "1730, 400", "86470, 400", "0, 400"})
    void aSessionEndsThirtyMinutesToADayAhead_GiveOrTakeAMinute(long secondsAhead, int status) {
        long slack = secondsAhead == 1740 ? 2 : 0;
        var asked = server.clock().nowMs() / 1000 + secondsAhead + slack;
        var session = create("\"expires_at\": " + asked);
        assertThat(session.status()).as(session.text()).isEqualTo(status);
        if (status == 200) {
            assertThat(session.at("expires_at")).isEqualTo(Long.toString(asked * 1000));
        }
    }

    @Test
    void oneCurrencyPerSession() {
        var euros = ITEM.formatted(5).replace("GBP", "EUR");
        assertRefused(
                create("\"line_items\": [%s, %s]".formatted(ITEM.formatted(5), euros)),
                "parameter_invalid",
                "line_items[1].price_data");
    }

    @Test
    void aPriceOrProductThatIsNotActiveIsRefused_AndSoIsARecurringPrice() {
        var product = merchant.post("/v1/products", "{\"name\": \"Tea\"}").at("id");
        var price = price(product, "");
        var other = price(product, "");
        merchant.post("/v1/prices/" + price, "{\"active\": false}");
        assertRefused(create(of(price)), "parameter_invalid", "line_items[0].price");
        assertRefused(
                create(of(price(product, "\"recurring\": {\"interval\": \"month\"},"))),
                "parameter_unsupported",
                "line_items[0].price");
        assertThat(create(of(other)).status()).isEqualTo(200);
        merchant.post("/v1/products/" + product, "{\"active\": false}");
        assertRefused(create(of(other)), "parameter_invalid", "line_items[0].price");
    }

    @Test
    void noTotalIsBeyondTwelveDigits() {
        assertThat(create("\"line_items\": [%s]".formatted(ITEM.formatted("999999999999")))
                        .status())
                .isEqualTo(200);
        assertRefused(
                create("\"line_items\": [%s]"
                        .formatted(ITEM.formatted("999999999999").replace("\"quantity\": 1", "\"quantity\": 2"))),
                "amount_too_large",
                "line_items[0].quantity");
        assertRefused(
                create("\"line_items\": [%s, %s]".formatted(ITEM.formatted("999999999999"), ITEM.formatted(1))),
                "amount_too_large",
                "line_items");
    }

    @Test
    void whatCostsNothingHasNoIntent() {
        var session = create("\"line_items\": [%s]".formatted(ITEM.formatted(0)));
        assertThat(session.at("payment_status")).isEqualTo("no_payment_required");
        assertThat(session.at("payment_intent")).isNull();
        assertThat(session.at("client_secret")).isNull();
    }

    @Test
    void theIntentsMetadataWinsKeyByKey_AndFiftyTogetherAreEnough() {
        var session = create(
                "\"metadata\": {\"a\": \"1\", \"b\": \"2\"}, \"payment_intent_data\": {\"metadata\": {\"b\": \"3\"}}");
        assertThat(session.at("metadata")).isEqualTo("{a=1, b=2}");
        assertThat(merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                        .at("metadata"))
                .isEqualTo("{a=1, b=3}");
        assertRefused(
                create("\"metadata\": %s, \"payment_intent_data\": {\"metadata\": %s}"
                        .formatted(keys("a", 30), keys("b", 21))),
                "parameter_invalid",
                "payment_intent_data.metadata");
    }

    @Test
    void anUpdateOfMetadataMergesAndDoesNotReachTheIntent() {
        var session = create("\"metadata\": {\"a\": \"1\", \"b\": \"2\"}");
        var path = "/v1/checkout/sessions/" + session.at("id");
        assertThat(merchant.post(path, "{\"metadata\": {\"b\": \"\", \"c\": \"3\"}}")
                        .at("metadata"))
                .isEqualTo("{a=1, c=3}");
        assertThat(merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                        .at("metadata"))
                .isEqualTo("{a=1, b=2}");
        assertThat(merchant.post(path, "{\"metadata\": \"\"}").at("metadata")).isEqualTo("{}");
        assertRefused(merchant.post(path, "{\"locale\": \"fr\"}"), "parameter_unknown", "locale");
    }

    @Test
    void thePlaceholderBecomesTheSessionsId_HoweverLongTheAddress() {
        for (var url : new String[] {
            "shop.example/{CHECKOUT_SESSION_ID}", "shop.example/" + "{CHECKOUT_SESSION_ID}".repeat(237)
        }) {
            var session = create("\"success_url\": \"" + url + "\"");
            var paid = merchant.pay(session.at("url"), "4242424242424242");
            assertThat(paid.status()).isEqualTo(303);
            assertThat(paid.header("Location"))
                    .hasValue("https://" + url.replace("{CHECKOUT_SESSION_ID}", session.at("id")));
        }
    }

    @Test
    void expireSaysWhyNot_InWordsThatProgramsLookFor() {
        var session = merchant.newSession();
        var path = "/v1/checkout/sessions/" + session.at("id") + "/expire";
        merchant.pay(session.at("url"), "4242424242424242");
        assertThat(merchant.post(path, "").at("message"))
                .contains("already complete")
                .contains("already succeeded");

        var late = merchant.newSession().at("id");
        server.advance(Duration.ofHours(24).plusSeconds(1));
        assertThat(merchant.post("/v1/checkout/sessions/" + late + "/expire", "")
                        .at("message"))
                .contains("already expired");
        assertThat(merchant.get("/v1/checkout/sessions?status=open&limit=100").text())
                .doesNotContain(late);
        assertThat(merchant.get("/v1/checkout/sessions?status=expired&limit=100")
                        .text())
                .contains(late);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cs_", "cs_test_", "cs_live_"})
    void aSessionIsFoundByEitherSpellingOfItsId(String prefix) {
        var id = merchant.newSession().at("id");
        assertThat(merchant.get("/v1/checkout/sessions/" + prefix + id.substring(3))
                        .at("id"))
                .isEqualTo(id);
    }

    /// A later parameter replaces an earlier one of the same name.
    private static Reply create(String parameter) {
        var success = parameter.contains("\"success_url\"") ? "" : "\"success_url\": \"www.example.com\",";
        var items = parameter.contains("\"line_items\"") ? "" : ", \"line_items\": [" + ITEM.formatted(5) + "]";
        return merchant.post("/v1/checkout/sessions", "{" + success + parameter + items + "}");
    }

    private static String of(String price) {
        return "\"line_items\": [{\"quantity\": 1, \"price\": \"" + price + "\"}]";
    }

    private static String price(String product, String more) {
        var json = "{%s \"currency\": \"GBP\", \"unit_amount\": 5, \"product\": \"%s\"}".formatted(more, product);
        return merchant.post("/v1/prices", json).at("id");
    }

    private static String keys(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + prefix + i + "\": 1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static void assertRefused(Reply reply, String code, String param) {
        assertThat(reply.status()).as(reply.text()).isIn(400, 404);
        assertThat(reply.at("error.code")).as(reply.text()).isEqualTo(code);
        assertThat(reply.at("error.param")).isEqualTo(param);
        assertThat(reply.at("message")).isNotBlank();
    }
}
