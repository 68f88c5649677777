package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An account that was debited once is debited again, by the merchant while its holder is away.
class SavedDebitStory {
    private static final String GOOD = "AT611904300234573201";
    private static final String FAILING = "AT861904300235473202";
    private static final String TO_BE_SAVED = "\"setup_future_usage\": \"off_session\"";

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
    void anAccountIsSavedWhenItsHolderHasAgreedAndDebitedAgainWithoutThem() {
        var customer = customer();
        var first = debit(customer, account(GOOD), TO_BE_SAVED);
        assertThat(first.at("status")).as(first.text()).isEqualTo("processing");
        assertThat(methodsOf(customer)).contains(first.at("payment_method"), "sepa_debit={country=AT, last4=3201}");
        ends(first, "succeeded");
        var second = debit(customer, kept(first.at("payment_method")), "\"off_session\": true");
        assertThat(second.at("status")).as(second.text()).isEqualTo("processing");
        ends(second, "succeeded");
        var told = merchant.get("/v1/events?type=payment_method.attached").text();
        assertThat(told.split(first.at("payment_method"), -1)).as("told once").hasSize(2);
    }

    @Test
    void itStaysSavedThoughThisDebitFails() {
        var customer = customer();
        var failing = debit(customer, account(FAILING), TO_BE_SAVED);
        ends(failing, "requires_payment_method");
        var method = merchant.get("/v1/payment_intents/" + failing.at("id")).at("last_payment_error.payment_method");
        assertThat(methodsOf(customer)).contains(method);
        ends(debit(customer, kept(method), "\"off_session\": true"), "requires_payment_method");
    }

    @Test
    void whatWasDetachedMeanwhileIsNotSavedAgain() {
        var customer = customer();
        var paid = debit(customer, account(GOOD), TO_BE_SAVED);
        merchant.post("/v1/payment_methods/" + paid.at("payment_method") + "/detach", "");
        ends(paid, "succeeded");
        assertThat(methodsOf(customer)).isEqualTo("[]");
    }

    @Test
    void whatWasNotToBeSavedIsUsedUp() {
        var customer = customer();
        var paid = debit(customer, account(GOOD), "\"description\": \"once\"");
        assertThat(methodsOf(customer)).isEqualTo("[]");
        assertThat(debit(customer, kept(paid.at("payment_method")), "\"description\": \"twice\"")
                        .at("error.code"))
                .isEqualTo("payment_method_unexpected_state");
    }

    @Test
    void aPayerOnThePageIsToldAndTheAccountIsSavedForTheCustomerThatTheSessionMakes() {
        var session = session("\"customer_creation\": \"always\",");
        var page = merchant.page(session.at("url")).text();
        assertThat(page).contains("save what you pay with").doesNotContain("way-alipay");
        var fields = Provider.fields("sepa_debit");
        assertThat(merchant.submit(session.at("url"), page, fields).status()).isEqualTo(303);
        Eventually.holds(() -> now(session).at("payment_status").equals("paid"));
        assertThat(methodsOf(now(session).at("customer"))).contains("last4=3201");
    }

    @Test
    void aSessionOfCardsAloneSpeaksOfTheCard() {
        var session = session("\"customer_creation\": \"always\", \"payment_method_types\": [\"card\"],");
        assertThat(merchant.page(session.at("url")).text()).contains("save your card");
    }

    // What has to be agreed to

    @Test
    void whoHasNotAgreedIsNotDebitedWhileTheyAreAway() {
        var customer = customer();
        assertThat(refused(debit(customer, account(GOOD), "\"off_session\": true")))
                .isEqualTo("off_session");
        var attached = attached(customer);
        assertThat(refused(debit(customer, kept(attached), "\"off_session\": true")))
                .isEqualTo("off_session");
        var present = debit(customer, kept(attached), "\"setup_future_usage\": \"on_session\"");
        assertThat(present.at("status")).isEqualTo("processing");
        assertThat(refused(debit(customer, kept(attached), "\"off_session\": true")))
                .isEqualTo("off_session");
    }

