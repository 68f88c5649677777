package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a session asks of its payer besides the payment, in the API and over the plain form, which the server checks by
/// itself.
class AsksTest {
    private static final String SHIPPED = "\"shipping_address_collection\": {\"allowed_countries\": [\"US\", \"GB\"]},";
    private static final String CALLED = "\"phone_number_collection\": {\"enabled\": true},";
    private static final String ASKED = """
            "custom_fields": [
              {"key": "engraving", "label": {"type": "custom", "custom": "Engraving"}, "type": "text",
               "text": {"minimum_length": 2, "maximum_length": 10}},
              {"key": "vat", "label": {"type": "custom", "custom": "Number"}, "type": "numeric", "optional": true},
              {"key": "size", "label": {"type": "custom", "custom": "Size"}, "type": "dropdown",
               "dropdown": {"options": [{"label": "Small", "value": "s"}, {"label": "Large", "value": "l"}],
                            "default_value": "s"}}],""";
    private static final Map<String, String> HOME = Map.of(
            "shippingName", "Jenny Rosen",
            "shippingCountry", "US",
            "shippingLine1", "510 Townsend St",
            "shippingLine2", "Floor 2",
            "shippingCity", "San Francisco",
            "shippingState", "California",
            "shippingPostalCode", "94107");
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
    void anOrderIsSentWhereItsPayerSays() {
        var session = merchant.newSession(SHIPPED + "\"customer_creation\": \"always\",");
        assertThat(session.at("shipping_address_collection.allowed_countries")).isEqualTo("[US, GB]");
        assertThat(session.at("shipping")).isNull();

        assertThat(merchant.pay(session.at("url"), HOME).status()).isEqualTo(303);

        var paid = now(session);
        assertThat(paid.at("shipping.name")).isEqualTo("Jenny Rosen");
        assertThat(paid.at("shipping.address.line2")).isEqualTo("Floor 2");
        assertThat(paid.at("shipping.address.state")).isEqualTo("CA");
        var intent = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        assertThat(intent.json().get("shipping")).isEqualTo(paid.json().get("shipping"));
        var customer = merchant.get("/v1/customers/" + paid.at("customer"));
        assertThat(customer.json().get("shipping")).isEqualTo(paid.json().get("shipping"));
        assertThat(told(session).get("shipping")).isEqualTo(paid.json().get("shipping"));
    }

