package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A payer whose bank wants to be sure: sent away, back again, late, twice, or never; without JavaScript throughout.
class ChallengeStory {
    private static final String DEMANDS = "4000002760003184";
    private static final Pattern BANK = Pattern.compile("data-challenge=\"([^\"]*)\"");
    private static final Pattern ONWARD = Pattern.compile("data-onward=\"([^\"]*)\"");
    private static final Pattern HIDDEN = Pattern.compile("name=\"token\" value=\"([^\"]*)\"");

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
    void thePayerProvesThemselvesAndThePaymentGoesOn() {
        var session = merchant.newSession();
        var challenge = bank(merchant.pay(session.at("url"), DEMANDS));
        assertThat(intent(session).at("status")).isEqualTo("requires_action");
        assertThat(intent(session).at("next_action.type")).isEqualTo("challenge_redirect");

        var finished = comeBack(choose(challenge, Bank.AUTHORIZE));
        assertThat(finished.status()).isEqualTo(303);
        assertThat(finished.header("Location")).hasValue("https://shop.example/thanks");
        assertThat(intent(session).at("status")).isEqualTo("succeeded");
        var card = "charges.data.0.payment_method_details.card.";
        assertThat(intent(session).at(card + "checks.cvc_check")).isEqualTo("pass");
        assertThat(intent(session).at(card + "three_d_secure.result")).isEqualTo("authenticated");
        assertThat(intent(session).at(card + "three_d_secure.authentication_flow"))
                .isEqualTo("challenge");
        assertThat(intent(session).at(card + "three_d_secure.electronic_commerce_indicator"))
                .isEqualTo("05");
        assertThat(intent(session).at(card + "three_d_secure.transaction_id")).isNotNull();
    }

    @Test
    void aPaymentWithoutAChallengeSaysSoToo_AndOneWithoutAnAuthenticationSaysNothing() {
        var flow = "charges.data.0.payment_method_details.card.three_d_secure.authentication_flow";
        var session = merchant.newSession();
        merchant.pay(session.at("url"), "4000000032200000");
        assertThat(intent(session).at(flow)).isEqualTo("frictionless");
        var plain = merchant.newSession();
        merchant.pay(plain.at("url"), "4242424242424242");
        assertThat(intent(plain).at("charges.data.0.payment_method_details.card.three_d_secure"))
                .isNull();
    }

    @Test
    void thePayerFailsAndTriesAnotherCard() {
        var session = merchant.newSession();
        var challenge = bank(merchant.pay(session.at("url"), DEMANDS));
        var finished = comeBack(choose(challenge, Bank.FAIL));
        assertThat(finished.status()).isEqualTo(402);
        assertThat(finished.text()).contains("did not succeed");
        assertThat(merchant.pay(session.at("url"), "4242424242424242").status()).isEqualTo(303);
    }

    @Test
    void comingBackTwiceChargesOnce() {
        var session = merchant.newSession();
        var back = choose(bank(merchant.pay(session.at("url"), DEMANDS)), Bank.AUTHORIZE);
        assertThat(comeBack(back).status()).isEqualTo(303);
        assertThat(comeBack(back).status()).isEqualTo(303);
        assertThat(intent(session).at("charges.data")).doesNotContain("failed");
    }

    @Test
    void comingBackWithoutHavingAnsweredProvesNothing() {
        var session = merchant.newSession();
        var page = merchant.pay(session.at("url"), DEMANDS);
        var finish = session.at("url").replace("?", "/finish?");
        assertThat(merchant.page(finish).text()).contains(bank(page));
        assertThat(intent(session).at("status")).isEqualTo("requires_action");
    }

    @Test
    void aPayerWhoNeverComesBackLeavesTheSessionOpenForAnotherCard() {
        var session = merchant.newSession();
        bank(merchant.pay(session.at("url"), DEMANDS));
        server.advance(Duration.ofMinutes(12));
        dev.caisse.Eventually.holds(() -> intent(session).at("status").equals("requires_payment_method"));
        assertThat(merchant.pay(session.at("url"), "4242424242424242").status()).isEqualTo(303);
    }

