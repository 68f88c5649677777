package dev.caisse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("CAISSE_FEE", "2.9%+30"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPaymentIsPostedWithItsFeeAndTheChargeNamesIt() {
        var charge = pay("pm_card_visa", "");
        assertThat(posted(charge)).isEqualTo("charge payer_clearing→pending 1000 GBP, fee pending→fees 59 GBP");
        assertThat(charge.at("charges.data.0.balance_transaction"))
                .isEqualTo("txn_"
                        + server.db()
                                .one(
                                        row -> row.number("id"),
                                        "select id from transfers where source_id = ? and kind = 'charge'",
                                        number(charge))
                                .orElseThrow());
    }

    @Test
    void whatIsHeldIsPostedWhenItIsCapturedAndOnlyAsMuch() {
        var held = pay("pm_card_visa", "\"capture_method\": \"manual\",");
        assertThat(held.at("charges.data.0.balance_transaction")).isNull();
        assertThat(posted(held)).isEmpty();
        var intent = held.at("id");
        var captured =
                server.client().post("/v1/payment_intents/" + intent + "/capture", "{\"amount_to_capture\": 400}");
        assertThat(captured.status()).as(captured.text()).isEqualTo(200);
        assertThat(captured.at("charges.data.0.balance_transaction")).startsWith("txn_");
        assertThat(posted(held)).isEqualTo("charge payer_clearing→pending 400 GBP, fee pending→fees 42 GBP");
    }

    @Test
    void theCardThatBypassesPendingIsAvailableAtOnce() {
        assertThat(posted(pay("pm_card_bypassPending", "")))
                .isEqualTo("charge payer_clearing→available 1000 GBP, fee available→fees 59 GBP");
    }

    @Test
    void aDeclineIsNotPosted() {
        long before = count();
        server.client().post("/v1/payment_intents", intent("pm_card_chargeDeclined", ""));
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void whatIsPostedIsNeverChangedOrDeletedOrPostedTwice() {
        pay("pm_card_visa", "");
        for (var statement :
                new String[] {"update transfers set amount = 1", "delete from transfers", "truncate transfers", """
            insert into transfers (account_id, live, id, kind, source_id, debit, credit, amount, currency, due_day)
            select account_id, live, id + 1, kind, source_id, debit, credit, amount, currency, due_day from transfers
             limit 1"""}) {
            assertThatThrownBy(() -> server.db().run(statement)).as(statement).isInstanceOf(RuntimeException.class);
        }
    }

    /// A node of a release without a ledger, at work beside newer ones, posts nothing of what it takes.
    @Test
    void whatWasNeverPostedIsPostedWhenItGoesBack() {
        var paid = pay("pm_card_visa", "");
        forgotten(number(paid));
        var refund = server.client()
                .post("/v1/refunds", "{\"payment_intent\": \"%s\", \"amount\": 300}".formatted(paid.at("id")));
        assertThat(refund.at("status")).as(refund.text()).isEqualTo("succeeded");
        assertThat(refund.at("balance_transaction")).startsWith("txn_");
        assertThat(posted(paid)).isEqualTo("charge payer_clearing→pending 1000 GBP");
        assertThat(server.client().get("/v1/charges/ch_" + number(paid)).at("balance_transaction"))
                .startsWith("txn_");
        server.client().post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(paid.at("id")));
        assertThat(posted(paid)).isEqualTo("charge payer_clearing→pending 1000 GBP");
    }

    private static void forgotten(long charge) {
        server.db().run("grant update, delete on transfers to current_user");
        server.db().run("alter table transfers disable trigger transfers_append_only");
        server.db().run("delete from transfers where source_id = ?", charge);
        server.db().run("update charges set balance_transaction = null where id = ?", charge);
        server.db().run("alter table transfers enable trigger transfers_append_only");
        server.db().run("revoke update, delete on transfers from current_user");
    }

    private static Reply pay(String method, String more) {
        var paid = server.client().post("/v1/payment_intents", intent(method, more));
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        return paid;
    }

    private static String intent(String method, String more) {
        return """
                {"amount": 1000, "currency": "gbp", "confirm": true, %s "payment_method": "%s"}""".formatted(more, method);
    }

    private static String posted(Reply charge) {
        return server.db().one(row -> row.text("posted"), """
                        select coalesce(string_agg(kind || ' ' || debit || '→' || credit || ' ' || amount || ' ' || currency, ', '
                                          order by id), '') as posted
                          from transfers where source_id = ?
                        """, number(charge)).orElse("");
    }

    private static long count() {
        return server.db()
                .one(row -> row.number("n"), "select count(*) as n from transfers")
                .orElseThrow();
    }

    private static long number(Reply charge) {
        return Long.parseLong(charge.at("charges.data.0.id").substring(3));
    }
}
