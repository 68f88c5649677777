package dev.caisse.methods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is kept to pay with: whose it is, how often it can be used, and by whom.
class PaymentMethodApiTest {
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
    void aMethodIsChangedWhereItMayBe() {
        var path = "/v1/payment_methods/" + attached("pm_card_visa", customer());
        var changed = merchant.post(path, """
                {"billing_details": {"email": "jenny@example.com", "address": {"city": "c"}},
                 "card": {"exp_month": 3, "exp_year": 2044}, "metadata": {"a": "b"}}""");
        assertThat(changed.at("billing_details.email")).isEqualTo("jenny@example.com");
        assertThat(changed.at("card.exp_month")).isEqualTo("3");
        assertThat(changed.at("card.exp_year")).isEqualTo("2044");
        assertThat(changed.at("metadata.a")).isEqualTo("b");
        var again = merchant.post(path, "{\"billing_details\": {\"email\": \"\", \"name\": \"J\"}}");
        assertThat(again.at("billing_details.email")).isNull();
        assertThat(again.at("billing_details.address.city")).isEqualTo("c");
        assertThat(merchant.get(path).text()).isEqualTo(again.text());
        assertThat(merchant.get("/v1/events?limit=2&type=payment_method.updated")
                        .at("data.1.data.previous_attributes.card"))
                .contains("exp_month");
        assertThat(merchant.post(path, "{\"card\": {\"exp_year\": 1999}}").at("error.code"))
                .isEqualTo("invalid_expiry_year");
        assertThat(merchant.post(path, "{\"card\": {\"number\": \"4242424242424242\"}}")
                        .at("error.param"))
                .isEqualTo("card.number");
    }

    @Test
    void aCustomersMethodsAreListedAndReadBelowTheCustomer() {
        var customer = customer();
        var first = attached("pm_card_visa", customer);
        var second = attached("pm_card_mastercard", customer);
        var theirs = "/v1/customers/" + customer + "/payment_methods";
        for (var path : List.of(theirs, theirs + "?type=card", "/v1/payment_methods?customer=" + customer)) {
            assertThat(ids(merchant.get(path))).containsExactly(second, first);
        }
        assertThat(ids(merchant.get(theirs + "?limit=1&starting_after=" + second)))
                .containsExactly(first);
        assertThat(ids(merchant.get(theirs + "?type=alipay"))).isEmpty();
        assertThat(merchant.get(theirs + "/" + first).at("id")).isEqualTo(first);
        assertThat(merchant.get(theirs + "/" + attached("pm_card_visa", customer()))
                        .status())
                .isEqualTo(404);
        assertThat(merchant.get("/v1/customers/cus_1/payment_methods").status()).isEqualTo(404);
    }

    @Test
    void aMethodHasOneCustomer() {
        var customer = customer();
        var method = attached("pm_card_visa", customer);
        assertThat(attach(method, customer).status()).isEqualTo(200);
        assertThat(attach(method, customer()).at("error.code")).isEqualTo("payment_method_unexpected_state");
        assertThat(attach(method, "cus_1").status()).isEqualTo(404);
        assertThat(merchant.post("/v1/payment_methods/" + method + "/attach", "{}")
                        .at("error.param"))
                .isEqualTo("customer");
    }