    @Test
    void thePayerChoosesAnotherCardInstead() {
        var session = merchant.newSession();
        var page = merchant.pay(session.at("url"), DEMANDS);
        var token = Bank.found(HIDDEN, page.text());
        var abandon = session.at("url").replace("?", "/abandon?");
        assertThat(post(abandon, "token=" + token).status()).isEqualTo(303);
        assertThat(merchant.pay(session.at("url"), "4242424242424242").status()).isEqualTo(303);
        assertThat(intent(session).at("status")).isEqualTo("succeeded");
    }

    @Test
    void aSessionEndsOnTimeAlthoughItsPayerIsAway() {
        var session = merchant.newSession();
        bank(merchant.pay(session.at("url"), DEMANDS));
        server.advance(Duration.ofHours(24).plusSeconds(1));
        dev.caisse.Eventually.holds(() -> intent(session).at("status").equals("canceled"));
        assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).at("status"))
                .isEqualTo("expired");
    }

    @Test
    void theApiSendsThePayerOnToTheMerchant() {
        var intent = merchant.post("/v1/payment_intents", """
                {"amount": 1500, "currency": "gbp", "confirm": true, "payment_method": "pm_card_authenticationRequired",
                 "return_url": "https://shop.example/back?x=1"}""");
        assertThat(intent.at("status")).isEqualTo("requires_action");
        var back = choose(intent.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE);
        var sentOn = merchant.page(back.header("Location").orElseThrow());
        assertThat(sentOn.status()).isEqualTo(303);
        assertThat(sentOn.header("Location").orElseThrow())
                .startsWith("https://shop.example/back?x=1&payment_intent=" + intent.at("id"))
                .endsWith("redirect_status=succeeded");
        assertThat(merchant.get("/v1/payment_intents/" + intent.at("id")).at("status"))
                .isEqualTo("succeeded");
    }

    @Test
    void theMerchantIsNotToldOfASuccessWhenThePayerComesBackWithoutHavingAnswered() {
        var intent = merchant.post("/v1/payment_intents", """
                {"amount": 1500, "currency": "gbp", "confirm": true, "payment_method": "pm_card_authenticationRequired",
                 "return_url": "https://shop.example/back"}""");
        long id = Long.parseLong(intent.at("id").substring(3));
        var back = server.db()
                .one(
                        row -> row.text("return_url"),
                        "select return_url from sandbox.authentications where reference ="
                                + " (select reference from attempts where intent_id = ?)",
                        id)
                .orElseThrow();
        assertThat(merchant.page(back).header("Location").orElseThrow()).endsWith("redirect_status=failed");
        assertThat(merchant.get("/v1/payment_intents/" + intent.at("id")).at("status"))
                .isEqualTo("requires_action");
    }

    @Test
    void anyCardIsChallengedWhenTheMerchantWantsIt() {
        var session =
                merchant.newSession("\"payment_method_options\": {\"card\": {\"request_three_d_secure\": \"any\"}},");
        var back = choose(bank(merchant.pay(session.at("url"), "4242424242424242")), Bank.AUTHORIZE);
        assertThat(comeBack(back).status()).isEqualTo(303);
    }

    private static String bank(Reply page) {
        assertThat(page.status()).isEqualTo(200);
        return Bank.found(BANK, page.text());
    }

    private static Reply choose(String bankPage, String button) {
        return Bank.choose(merchant, bankPage, button);
    }

    /// Follows the way back from the bank, as a browser without JavaScript does.
    private static Reply comeBack(Reply fromBank) {
        var back = merchant.page(fromBank.header("Location").orElseThrow());
        return merchant.page(server.url() + Bank.found(ONWARD, back.text()));
    }

    private static Reply intent(Reply session) {
        return merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
    }

    private static Reply post(String url, String form) {
        return merchant.send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }
}
