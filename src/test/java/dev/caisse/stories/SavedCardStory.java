package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A card that was used once is used again: by its payer on the page, and by the merchant while the payer is away.
class SavedCardStory {
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
    void aPaymentSavesItsCardWhenItSucceedsAndNotBefore() {
        var customer = customer();
        var declined = pay(customer, "pm_card_chargeDeclined", "\"setup_future_usage\": \"off_session\"");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(methodsOf(customer)).isEqualTo("[]");
        var paid = pay(customer, "pm_card_visa", "\"setup_future_usage\": \"off_session\"");
        assertThat(paid.at("status")).isEqualTo("succeeded");
        assertThat(methodsOf(customer)).contains(paid.at("payment_method"));
        assertThat(away(customer, paid.at("payment_method")).at("status")).isEqualTo("succeeded");
    }

    @Test
    void whatWasNotToBeSavedCannotBeUsedAgain() {
        var customer = customer();
        var paid = pay(customer, "pm_card_visa", "\"description\": \"once\"");
        assertThat(methodsOf(customer)).isEqualTo("[]");
        assertThat(away(customer, paid.at("payment_method")).at("error.code"))
                .isEqualTo("payment_method_unexpected_state");
    }

    @Test
    void aCardThatNeedsItsPayerIsDeclinedWhileTheyAreAway() {
        var declined = away(customer(), "pm_card_authenticationRequired");
        assertThat(declined.status()).isEqualTo(402);
        assertThat(declined.at("error.code")).isEqualTo("authentication_required");
        assertThat(declined.at("error.payment_intent.status")).isEqualTo("requires_payment_method");
        assertThat(declined.at("error.payment_intent.last_payment_error.payment_method"))
                .startsWith("pm_");
    }

    @Test
    void aCardThatWasSetUpOffSessionNeedsItsPayerNoMore() {
        var customer = customer();
        assertThat(away(customer, "pm_card_authenticationRequiredOnSetup").at("error.code"))
                .isEqualTo("authentication_required");
        var method = setUp(customer, "pm_card_authenticationRequiredOnSetup", "off_session");
        assertThat(away(customer, method).at("status")).isEqualTo("succeeded");
        assertThat(pay(customer, method, "\"description\": \"there\"").at("status"))
                .isEqualTo("succeeded");
    }

    @Test
    void oneThatWasSetUpForItsPayersPresenceAloneStillDoes() {
        var customer = customer();
        var method = setUp(customer, "pm_card_authenticationRequiredOnSetup", "on_session");
        assertThat(away(customer, method).at("error.code")).isEqualTo("authentication_required");
    }

    @Test
    void oneThatAlwaysNeedsItsPayerIsDeclinedAlthoughItWasSetUp() {
        var customer = customer();
        var method = setUp(customer, "pm_card_authenticationRequired", "off_session");
        assertThat(away(customer, method).at("error.code")).isEqualTo("authentication_required");
    }

    @Test
    void oneThatNeedsItsPayerOnlyWhenTheyAreThereIsNotDeclined() {
        var customer = customer();
        assertThat(away(customer, "pm_card_authenticationRequiredSetupForOffSession")
                        .at("status"))
                .isEqualTo("succeeded");
        assertThat(pay(customer, "pm_card_authenticationRequiredSetupForOffSession", "\"description\": \"there\"")
                        .at("status"))
                .isEqualTo("requires_action");
    }

    @Test
    void aCardThatDeclinesEveryChargeCanBeSavedAllTheSame() {
        var customer = customer();
        var method = setUp(customer, "pm_card_chargeCustomerFail", "off_session");
        assertThat(methodsOf(customer)).contains(method);
        assertThat(away(customer, method).at("error.decline_code")).isEqualTo("generic_decline");
    }

    @Test
    void contradictionsAreNamed() {
        assertThat(wrong("\"off_session\": true")).isEqualTo("off_session");
        assertThat(wrong("\"off-session\": true")).isEqualTo("off-session");
        assertThat(wrong("\"off_session\": true, \"off-session\": true, \"confirm\": true"))
                .isEqualTo("off-session");
        assertThat(wrong("\"off_session\": true, \"confirm\": true, \"setup_future_usage\": \"on_session\""))
                .isEqualTo("setup_future_usage");
        assertThat(wrong("\"setup_future_usage\": \"always\"")).isEqualTo("setup_future_usage");
    }

    @Test
    void theMerchantsChallengeCannotBeHadWhileThePayerIsAway() {
        var declined = merchant.post("/v1/payment_intents", """
                {"amount": 500, "currency": "gbp", "confirm": true, "payment_method": "pm_card_visa", "off_session": true,
                 "payment_method_options": {"card": {"request_three_d_secure": "any"}}}""");
        assertThat(declined.at("error.code")).isEqualTo("authentication_required");
    }