    @Test
    void ofManyWhoAttachOneMethodToTheirCustomersOneDoes() {
        var method = fresh();
        var customers = List.of(customer(), customer(), customer(), customer());
        var answers = Together.run(
                customers.size(), racer -> attach(method, customers.get(racer)).status());
        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 400);
    }

    @Test
    void whatWasDetachedNeverPaysAgain() {
        var customer = customer();
        var method = attached("pm_card_visa", customer);
        var detached = merchant.post("/v1/payment_methods/" + method + "/detach", "");
        assertThat(detached.at("customer")).isNull();
        assertThat(merchant.post("/v1/payment_methods/" + method + "/detach", "")
                        .at("error.code"))
                .isEqualTo("payment_method_unexpected_state");
        assertThat(attach(method, customer).at("error.code")).isEqualTo("payment_method_unexpected_state");
        assertThat(pay(method, customer).at("error.code")).isEqualTo("payment_method_unexpected_state");
        assertThat(pay(method, null).at("error.code")).isEqualTo("payment_method_unexpected_state");
    }

    @Test
    void withoutACustomerAMethodIsUsedOnce() {
        var method = fresh();
        assertThat(pay(method, null).at("status")).isEqualTo("succeeded");
        assertThat(pay(method, null).at("error.code")).isEqualTo("payment_method_unexpected_state");
        assertThat(attach(method, customer()).at("error.code")).isEqualTo("payment_method_unexpected_state");
        var typed = pay("pm_card_visa", null).at("payment_method");
        assertThat(attach(typed, customer()).at("error.code")).isEqualTo("payment_method_unexpected_state");
    }

    @Test
    void ofManyPaymentsWithOneUnsavedMethodOneTakesIt() {
        var method = fresh();
        var answers = Together.run(4, _ -> pay(method, null).status());
        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 400);
    }

    @Test
    void aSavedMethodPaysForItsCustomerAgainAndAgainAndForNobodyElse() {
        var customer = customer();
        var method = attached("pm_card_visa", customer);
        var paid = pay(method, customer);
        assertThat(paid.at("status")).isEqualTo("succeeded");
        assertThat(paid.at("customer")).isEqualTo(customer);
        assertThat(paid.at("charges.data.0.customer")).isEqualTo(customer);
        assertThat(pay(method, customer).at("status")).isEqualTo("succeeded");
        assertThat(pay(method, customer()).at("error.code")).isEqualTo("payment_method_customer_mismatch");
        assertThat(pay(method, null).at("error.code")).isEqualTo("payment_method_customer_mismatch");
        assertThat(ids(merchant.get("/v1/payment_intents?customer=" + customer)))
                .hasSize(2);
        assertThat(ids(merchant.get("/v1/charges?customer=" + customer))).hasSize(2);
    }

    @Test
    void aMethodThatIsSetCanBeTakenAwayBeforeItIsConfirmed() {
        var customer = customer();
        var method = attached("pm_card_visa", customer);
        var intent = merchant.post("/v1/payment_intents", """
                {"amount": 100, "currency": "gbp", "customer": "%s", "payment_method": "%s"}""".formatted(customer, method));
        assertThat(intent.at("status")).isEqualTo("requires_confirmation");
        merchant.post("/v1/payment_methods/" + method + "/detach", "");
        assertThat(merchant.post("/v1/payment_intents/" + intent.at("id") + "/confirm", "")
                        .at("error.code"))
                .isEqualTo("payment_method_unexpected_state");
    }

    @Test
    void theCustomerOfAnIntentIsSetChangedAndClearedUntilItIsConfirmed() {
        var customer = customer();
        var intent = "/v1/payment_intents/"
                + merchant.post("/v1/payment_intents", "{\"amount\": 100, \"currency\": \"gbp\"}")
                        .at("id");
        assertThat(merchant.post(intent, "{\"customer\": \"" + customer + "\"}").at("customer"))
                .isEqualTo(customer);
        assertThat(merchant.post(intent, "{\"description\": \"d\"}").at("customer"))
                .isEqualTo(customer);
        assertThat(merchant.post(intent, "{\"customer\": \"\"}").at("customer")).isNull();
        assertThat(merchant.post(intent, "{\"customer\": \"cus_1\"}").status()).isEqualTo(404);
        assertThat(pay("pm_card_visa", "cus_1").at("error.param")).isEqualTo("customer");
    }

    @Test
    void theCardThatAttachesAndDeclinesDoesBoth() {
        var customer = customer();
        var method = attached("pm_card_chargeCustomerFail", customer);
        assertThat(pay(method, customer).status()).isEqualTo(402);
        assertThat(merchant.get("/v1/payment_methods/" + method).at("customer")).isEqualTo(customer);
    }

    private static String customer() {
        return merchant.post("/v1/customers", "").at("id");
    }

    private static String fresh() {
        return merchant.post("/v1/payment_methods", """
                {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2044, "cvc": "123"}}""").at("id");
    }

    private static Reply attach(String method, String customer) {
        return merchant.post("/v1/payment_methods/" + method + "/attach", "{\"customer\": \"" + customer + "\"}");
    }

    private static String attached(String alias, String customer) {
        var reply = attach(alias, customer);
        assertThat(reply.at("customer")).as(reply.text()).isEqualTo(customer);
        return reply.at("id");
    }

    private static Reply pay(String method, String customer) {
        return merchant.post("/v1/payment_intents", """
                {"amount": 100, "currency": "gbp", "confirm": true, "payment_method": "%s" %s}""".formatted(
                        method, customer == null ? "" : ", \"customer\": \"" + customer + "\""));
    }

    private static List<String> ids(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ((List<?>) reply.json().get("data"))
                .stream()
                        .map(object -> ((Map<?, ?>) object).get("id").toString())
                        .toList();
    }
}
