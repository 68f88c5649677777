package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A buyer's path, from the merchant's product to the payment, and the ways in which it can go otherwise.
class ProductToPaidStory {
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
    void aPayerPaysAndIsSentOnToTheShop() {
        var session = merchant.newSession("\"client_reference_id\": \"order 7\",");
        assertThat(session.at("status")).isEqualTo("open");
        assertThat(session.at("amount_total")).isEqualTo("2500");

        var paid = merchant.pay(session.at("url"), "4242 4242 4242 4242");
        assertThat(paid.status()).isEqualTo(303);
        assertThat(paid.header("Location")).hasValue("https://shop.example/thanks");

        var after = merchant.get("/v1/checkout/sessions/" + session.at("id"));
        assertThat(after.at("status")).isEqualTo("complete");
        assertThat(after.at("payment_status")).isEqualTo("paid");
        assertThat(after.at("url")).isNull();
        assertThat(after.at("customer_details.email")).isEqualTo("jenny@example.com");

        var intent = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        assertThat(intent.at("status")).isEqualTo("succeeded");
        assertThat(intent.at("amount_received")).isEqualTo("2500");
        assertThat(intent.at("merchant_order_id")).isEqualTo("order 7");
        assertThat(intent.at("charges.data.0.payment_method_details.card.last4"))
                .isEqualTo("4242");
        assertThat(intent.at("charges.data.0.payment_method_details.card.checks.cvc_check"))
                .isEqualTo("pass");
    }

    @Test
    void aDeclineKeepsTheSessionOpenForAnotherCard() {
        var session = merchant.newSession();
        var declined = merchant.pay(session.at("url"), "4000000000009995");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text())
                .contains("There is not enough money on this card")
                .doesNotContain("4000000000009995");

        var intent = "/v1/payment_intents/" + session.at("payment_intent");
        assertThat(merchant.get(intent).at("status")).isEqualTo("requires_payment_method");
        assertThat(merchant.get(intent).at("last_payment_error.decline_code")).isEqualTo("insufficient_funds");

        assertThat(merchant.pay(session.at("url"), "5555555555554444").status()).isEqualTo(303);
        assertThat(merchant.get(intent).at("status")).isEqualTo("succeeded");
        assertThat(merchant.get(intent).at("charges.data.1.status")).isEqualTo("failed");
    }

    @Test
    void aRealCardIsTurnedAwayBeforeItReachesTheVault() {
        var session = merchant.newSession();
        var declined = merchant.pay(session.at("url"), "4539578763621486");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text()).contains("test mode");
        var charges = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        assertThat(charges.at("last_payment_error.decline_code")).isEqualTo("testmode_decline");
        assertThat(charges.at("charges.data")).isEqualTo("[]");
    }

    @Test
    void aSecondPressLeadsToTheShopToo() {
        var session = merchant.newSession();
        var page = merchant.page(session.at("url")).text();
        assertThat(merchant.submit(session.at("url"), page, Map.of()).status()).isEqualTo(303);
        assertThat(merchant.submit(session.at("url"), page, Map.of()).status()).isEqualTo(303);
        assertThat(merchant.page(session.at("url")).text()).contains("Already paid");
    }

    @Test
    void aSessionExpiresOnTimeAndTakesItsIntentAlong() {
        var session = merchant.newSession();
        server.advance(Duration.ofHours(24).plusSeconds(1));
        var after = merchant.get("/v1/checkout/sessions/" + session.at("id"));
        assertThat(after.at("status")).isEqualTo("expired");
        assertThat(merchant.pay(session.at("url"), "4242424242424242").status()).isEqualTo(200);
        dev.caisse.Eventually.holds(() -> merchant.get("/v1/payment_intents/" + session.at("payment_intent"))
                .at("status")
                .equals("canceled"));
    }

    @Test
    void aMerchantCanExpireASessionOnce() {
        var session = merchant.newSession();
        var path = "/v1/checkout/sessions/" + session.at("id") + "/expire";
        assertThat(merchant.post(path, "").at("status")).isEqualTo("expired");
        assertThat(merchant.post(path, "").status()).isEqualTo(400);
        assertThat(merchant.post(path, "").at("message")).contains("already expired");
    }
}