    @Test
    void aMandateElsewhereIsSuchAnAgreementForItsOwnPaymentAlone() {
        var customer = customer();
        var attached = attached(customer);
        var away = "\"off_session\": true, \"mandate_data\": " + online("203.0.113.7");
        assertThat(debit(customer, kept(attached), away).at("status")).isEqualTo("processing");
        var later = merchant.post("/v1/payment_intents", """
                {"amount": 500, "currency": "eur", "customer": "%s", "payment_method": "%s"}""".formatted(customer, attached));
        var path = "/v1/payment_intents/" + later.at("id") + "/confirm";
        assertThat(refused(merchant.post(path, "{\"off_session\": true}"))).isEqualTo("off_session");
        assertThat(merchant.post(path, "{" + away + "}").at("status")).isEqualTo("processing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                  | mandate_data.customer_acceptance
            {'customer_acceptance': {}}                                                         | mandate_data.customer_acceptance.type
            {'customer_acceptance': {'type': 'by phone'}}                                       | mandate_data.customer_acceptance.type
            {'customer_acceptance': {'type': 'online'}}                                         | mandate_data.customer_acceptance.online
            {'customer_acceptance': {'type': 'online', 'online': {'user_agent': 'a'}}}          | mandate_data.customer_acceptance.online.ip_address
            {'customer_acceptance': {'type': 'online', 'online': {'ip_address': '::1'}}}        | mandate_data.customer_acceptance.online.user_agent
            {'customer_acceptance': {'type': 'online', 'online': {'ip_address': 'here', 'user_agent': 'a'}}}  | mandate_data.customer_acceptance.online.ip_address
            {'customer_acceptance': {'type': 'offline', 'online': {'ip_address': '::1', 'user_agent': 'a'}}} | mandate_data.customer_acceptance.online
            {'customer_acceptance': {'type': 'offline', 'accepted_at': 'now'}}                  | mandate_data.customer_acceptance.accepted_at
            {'customer_acceptance': {'type': 'offline', 'offline': {'by': 'post'}}}             | mandate_data.customer_acceptance.offline.by
            {'customer_acceptance': {'type': 'offline'}, 'more': 1}                             | mandate_data.more
            """)
    void whatIsWrongWithAMandateIsNamed(String mandate, String param) {
        var said = "\"mandate_data\": " + mandate.replace('\'', '"');
        assertThat(refused(debit(customer(), account(GOOD), said))).isEqualTo(param);
    }

    @Test
    void aMandateBelongsToAConfirmationOfWhatCanBeChargedAgain() {
        var mandate = "\"mandate_data\": " + online("2001:db8::7");
        assertThat(refused(merchant.post(
                        "/v1/payment_intents", "{\"amount\": 500, \"currency\": \"eur\", %s}".formatted(mandate))))
                .isEqualTo("mandate_data");
        assertThat(refused(merchant.post("/v1/payment_intents", """
                        {"amount": 500, "currency": "eur", "confirm": true, "return_url": "https://shop.example",
                         "payment_method_data": {"type": "alipay"}, %s}""".formatted(mandate))))
                .isEqualTo("mandate_data");
        var byCard = merchant.post("/v1/payment_intents", """
                {"amount": 500, "currency": "eur", "confirm": true, "payment_method": "pm_card_visa", %s}""".formatted(mandate));
        assertThat(byCard.at("status")).isEqualTo("succeeded");
    }

    @Test
    void anAccountIsNotMadeReadyWithoutAPayment() {
        assertThat(refused(merchant.post("/v1/setup_intents", "{\"payment_method_types\": [\"sepa_debit\"]}")))
                .isEqualTo("payment_method_types");
        assertThat(refused(merchant.post(
                        "/v1/setup_intents", "{\"payment_method\": \"%s\"}".formatted(attached(customer())))))
                .isEqualTo("payment_method_data.type");
    }

    private static String online(String address) {
        return """
                {"customer_acceptance": {"type": "online", "accepted_at": 1590590577,
                 "online": {"ip_address": "%s", "user_agent": "Browser/1"}}}""".formatted(address);
    }

    private static String customer() {
        return merchant.post("/v1/customers", "{}").at("id");
    }

    private static String account(String iban) {
        return "\"payment_method_data\": " + data(iban);
    }

    private static String data(String iban) {
        return """
                {"type": "sepa_debit", "sepa_debit": {"iban": "%s"},
                 "billing_details": {"name": "Jenny Rosen", "email": "jenny@example.com"}}""".formatted(iban);
    }

    private static String kept(String method) {
        return "\"payment_method\": \"%s\"".formatted(method);
    }

    /// Saved by the merchant's word alone.
    private static String attached(String customer) {
        var method = merchant.post("/v1/payment_methods", data(GOOD)).at("id");
        var attached = merchant.post(
                "/v1/payment_methods/" + method + "/attach", "{\"customer\": \"%s\"}".formatted(customer));
        assertThat(attached.status()).as(attached.text()).isEqualTo(200);
        return method;
    }

    private static Reply debit(String customer, String with, String more) {
        return merchant.post("/v1/payment_intents", """
                {"amount": 500, "currency": "eur", "confirm": true, "customer": "%s", %s, %s}""".formatted(customer, with, more));
    }

    private static Reply session(String more) {
        return merchant.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example/thanks", "payment_intent_data": {%s}, %s
                 "line_items": [{"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 500,
                  "product_data": {"name": "Tea"}}}]}""".formatted(TO_BE_SAVED, more));
    }

    private static String refused(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        return reply.at("error.param");
    }

    private static void ends(Reply intent, String status) {
        Eventually.holds(() -> merchant.get("/v1/payment_intents/" + intent.at("id"))
                .at("status")
                .equals(status));
    }

    private static Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    private static String methodsOf(String customer) {
        return merchant.get("/v1/payment_methods?customer=" + customer).at("data");
    }
}
