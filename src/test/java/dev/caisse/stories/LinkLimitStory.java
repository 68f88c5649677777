package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The only piece that a payment link may sell, and payers whose payments take their time.
class LinkLimitStory {

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
    void whoWaitsSeesThatSomebodyPays_AndMayPayWhenThatFails() {
        var link = link("gbp");
        var first = visited(link);
        var second = visited(link);
        var wallet = Provider.page(merchant, merchant.pay(first, Map.of("method", "alipay")));
        var taken = merchant.page(second);
        assertThat(taken.status()).isEqualTo(410);
        assertThat(taken.text()).contains("Somebody else is paying right now");
        assertThat(merchant.page(link.at("url")).text()).contains("Somebody else is paying right now");
        assertThat(now(link).at("active")).isEqualTo("true");

        Provider.choose(merchant, wallet, Provider.FAIL);
        Eventually.holds(() -> merchant.page(second).status() == 200);
        assertThat(merchant.pay(second, "4242424242424242").status()).isEqualTo(303);
        assertThat(now(link).at("active")).isEqualTo("false");
        assertThat(merchant.page(first).text()).contains("No longer available");
    }

    @Test
    void moneyThatComesAfterItsTimeGoesBack_AndTheOtherPayerKeepsThePiece() {
        var link = link("cny");
        var late = visited(link);
        var code = Provider.page(merchant, merchant.pay(late, Map.of("method", "wechat_pay")));
        server.advance(Duration.ofHours(25));
        Eventually.holds(() -> session(late).at("status").equals("expired"));
        assertThat(merchant.pay(visited(link), "4242424242424242").status()).isEqualTo(303);
        assertThat(now(link).at("restrictions.completed_sessions.count")).isEqualTo("1");

        Provider.choose(merchant, code, Provider.PAY);
        var charges = "/v1/charges?payment_intent=" + session(late).at("payment_intent");
        Eventually.holds(() -> merchant.get(charges).text().contains("\"refunded\":true"));
        assertThat(now(link).at("restrictions.completed_sessions.count")).isEqualTo("1");
        assertThat(now(link).at("active")).isEqualTo("false");
    }

    @Test
    void aDebitThatFailsLaterIsStillASessionThatWasCompleted() {
        var link = link("eur");
        var url = visited(link);
        var debit = Map.of(
                "method",
                "sepa_debit",
                "sepa_debit-iban",
                "AT861904300235473202",
                "sepa_debit-name",
                "Ana",
                "sepa_debit-country",
                "AT");
        assertThat(merchant.pay(url, debit).status()).isEqualTo(303);
        assertThat(now(link).at("active")).isEqualTo("false");
        Eventually.holds(() -> !merchant.get("/v1/events?type=checkout.session.async_payment_failed")
                .at("data")
                .equals("[]"));
        assertThat(now(link).at("restrictions.completed_sessions.count")).isEqualTo("1");
        assertThat(now(link).at("active")).isEqualTo("false");
    }

    private static Reply link(String currency) {
        return merchant.post("/v1/payment_links", """
            {"restrictions": {"completed_sessions": {"limit": 1}}, "line_items": [{"quantity": 1,
              "price_data": {"currency": "%s", "unit_amount": 1250, "product_data": {"name": "Cake"}}}]}\
            """.formatted(currency));
    }

    private static String visited(Reply link) {
        return merchant.page(link.at("url")).header("Location").orElseThrow();
    }

    private static Reply now(Reply link) {
        return merchant.get("/v1/payment_links/" + link.at("id"));
    }

    private static Reply session(String url) {
        return merchant.get("/v1/checkout/sessions/" + url.replaceAll(".*/pay/([^?]*).*", "$1"));
    }
}