    @Test
    void stripesClientsFindTheAddressWhereTheirVersionHasIt() {
        var session = merchant.newSession(SHIPPED);
        merchant.pay(session.at("url"), HOME);
        var newest = asStripe(session, "2026-10-28.endive");
        assertThat(newest.at("collected_information.shipping_details.address.city"))
                .isEqualTo("San Francisco");
        assertThat(newest.json()).doesNotContainKeys("shipping", "shipping_details");
        var older = asStripe(session, "2024-04-10");
        assertThat(older.at("shipping_details.name")).isEqualTo("Jenny Rosen");
        assertThat(older.json()).doesNotContainKeys("shipping", "collected_information");
        assertThat(asStripe(session, "2020-08-27").at("shipping.name")).isEqualTo("Jenny Rosen");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shippingName       |          | shippingName
            shippingCountry    | FR       | shippingCountry
            shippingCountry    | GB       | shippingPostalCode
            shippingCity       |          | shippingCity
            shippingState      | Kent     | shippingState
            shippingPostalCode | SW1A 1AA | shippingPostalCode
            """)
    void anAddressThatIsNoneIsNotPaid(String field, String value, String wrong) {
        var session = merchant.newSession(SHIPPED);
        var page = merchant.pay(session.at("url"), with(HOME, field, value));
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.text()).contains("<a href=\"#" + wrong + "\">").containsPattern(invalid(wrong));
        assertThat(now(session).at("status")).isEqualTo("open");
    }

    @Test
    void anotherCountryHasOtherFieldsAndKeepsWhatWasTyped() {
        var session = merchant.newSession(SHIPPED);
        var url = session.at("url");
        var html = merchant.page(url).text();
        var again = merchant.submit(url.replaceFirst("\\?", "/form?"), html, with(HOME, "shippingCountry", "GB"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text())
                .contains("Town or city", "value=\"510 Townsend St\"")
                .doesNotContain("id=\"shippingState\"", "aria-invalid=\"true\"", "4242424242424242");
        assertThat(now(session).at("status")).isEqualTo("open");
    }

    @Test
    void aCustomersOwnAddressStandsInTheForm() {
        var customer = merchant.post("/v1/customers", """
                {"name": "Jenny Rosen", "phone": "+16502530000", "shipping": {"name": "Jenny", "address":
                  {"country": "US", "line1": "510 Townsend St", "state": "CA"}}}""").at("id");
        var known = merchant.newSession(SHIPPED + CALLED + "\"customer\": \"" + customer + "\",");
        assertThat(known.at("shipping")).isNull();
        assertThat(merchant.page(known.at("url")).text())
                .contains("value=\"510 Townsend St\"", "<option value=\"CA\" selected>", "value=\"(650) 253-0000\"");
        var elsewhere = merchant.newSession(SHIPPED.replace("\"US\", ", "") + "\"customer\": \"" + customer + "\",");
        assertThat(merchant.page(elsewhere.at("url")).text()).doesNotContain("510 Townsend St");
    }

    @Test
    void aPageHasTheDataOfItsCountryOnly() {
        var html = merchant.page(merchant.newSession(SHIPPED).at("url")).text();
        assertThat(html).doesNotContain("California", "Ontario", "Bayern");
    }

    @Test
    void billsMayGoWhereTheGoodsGo() {
        var session = merchant.newSession(SHIPPED + "\"billing_address_collection\": \"required\",");
        var same = with(with(HOME, "billingSame", "yes"), "billingCountry", "");
        assertThat(merchant.pay(session.at("url"), same).status()).isEqualTo(303);
        assertThat(now(session).at("customer_details.address.line1")).isEqualTo("510 Townsend St");
    }

    @Test
    void aBillingAddressIsAsItsCountryHasIt() {
        var session = merchant.newSession("\"billing_address_collection\": \"required\",");
        var address = Map.of(
                "billingCountry", "US",
                "billingLine1", "510 Townsend St",
                "billingCity", "San Francisco",
                "billingPostalCode", "94107");
        var page = merchant.pay(session.at("url"), address);
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.text()).containsPattern(invalid("billingState"));
        assertThat(merchant.pay(session.at("url"), with(address, "billingState", "CA"))
                        .status())
                .isEqualTo(303);
        assertThat(now(session).at("customer_details.address.state")).isEqualTo("CA");
    }

    @Test
    void aTelephoneNumberIsKeptAsEverybodyCanCallIt() {
        var session = merchant.newSession(CALLED + SHIPPED);
        assertThat(session.at("phone_number_collection.enabled")).isEqualTo("true");
        var wrong = merchant.pay(session.at("url"), with(HOME, "phoneNumber", "12345"));
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).containsPattern(invalid("phoneNumber"));

        merchant.pay(session.at("url"), with(HOME, "phoneNumber", "(650) 253-0000"));
        var paid = now(session);
        assertThat(paid.at("customer_details.phone")).isEqualTo("+16502530000");
        assertThat(paid.at("shipping.phone")).isEqualTo("+16502530000");
    }

    @Test
    void whatAMerchantAsksIsAnsweredByKey() {
        var session = merchant.newSession(ASKED);
        assertThat(session.at("custom_fields.0.text.maximum_length")).isEqualTo("10");
        assertThat(session.at("custom_fields.2.dropdown.value")).isNull();

        assertThat(merchant.pay(session.at("url"), Map.of("custom0", "A", "custom1", "1 2", "custom2", "l"))
                        .status())
                .isEqualTo(422);
        assertThat(merchant.pay(session.at("url"), Map.of("custom0", "Ada", "custom1", "1 2", "custom2", "l"))
                        .status())
                .isEqualTo(303);

        var paid = now(session);
        assertThat(paid.at("custom_fields.0.text.value")).isEqualTo("Ada");
        assertThat(paid.at("custom_fields.1.numeric.value")).isEqualTo("12");
        assertThat(paid.at("custom_fields.2.dropdown.value")).isEqualTo("l");
        assertThat(paid.at("custom_fields.2.text")).isNull();
        assertThat(told(session).get("custom_fields")).isEqualTo(paid.json().get("custom_fields"));
        var stripes = asStripe(session, "2026-10-28.endive");
        assertThat(stripes.at("custom_fields.0.label.custom")).isEqualTo("Engraving");
        assertThat((Map<?, ?>) ((List<?>) stripes.json().get("custom_fields")).getFirst())
                .hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            custom0 | A           | Use at least 2 characters.
            custom0 |             | Fill in this field.
            custom0 | 12345678901 | Use at most 10 characters.
            custom1 | 12a         | Use digits only.
            custom2 | xl          | Choose one of the options.
            custom2 |             | Choose one of the options.
            """)
    void anAnswerThatIsNoneIsNotPaid(String field, String answer, String error) {
        var session = merchant.newSession(ASKED);
        var page = merchant.pay(
                session.at("url"), with(Map.of("custom0", "Ada", "custom1", "", "custom2", "s"), field, answer));
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.text()).contains(error, "<a href=\"#" + field + "\">");
        assertThat(now(session).at("status")).isEqualTo("open");
    }

    @Test
    void aDeclineLeavesTheAnswersStanding() {
        var session = merchant.newSession(SHIPPED + ASKED);
        var fields = new HashMap<>(HOME);
        fields.putAll(Map.of("custom0", "Ada", "custom2", "l", "cardNumber", "4000000000000002"));
        var declined = merchant.pay(session.at("url"), fields);
        assertThat(declined.status()).isEqualTo(402);
        for (var html :
                List.of(declined.text(), merchant.page(session.at("url")).text())) {
            assertThat(html)
                    .contains("value=\"Ada\"", "value=\"510 Townsend St\"", "<option value=\"CA\" selected>")
                    .contains("<option value=\"l\" selected>");
        }
    }

    @Test
    void whoeverPaysInAPayersPlaceAnswersTheSame() {
        var session = merchant.newSession(SHIPPED + CALLED + ASKED);
        var page = "/v1/payment_pages/" + session.at("id") + "/confirm";
        var card = "payment_method=pm_card_visa";
        var name = "&shipping[name]=Jenny&shipping[address][country]=";
        assertThat(merchant.postForm(page, card).at("error.param")).isEqualTo("phone");
        card += "&phone=%2B442071838750";
        assertThat(merchant.postForm(page, card).at("error.param")).isEqualTo("shipping");
        assertThat(merchant.postForm(page, card + name + "FR").at("error.param"))
                .isEqualTo("shipping.address.country");
        assertThat(merchant.postForm(page, card + name + "GB").at("error.param"))
                .isEqualTo("custom_fields.engraving");
        var paid = merchant.postForm(page, card + name + "GB&custom_fields[engraving]=Ada&custom_fields[size]=l");
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        assertThat(now(session).at("shipping.name")).isEqualTo("Jenny");
        assertThat(now(session).at("customer_details.phone")).isEqualTo("+442071838750");
        assertThat(now(session).at("custom_fields.0.text.value")).isEqualTo("Ada");
    }

    @ParameterizedTest(name = "{0} names {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "shipping_address_collection": {"allowed_countries": []}                 | shipping_address_collection.allowed_countries
            "shipping_address_collection": {"allowed_countries": ["XX"]}             | shipping_address_collection.allowed_countries[0]
            "shipping_address_collection": {"allowed_countries": ["GB", "GB"]}       | shipping_address_collection.allowed_countries[1]
            "shipping_address_collection": {"allowed": ["GB"]}                       | shipping_address_collection.allowed_countries
            "shipping_address_collection": true                                      | shipping_address_collection
            "phone_number_collection": {"enabled": "perhaps"}                        | phone_number_collection.enabled
            "phone_number_collection": {}                                            | phone_number_collection.enabled
            "custom_fields": [{"label": {"type": "custom", "custom": "A"}, "type": "text"}]   | custom_fields[0].key
            "custom_fields": [{"key": "a b", "label": {"type": "custom", "custom": "A"}, "type": "text"}]   | custom_fields[0].key
            "custom_fields": [{"key": "a", "type": "text"}]                          | custom_fields[0].label
            "custom_fields": [{"key": "a", "label": {"custom": "A"}, "type": "text"}]         | custom_fields[0].label.type
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}}]       | custom_fields[0].type
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "colour"}]   | custom_fields[0].type
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "text", "numeric": {}}]   | custom_fields[0].numeric
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "dropdown"}] | custom_fields[0].dropdown
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "dropdown", "dropdown": {"options": []}}] | custom_fields[0].dropdown.options
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "dropdown", "dropdown": {"options": [{"label": "A", "value": "a"}, {"label": "B", "value": "a"}]}}] | custom_fields[0].dropdown.options[1].value
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "text", "text": {"minimum_length": 5, "maximum_length": 4}}] | custom_fields[0].text.minimum_length
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "text", "text": {"maximum_length": 256}}] | custom_fields[0].text.maximum_length
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "numeric", "numeric": {"default_value": "x"}}] | custom_fields[0].numeric.default_value
            "custom_fields": [{"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "text"}, {"key": "a", "label": {"type": "custom", "custom": "B"}, "type": "text"}] | custom_fields[1].key
            """)
    void whatCannotBeAskedIsRefusedByName(String parameter, String name) {
        var refused = merchant.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example", %s, "line_items": [{"quantity": 1, "price_data":
                 {"currency": "gbp", "unit_amount": 100, "product_data": {"name": "Cake"}}}]}
                """.formatted(parameter));
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.at("error.param")).isEqualTo(name);
    }

    @Test
    void threeFieldsAreTheMost() {
        var fields = IntStream.range(0, 4)
                .mapToObj(i ->
                        "{\"key\": \"k%d\", \"label\": {\"type\": \"custom\", \"custom\": \"A\"}, \"type\": \"text\"}"
                                .formatted(i))
                .collect(Collectors.joining(",", "[", "]"));
        var refused = merchant.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example", "custom_fields": %s, "line_items": []}""".formatted(fields));
        assertThat(refused.status()).isEqualTo(400);
    }

    private static Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    /// The session as the event of its completion told it.
    private static Map<?, ?> told(Reply session) {
        var events = merchant.get("/v1/events?type=checkout.session.completed&limit=100");
        return ((List<?>) events.json().get("data"))
                .stream()
                        .map(event -> (Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) event).get("data")).get("object"))
                        .filter(object -> object.get("id").equals(session.at("id")))
                        .findFirst()
                        .orElseThrow();
    }

    private static Reply asStripe(Reply session, String version) {
        return merchant.send(
                merchant.request("/v1/checkout/sessions/" + session.at("id")).header("Stripe-Version", version));
    }

    private static Map<String, String> with(Map<String, String> fields, String field, String value) {
        var all = new HashMap<>(fields);
        all.put(field, value == null ? "" : value);
        return all;
    }

    private static String invalid(String field) {
        return "id=\"" + field + "\"[^>]*aria-invalid=\"true\"";
    }
}