    @Test
    void theCustomerOfASessionChoosesTheirSavedCard() {
        var customer = customer();
        var first = session(customer, "\"payment_intent_data\": {\"setup_future_usage\": \"on_session\"},");
        assertThat(merchant.page(first.at("url")).text()).doesNotContain("saved cards");
        assertThat(merchant.pay(first.at("url"), "5555555555554444").status()).isEqualTo(303);
        var method = intent(first).at("payment_method");
        assertThat(methodsOf(customer)).contains(method);

        var second = session(customer, "");
        var page = merchant.page(second.at("url")).text();
        assertThat(page).contains("Your saved cards", "Mastercard •••• 4444", "12/40", method);
        var paid = merchant.submit(second.at("url"), page, onlySaved(method));
        assertThat(paid.status()).isEqualTo(303);
        assertThat(intent(second).at("status")).isEqualTo("succeeded");
        assertThat(intent(second).at("payment_method")).isEqualTo(method);
    }

    @Test
    void anotherCardIsTypedInstead() {
        var customer = customer();
        var method = setUp(customer, "pm_card_visa", "off_session");
        var session = session(customer, "");
        var paid = merchant.pay(session.at("url"), Map.of("savedCard", "", "cardNumber", "5555555555554444"));
        assertThat(paid.status()).isEqualTo(303);
        assertThat(intent(session).at("payment_method")).isNotEqualTo(method);
        assertThat(methodsOf(customer)).doesNotContain(intent(session).at("payment_method"));
    }

    @Test
    void anotherCustomersCardIsNeitherShownNorTaken() {
        var theirs = setUp(customer(), "pm_card_visa", "off_session");
        var customer = customer();
        var ours = setUp(customer, "pm_card_mastercard", "off_session");
        for (var session : java.util.List.of(session(customer, ""), merchant.newSession())) {
            assertThat(merchant.page(session.at("url")).text()).doesNotContain(theirs);
            var reply = merchant.pay(session.at("url"), onlySaved(theirs));
            assertThat(reply.status()).isEqualTo(422);
            assertThat(reply.text()).contains("cannot be used any more").doesNotContain(theirs);
            assertThat(intent(session).at("status")).isEqualTo("requires_payment_method");
        }
        var withoutCustomer = merchant.newSession();
        assertThat(merchant.pay(withoutCustomer.at("url"), onlySaved(ours)).status())
                .isEqualTo(422);
    }

    @Test
    void aDetachedCardIsOfferedNoMore() {
        var customer = customer();
        var method = setUp(customer, "pm_card_visa", "off_session");
        var session = session(customer, "");
        var page = merchant.page(session.at("url")).text();
        merchant.post("/v1/payment_methods/" + method + "/detach", "");
        assertThat(merchant.submit(session.at("url"), page, onlySaved(method)).status())
                .isEqualTo(422);
        assertThat(merchant.page(session.at("url")).text()).doesNotContain(method);
    }

    @Test
    void withoutTheWholeLinkNobodySeesASavedCard() {
        var customer = customer();
        var method = setUp(customer, "pm_card_visa", "off_session");
        var session = session(customer, "");
        var stranger = merchant.page(session.at("url").replaceFirst("&s=.*", ""));
        assertThat(stranger.status()).isEqualTo(404);
        assertThat(stranger.text()).doesNotContain(method, "4242");
        var browser = merchant.with(TestServer.PUBLISHABLE_KEY);
        assertThat(browser.get("/v1/payment_methods?customer=" + customer).status())
                .isEqualTo(403);
    }

    private static Map<String, String> onlySaved(String method) {
        return Map.of("savedCard", method, "cardNumber", "", "cardExpiry", "", "cardCvc", "", "billingName", "");
    }

    private static String customer() {
        return merchant.post("/v1/customers", "{\"email\": \"jenny@example.com\"}")
                .at("id");
    }

    private static Reply session(String customer, String more) {
        return merchant.newSession("\"customer\": \"%s\", %s".formatted(customer, more));
    }

    private static Reply pay(String customer, String method, String more) {
        return merchant.post("/v1/payment_intents", """
                {"amount": 500, "currency": "gbp", "confirm": true, "customer": "%s", "payment_method": "%s", %s}""".formatted(customer, method, more));
    }

    private static Reply away(String customer, String method) {
        return pay(customer, method, "\"off_session\": true");
    }

    /// @return the method, ready
    private static String setUp(String customer, String card, String usage) {
        var intent = merchant.post("/v1/setup_intents", """
                {"confirm": true, "customer": "%s", "payment_method": "%s", "usage": "%s"}""".formatted(customer, card, usage));
        if (intent.at("status").equals("requires_action")) {
            var back = Bank.choose(merchant, intent.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE);
            merchant.page(back.header("Location").orElseThrow());
        }
        var ready = merchant.get("/v1/setup_intents/" + intent.at("id"));
        assertThat(ready.at("status")).isEqualTo("succeeded");
        return ready.at("payment_method");
    }

    private static String wrong(String more) {
        var reply = merchant.post("/v1/payment_intents", """
                {"amount": 500, "currency": "gbp", "payment_method": "pm_card_visa", %s}""".formatted(more));
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        return reply.at("error.param");
    }

    private static String methodsOf(String customer) {
        return merchant.get("/v1/payment_methods?customer=" + customer).at("data");
    }

    private static Reply intent(Reply session) {
        return merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
    }
}
