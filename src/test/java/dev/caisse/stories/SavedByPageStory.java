package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Eventually;
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

/// A payer saves a card on the page of a session in setup mode, without JavaScript throughout.
class SavedByPageStory {
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
    void aCardIsSavedAndThePayerGoesToTheShop() {
        var session = session("\"mode\": \"setup\", \"currency\": \"gbp\",");
        assertThat(session.at("mode")).isEqualTo("setup");
        assertThat(session.at("currency")).isEqualTo("GBP");
        assertThat(session.at("payment_intent")).isNull();
        assertThat(session.at("amount_total")).isEqualTo("0");
        var page = merchant.page(session.at("url"));
        assertThat(page.text()).contains("Save a card with", "you allow").doesNotContain("Total due");

        var saved = merchant.pay(session.at("url"), "4242424242424242");
        assertThat(saved.status()).isEqualTo(303);
        assertThat(saved.header("Location")).hasValue("https://shop.example/thanks");
        assertThat(intent(session).at("status")).isEqualTo("succeeded");
        var complete = now(session);
        assertThat(complete.at("status")).isEqualTo("complete");
        assertThat(complete.at("payment_status")).isEqualTo("no_payment_required");
        assertThat(complete.at("customer_details.email")).isEqualTo("jenny@example.com");
        assertThat(merchant.page(session.at("url")).text()).contains("Your card is saved");
        assertThat(merchant.get("/v1/events?type=checkout.session.completed").text())
                .contains(session.at("id"));
    }

    @Test
    void aSessionThatNamesNoItemsSavesACardAndNeedsNoCurrency() {
        var session = session("");
        assertThat(session.at("mode")).isEqualTo("setup");
        assertThat(session.at("currency")).isNull();
        assertThat(session.at("setup_intent")).startsWith("seti_");
        assertThat(now(session).at("client_secret")).startsWith(session.at("setup_intent") + "_secret_");
    }

    @Test
    void afterADeclineAnotherCardMayBeTried() {
        var session = session("");
        var declined = merchant.pay(session.at("url"), "4000000000009995");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.text()).contains("not enough money");
        assertThat(merchant.pay(session.at("url"), "4242424242424242").status()).isEqualTo(303);
    }

    @Test
    void pressingAgainSavesOnce() {
        var session = session("");
        var html = merchant.page(session.at("url")).text();
        assertThat(merchant.submit(session.at("url"), html, java.util.Map.of()).status())
                .isEqualTo(303);
        assertThat(merchant.submit(session.at("url"), html, java.util.Map.of()).status())
                .isEqualTo(303);
        assertThat(merchant.get("/v1/events?type=setup_intent.succeeded").text())
                .containsOnlyOnce("\"id\":\"" + session.at("setup_intent") + "\"");
    }

    @Test
    void thePayerProvesThemselvesAtTheirBank() {
        var session = session("");
        var challenge = bank(merchant.pay(session.at("url"), "4000002500003155"));
        assertThat(intent(session).at("status")).isEqualTo("requires_action");
        var finished = comeBack(Bank.choose(merchant, challenge, Bank.AUTHORIZE));
        assertThat(finished.status()).isEqualTo(303);
        assertThat(now(session).at("status")).isEqualTo("complete");
    }

    @Test
    void thePayerChoosesAnotherCardInstead() {
        var session = session("");
        var page = merchant.pay(session.at("url"), "4000002500003155");
        var abandon = session.at("url").replace("?", "/abandon?");
        assertThat(post(abandon, "token=" + Bank.found(HIDDEN, page.text())).status())
                .isEqualTo(303);
        assertThat(merchant.pay(session.at("url"), "4242424242424242").status()).isEqualTo(303);
    }

    @Test
    void withTheSessionItsSetupIntentEnds() {
        var session = session("");
        var expired = merchant.post("/v1/checkout/sessions/" + session.at("id") + "/expire", "");
        assertThat(expired.at("status")).isEqualTo("expired");
        assertThat(intent(session).at("status")).isEqualTo("canceled");
        assertThat(intent(session).at("cancellation_reason")).isEqualTo("expired");
    }

    @Test
    void itEndsOnTimeAlthoughItsPayerIsAway() {
        var session = session("");
        bank(merchant.pay(session.at("url"), "4000002500003155"));
        server.advance(Duration.ofHours(24).plusSeconds(1));
        Eventually.holds(() -> intent(session).at("status").equals("canceled"));
        assertThat(now(session).at("status")).isEqualTo("expired");
    }

    @Test
    void itsSetupIntentIsTheSessionsAlone() {
        var session = session("");
        var path = "/v1/setup_intents/" + session.at("setup_intent");
        assertThat(merchant.post(path + "/cancel", "").at("error.code")).isEqualTo("setup_intent_of_session");
        assertThat(merchant.post(path + "/confirm", "{\"payment_method\": \"pm_card_visa\"}")
                        .at("error.code"))
                .isEqualTo("setup_intent_of_session");
    }

    @Test
    void whatBelongsToAPaymentHasNoPlaceInIt() {
        for (var param : java.util.List.of("payment_intent_data", "submit_type", "line_items")) {
            var value = param.equals("submit_type") ? "\"book\"" : param.equals("line_items") ? "[{}]" : "{}";
            var reply = session("\"mode\": \"setup\", \"%s\": %s,".formatted(param, value));
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.at("error.param")).isEqualTo(param);
        }
        assertThat(session("\"mode\": \"payment\",").at("error.param")).isEqualTo("line_items");
    }

    private static Reply session(String more) {
        return merchant.post(
                "/v1/checkout/sessions", "{%s \"success_url\": \"https://shop.example/thanks\"}".formatted(more));
    }

    private static Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    private static Reply intent(Reply session) {
        return merchant.get("/v1/setup_intents/" + session.at("setup_intent"));
    }

    private static String bank(Reply page) {
        assertThat(page.status()).isEqualTo(200);
        return Bank.found(BANK, page.text());
    }

    private static Reply comeBack(Reply fromBank) {
        var back = merchant.page(fromBank.header("Location").orElseThrow());
        return merchant.page(server.url() + Bank.found(ONWARD, back.text()));
    }

    private static Reply post(String url, String form) {
        return merchant.send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }
}
