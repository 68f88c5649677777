package dev.caisse.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `/v1/charges` over HTTP: read, listed and searched.
class ChargeApiTest {
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
    void aChargeIsReadByItsIdAndItsMoneyIsChangedByNobody() {
        var paid = pay("pm_card_visa", "");
        var charge = merchant.get("/v1/charges/" + paid.at("latest_charge"));
        assertThat(charge.at("payment_intent")).isEqualTo(paid.at("id"));
        assertThat(charge.at("status")).isEqualTo("succeeded");
        var changed = merchant.post("/v1/charges/" + paid.at("latest_charge"), "{\"amount\": 5}");
        assertThat(changed.status()).isEqualTo(400);
        assertThat(changed.at("error.param")).isEqualTo("amount");
        assertThat(merchant.get("/v1/charges/" + paid.at("latest_charge")).text())
                .isEqualTo(charge.text());
        assertThat(merchant.get("/v1/charges/ch_1").status()).isEqualTo(404);
    }

    @Test
    void chargesAreListedByTheirPaymentAndByTheirCustomer() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var mine = pay("pm_card_visa", ", \"customer\": \"" + customer + "\"");
        var other = pay("pm_card_visa", "");
        assertThat(ids(merchant.get("/v1/charges?payment_intent=" + other.at("id"))))
                .containsExactly(other.at("latest_charge"));
        assertThat(ids(merchant.get("/v1/charges?customer=" + customer))).containsExactly(mine.at("latest_charge"));
        assertThat(ids(merchant.get("/v1/charges/list?customer=" + customer + "&payment_intent=" + other.at("id"))))
                .isEmpty();
    }

    @Test
    void chargesAreFoundByWhatTheyAreAndByTheMetadataOfTheirPayment() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var more = ", \"customer\": \"" + customer + "\", \"metadata\": {\"find\": \"me\"}";
        var one = pay("pm_card_visa", more);
        var two = pay("pm_card_visa", ", \"metadata\": {\"find\": \"me\", \"n\": \"2\"}");
        var failed =
                merchant.get("/v1/charges?customer=" + customerOfAFailure()).at("data.0.id");

        assertThat(found("metadata['find']:'me'")).containsExactly(two.at("latest_charge"), one.at("latest_charge"));
        assertThat(found("metadata['find']:'me' AND metadata['n']:'2'")).containsExactly(two.at("latest_charge"));
        assertThat(found("metadata['find']:'me' AND customer:'" + customer + "'"))
                .containsExactly(one.at("latest_charge"));
        assertThat(found("metadata['find']:'me' AND status:'failed'")).isEmpty();
        assertThat(found("customer:'" + customer + "'")).containsExactly(one.at("latest_charge"));
        assertThat(found("payment_intent:'" + two.at("id") + "'")).containsExactly(two.at("latest_charge"));
        assertThat(found("payment_intent:'" + two.at("id") + "' AND status:'failed'"))
                .isEmpty();
        assertThat(found("status:'succeeded'"))
                .contains(one.at("latest_charge"), two.at("latest_charge"))
                .doesNotContain(failed);
        assertThat(found("status:'failed'")).containsExactly(failed);
        assertThat(found("status:'pending'")).isEmpty();
    }

    @Test
    void aSearchGoesOnWhereItsPageEnded() {
        var more = ", \"metadata\": {\"pages\": \"two\"}";
        var older = pay("pm_card_visa", more).at("latest_charge");
        var newer = pay("pm_card_visa", more).at("latest_charge");
        var first = search("metadata['pages']:'two'", "&limit=1");
        assertThat(ids(first)).containsExactly(newer);
        assertThat(first.at("has_more")).isEqualTo("true");
        var second = search("metadata['pages']:'two'", "&limit=1&page=" + first.at("next_page"));
        assertThat(ids(second)).containsExactly(older);
        assertThat(second.at("has_more")).isEqualTo("false");
        assertThat(second.at("next_page")).isNull();
    }

    @Test
    void whatCannotBeSearchedForIsRefusedByName() {
        for (var query :
                List.of("status:'paid'", "customer:'pi_1'", "payment_intent:'x'", "amount:'x'", "created>'x'")) {
            var reply = search(query, "");
            assertThat(reply.status()).as(query).isEqualTo(400);
            assertThat(reply.at("error.param")).as(query).isEqualTo("query");
        }
        assertThat(merchant.get("/v1/charges/search").at("error.code")).isEqualTo("parameter_missing");
    }

    private static String customerOfAFailure() {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        assertThat(pay("pm_card_visa_chargeDeclined", ", \"customer\": \"" + customer + "\"")
                        .status())
                .isEqualTo(402);
        return customer;
    }

    private static Reply pay(String method, String more) {
        return merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 900, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"%s\"%s}"
                        .formatted(method, more));
    }

    private static List<String> found(String query) {
        var reply = search(query, "&limit=100");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ids(reply);
    }

    private static Reply search(String query, String more) {
        return merchant.get("/v1/charges/search?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8) + more);
    }

    private static List<String> ids(Reply reply) {
        return ((List<?>) reply.json().get("data"))
                .stream()
                        .map(charge -> ((Map<?, ?>) charge).get("id").toString())
                        .toList();
    }
}
