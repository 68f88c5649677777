package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The page behind a charge's `receipt_url`: for whoever has the address, and for nobody who makes one up.
class ReceiptPageTest {
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
    void aReceiptSaysWhatWasPaidForWhatWithWhichCard_AndWhatCameBack() {
        var charge = paidOnThePage("\"locale\": \"de\", \"client_reference_id\": \"order-7\",");
        assertThat(charge.at("receipt_url")).startsWith(server.client().url() + "/receipts/ch_test_");
        var receipt = merchant.page(charge.at("receipt_url"));
        assertThat(receipt.status()).isEqualTo(200);
        assertThat(receipt.text())
                .contains("lang=\"de\"", "25,00", "Pineapple cake", "Visa, endet auf 4242", "order-7", charge.at("id"))
                .doesNotContain("Erstattet");
        var policy = receipt.header("Content-Security-Policy").orElseThrow();
        assertThat(policy).contains("default-src 'none'", "style-src 'sha256-").doesNotContain("script-src", "unsafe");
        assertThat(receipt.header("Cache-Control")).hasValue("no-store");

        merchant.post("/v1/refunds", "{\"charge\": \"%s\", \"amount\": 700}".formatted(charge.at("id")));
        assertThat(merchant.page(charge.at("receipt_url")).text()).contains("Erstattet", "7,00");
    }

    @Test
    void theAddressIsTheSameInEventsAndInAnswers_AndInStripesDialect() {
        var charge = paidOnThePage("");
        var told = merchant.get("/v1/events?type=charge.succeeded&limit=1");
        assertThat(told.at("data.0.data.object.receipt_url")).isEqualTo(charge.at("receipt_url"));
        var request = merchant.request("/v1/charges/" + charge.at("id")).header("Stripe-Version", "2026-10-28.endive");
        assertThat(merchant.send(request.GET()).at("receipt_url")).isEqualTo(charge.at("receipt_url"));
    }

    @Test
    void thereIsNoneBeforeMoneyIsTaken_NorForWhatWasDeclined() {
        var held = confirmed("\"capture_method\": \"manual\",", "pm_card_visa");
        assertThat(held.at("charges.data.0.receipt_url")).isNull();
        var taken = merchant.post("/v1/payment_intents/" + held.at("id") + "/capture", "{\"amount_to_capture\": 400}");
        var receipt = merchant.page(taken.at("charges.data.0.receipt_url"));
        assertThat(receipt.text()).contains("4.00").doesNotContain("12.50");
        var declined = confirmed("", "pm_card_visa_chargeDeclined");
        assertThat(declined.at("error.payment_intent.charges.data.0.receipt_url"))
                .isNull();
    }

    @Test
    void whatNobodyWasGivenOpensNothing() {
        var charge = paidOnThePage("");
        var url = charge.at("receipt_url");
        var another =
                merchant.with(merchant.post("/v1/test_helpers/accounts", "{}").at("secret_key"));
        var others = confirmedBy(another, "", "pm_card_visa").at("charges.data.0.receipt_url");
        var token = url.substring(url.indexOf("&s=") + 3);
        var wrong = List.of(
                url.substring(0, url.indexOf('?')),
                url.substring(0, url.indexOf("&s=")),
                url.replace("s=" + token, "s=" + (token.startsWith("A") ? "B" : "A") + token.substring(1)),
                url.replace("ch_test_", "ch_live_"),
                url.replace("ch_test_", "ch_"),
                url.replace("ch_test_", "cs_test_"),
                url.replaceFirst("ch_test_[0-9]+", others.replaceFirst(".*/(ch_test_[0-9]+).*", "$1")),
                url.replaceFirst("a=-?[0-9]+", others.replaceFirst(".*[?](a=-?[0-9]+).*", "$1")),
                url.replaceFirst("a=-?[0-9]+", "a=9223372036854775808"),
                url.replaceFirst("ch_test_[0-9]+", "ch_test_" + "9".repeat(40)),
                url.replaceFirst("ch_test_[0-9]+", "ch_test_%00"),
                url.replaceFirst("ch_test_[0-9]+", ""));
        assertThat(merchant.page(url).status()).isEqualTo(200);
        assertThat(merchant.page(others).status()).isEqualTo(200);
        assertThat(wrong)
                .allSatisfy(
                        address -> assertThat(merchant.page(address).status()).isEqualTo(404));
        var sent = merchant.send(HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.noBody()));
        assertThat(sent.status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "ARABIC_PHONE"})
    void itLooksWellUnderItsOwnPolicy(Look look) throws Exception {
        var charge = paidOnThePage("");
        merchant.post("/v1/refunds", "{\"charge\": \"%s\", \"amount\": 700}".formatted(charge.at("id")));
        var complaints = new ArrayList<String>();
        try (var context = Chromium.context(look.options())) {
            var page = context.newPage();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.navigate(charge.at("receipt_url"));
            Chromium.looksWell(page, "receipt-page-" + look);
            assertThat(page.evaluate("() => getComputedStyle(document.querySelector('main')).maxWidth"))
                    .isEqualTo("480px");
        }
        assertThat(complaints).isEmpty();
    }

    private static Reply paidOnThePage(String more) {
        var session = merchant.newSession(more);
        assertThat(merchant.pay(session.at("url"), "4242424242424242").status()).isEqualTo(303);
        var intent = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        return merchant.get("/v1/charges/" + intent.at("latest_charge"));
    }

    private static Reply confirmed(String more, String method) {
        return confirmedBy(merchant, more, method);
    }

    private static Reply confirmedBy(Client who, String more, String method) {
        return who.post("/v1/payment_intents", """
            {%s "amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "%s"}\
            """.formatted(more, method));
    }
}
