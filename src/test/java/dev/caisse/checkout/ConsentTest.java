package dev.caisse.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a page says in the merchant's own words, and what a payer agrees to.
class ConsentTest {
    private static final String TERMS = "\"consent_collection\": {\"terms_of_service\": \"required\"},";

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
    void nobodyPaysWhoHasNotAgreedToTheTerms() {
        var session = session(TERMS);
        var url = session.at("url");
        var refused = merchant.pay(url, "4242424242424242");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("Tick this box to go on.", "href=\"#termsOfService\"");
        assertThat(now(session).at("consent")).isNull();
        assertThat(merchant.post(
                                "/v1/payment_pages/" + session.at("id") + "/confirm",
                                "{\"payment_method\": \"pm_card_visa\"}")
                        .at("error.param"))
                .isEqualTo("consent.terms_of_service");
        assertThat(merchant.pay(url, Map.of("termsOfService", "accepted")).status())
                .isEqualTo(303);
        assertThat(now(session).at("consent.terms_of_service")).isEqualTo("accepted");
        assertThat(now(session).at("consent.promotions")).isNull();
    }

    @Test
    void whetherAPayerWantsNewsIsKept() {
        var yes = session("\"consent_collection\": {\"promotions\": \"auto\"},");
        assertThat(merchant.pay(yes.at("url"), Map.of("promotions", "yes")).status())
                .isEqualTo(303);
        assertThat(now(yes).at("consent.promotions")).isEqualTo("opt_in");
        var no = session("\"consent_collection\": {\"promotions\": \"auto\"},");
        assertThat(merchant.pay(no.at("url"), "4242424242424242").status()).isEqualTo(303);
        assertThat(now(no).at("consent.promotions")).isEqualTo("opt_out");
        var never = session("");
        assertThat(merchant.pay(never.at("url"), Map.of("promotions", "yes")).status())
                .isEqualTo(303);
        assertThat(now(never).at("consent")).isNull();
    }

    @Test
    void theMerchantsWordsAreTextAndLinksAndNothingElse() {
        var session = session(TERMS + """
            "shipping_address_collection": {"allowed_countries": ["GB"]}, "custom_text": {
              "submit": {"message": "<b>Soon</b>"}, "after_submit": {"message": "[Ask](javascript:alert(1))"},
              "shipping_address": {"message": "No boxes"},
              "terms_of_service_acceptance": {"message": "The [terms](https://shop.example/terms?a=1&b=2)"}},\
            """);
        assertThat(session.at("custom_text.submit.message")).isEqualTo("<b>Soon</b>");
        assertThat(merchant.page(session.at("url")).text())
                .contains("&lt;b&gt;Soon&lt;/b&gt;", "[Ask](javascript:alert(1))", "No boxes")
                .contains("<a href=\"https://shop.example/terms?a=1&amp;b=2\"")
                .doesNotContain("href=\"javascript");
    }

    @Test
    void aDeclineKeepsWhatWasTicked() {
        var url = session(TERMS).at("url");
        var declined = merchant.pay(url, Map.of("termsOfService", "accepted", "cardNumber", "4000000000000002"));
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text()).containsPattern("id=\"termsOfService\"[^>]* checked");
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        for (var wrong : Map.of(
                        "\"consent_collection\": {\"terms_of_service\": \"maybe\"}",
                        "consent_collection.terms_of_service",
                        "\"consent_collection\": {\"payment_method_reuse_agreement\": {}}",
                        "consent_collection.payment_method_reuse_agreement.position",
                        "\"custom_text\": {\"submit\": {}}",
                        "custom_text.submit.message",
                        "\"custom_text\": {\"submit\": {\"message\": \"" + "x".repeat(1201) + "\"}}",
                        "custom_text.submit.message",
                        "\"custom_text\": {\"terms_of_service_acceptance\": {\"message\": \"x\"}}",
                        "consent_collection.terms_of_service",
                        "\"custom_text\": {\"shipping_address\": {\"message\": \"x\"}}",
                        "custom_text.shipping_address",
                        "\"custom_text\": {\"title\": {\"message\": \"x\"}}",
                        "custom_text.title")
                .entrySet()) {
            assertThat(session(wrong.getKey() + ",").at("error.param"))
                    .as(wrong.getKey())
                    .isEqualTo(wrong.getValue());
        }
    }

    private static Reply session(String more) {
        return merchant.post("/v1/checkout/sessions", """
            {%s "success_url": "https://shop.example/thanks", "line_items": [{"quantity": 1,
               "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Cake"}}}]}
            """.formatted(more));
    }

    private static Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }
}
