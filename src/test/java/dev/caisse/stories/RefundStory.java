package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Money that goes back: all of it or in parts, at once or after nobody knew for a while, and never more than came.
class RefundStory {

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "1"));
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void allOfAPaymentGoesBack() {
        var intent = paid();
        var refund = refund(intent, ", \"reason\": \"requested_by_customer\"");
        assertThat(refund.status()).isEqualTo(200);
        assertThat(refund.at("status")).isEqualTo("succeeded");
        assertThat(refund.at("amount")).isEqualTo("1000");
        assertThat(refund.at("reason")).isEqualTo("requested_by_customer");
        var charge = charge(intent);
        assertThat(charge.at("refunded")).isEqualTo("true");
        assertThat(charge.at("amount_refunded")).isEqualTo("1000");
        assertThat(charge.at("refunds.data.0.id")).isEqualTo(refund.at("id"));
        assertThat(booked(intent)).isEqualTo(1000);
        isRefused(refund(intent, ""), "charge_already_refunded");
    }

    @Test
    void partsGoBackUntilNothingIsLeft() {
        var intent = paid();
        assertThat(refund(intent, ", \"amount\": 300").at("amount")).isEqualTo("300");
        assertThat(refund(intent, ", \"amount\": 300").at("amount")).isEqualTo("300");
        assertThat(charge(intent).at("refunded")).isEqualTo("false");
        isRefused(refund(intent, ", \"amount\": 401"), "amount_too_large");
        assertThat(refund(intent, "").at("amount")).isEqualTo("400");
        assertThat(charge(intent).at("refunded")).isEqualTo("true");
        assertThat(booked(intent)).isEqualTo(1000);
    }

    @Test
    void whatWasCapturedInPartIsRefundedUpToThat() {
        var held = pay(", \"capture_method\": \"manual\"");
        isRefused(refund(held, ""), "charge_not_captured");
        merchant.post(path(held) + "/capture", "{\"amount_to_capture\": 600}");
        isRefused(refund(held, ", \"amount\": 601"), "amount_too_large");
        assertThat(refund(held, "").at("amount")).isEqualTo("600");
    }

    /// Leaving an amount out means all that there is, so an amount that was lost on the way must not count as left out.
    @Test
    void anAmountThatIsThereAndEmptyMovesNothing() {
        var paid = paid();
        var refused = List.of(
                refund(paid, ", \"amount\": \"\""),
                merchant.postForm("/v1/refunds", "payment_intent=" + paid.at("id") + "&amount="));
        for (var reply : refused) {
            isRefused(reply, "parameter_invalid");
            assertThat(reply.at("error.param")).isEqualTo("amount");
        }
        assertThat(booked(paid)).isZero();
        var held = pay(", \"capture_method\": \"manual\"");
        var capture = merchant.post(path(held) + "/capture", "{\"amount_to_capture\": \"\"}");
        isRefused(capture, "parameter_invalid");
        assertThat(capture.at("error.param")).isEqualTo("amount_to_capture");
        assertThat(merchant.get(path(held)).at("amount_capturable")).isEqualTo("1000");
        var open = merchant.post("/v1/payment_intents", "{\"amount\": 700, \"currency\": \"gbp\"}");
        isRefused(merchant.post(path(open), "{\"amount\": \"\"}"), "parameter_invalid");
    }

    @Test
    void whatWasNotPaidIsNotRefunded() {
        var unpaid = merchant.post("/v1/payment_intents", "{\"amount\": 700, \"currency\": \"gbp\"}");
        isRefused(refund(unpaid, ""), "payment_intent_unexpected_state");
        var declined = merchant.post("/v1/payment_intents", """
                {"amount": 700, "currency": "gbp", "confirm": true, "payment_method": "pm_card_chargeDeclined"}""");
        var charge = declined.at("error.payment_intent.latest_charge");
        isRefused(merchant.post("/v1/refunds", "{\"charge\": \"" + charge + "\"}"), "charge_not_captured");
    }

    @Test
    void aChargeAndItsIntentMustBelongTogether() {
        var one = paid();
        var other = paid();
        var mixed = refund(one, ", \"charge\": \"" + other.at("latest_charge") + "\"");
        isRefused(mixed, "parameter_invalid");
        assertThat(mixed.at("error.param")).isEqualTo("charge");
        var byCharge = merchant.post("/v1/refunds", "{\"charge\": \"" + one.at("latest_charge") + "\"}");
        assertThat(byCharge.at("payment_intent")).isEqualTo(one.at("id"));
    }

    @Test
    void anAnswerThatWasLostIsFound() {
        var intent = paid();
        var refund = refund(intent, ", \"amount\": 400", "lost-answer=refund");
        assertThat(refund.status()).isEqualTo(200);
        assertThat(refund.at("status")).isEqualTo("pending");
        assertThat(charge(intent).at("amount_refunded")).isEqualTo("0");
        isRefused(refund(intent, ", \"amount\": 601"), "amount_too_large");
        afterTheGrace();
        becomes(refund, "succeeded");
        assertThat(charge(intent).at("amount_refunded")).isEqualTo("400");
        assertThat(booked(intent)).isEqualTo(400);
    }

    @Test
    void whatNeverArrivedIsCancelledAndSentAgain() {
        for (var fault : List.of("refuse=refund", "timeout=refund", "refuse=refund lost-answer=cancel")) {
            var intent = paid();
            var refund = refund(intent, "", fault);
            assertThat(refund.at("status")).isEqualTo("pending");
            afterTheGrace();
            Eventually.holds(() -> {
                server.advance(Duration.ofSeconds(10));
                return status(refund).equals("succeeded");
            });
            assertThat(booked(intent)).as(fault).isEqualTo(1000);
            assertThat(count("select count(*) as n from attempts where refund_id = ? and operation = 'refund'", refund))
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void whatHasNotReachedTheBankCanBeCancelled() {
        var intent = paid();
        var refund = refund(intent, "", "refuse=refund");
        var canceled = merchant.post(path(refund) + "/cancel", "");
        assertThat(canceled.text()).contains("canceled");
        assertThat(canceled.at("status")).isEqualTo("canceled");
        assertThat(booked(intent)).isZero();
        isRefused(merchant.post(path(refund) + "/cancel", ""), "refund_unexpected_state");
        assertThat(refund(intent, "").at("status")).isEqualTo("succeeded");
    }

    @Test
    void whatHasReachedTheBankCannotBeCancelled() {
        var refund = refund(paid(), "", "lost-answer=refund");
        isRefused(merchant.post(path(refund) + "/cancel", ""), "refund_unexpected_state");
        becomes(refund, "succeeded");
    }

    @Test
    void theSameKeyRefundsOnceWhateverBecomesOfTheAnswer() {
        var intent = paid();
        for (var fault : List.of("latency=1ms", "lost-answer=refund")) {
            var body = "{\"payment_intent\": \"" + intent.at("id") + "\", \"amount\": 100}";
            var headers = Map.of("Idempotency-Key", "refund " + fault, "Caisse-Sandbox", fault);
            var first = merchant.post("/v1/refunds", body, headers);
            var again = merchant.post("/v1/refunds", body, headers);
            assertThat(again.text()).isEqualTo(first.text());
            assertThat(again.header("Idempotent-Replayed")).hasValue("true");
            var other = merchant.post("/v1/refunds", body.replace("100", "200"), headers);
            isRefused(other, "idempotency_key_reused");
            afterTheGrace();
            becomes(first, "succeeded");
        }
        assertThat(booked(intent)).isEqualTo(200);
    }

    @Test
    void aRefundWhoseServerDiedIsFinishedAndItsKeyAnswered() {
        var intent = paid();
        server.db().run("""
                create function away() returns trigger language plpgsql as
                $$ begin raise exception 'full' using errcode = '53100'; end $$
                """);
        server.db().run("create trigger away before update on refunds for each row execute function away()");
        var body = "{\"payment_intent\": \"" + intent.at("id") + "\"}";
        var key = Map.of("Idempotency-Key", "died");
        try {
            var lost = merchant.post("/v1/refunds", body, key);
            assertThat(lost.status()).isEqualTo(500);
            assertThat(lost.at("error.code")).isEqualTo("outcome_unknown");
        } finally {
            server.db().run("drop trigger away on refunds");
            server.db().run("drop function away");
        }
        afterTheGrace();
        Eventually.holds(() -> merchant.post("/v1/refunds", body, key).status() == 200);
        assertThat(merchant.post("/v1/refunds", body, key).at("status")).isEqualTo("succeeded");
        assertThat(booked(intent)).isEqualTo(1000);
    }

    @Test
    void aRefundThatTheBankRefusesFailsAndLeavesWhatItTook() {
        var intent = paid();
        server.db().run("update sandbox.book set refunded = 1 where reference = ?", authorization(intent));
        var refund = refund(intent, "");
        assertThat(refund.status()).isEqualTo(200);
        assertThat(refund.at("status")).isEqualTo("failed");
        assertThat(refund.at("failure_reason")).isEqualTo("unknown");
        assertThat(charge(intent).at("amount_refunded")).isEqualTo("0");
        assertThat(refund(intent, ", \"amount\": 999").at("status")).isEqualTo("succeeded");
    }

    @Test
    void aRefundThatTakesItsTimeIsPendingUntilTheBankTells() {
        var intent = pay("", "pm_card_pendingRefund");
        var refund = refund(intent, ", \"amount\": 400");
        assertThat(refund.at("status")).isEqualTo("pending");
        assertThat(refund.at("balance_transaction")).isNull();
        assertThat(charge(intent).at("amount_refunded")).isEqualTo("0");
        isRefused(refund(intent, ", \"amount\": 601"), "amount_too_large");
        isRefused(merchant.post(path(refund) + "/cancel", ""), "refund_unexpected_state");
        server.advance(Duration.ofSeconds(3));
        becomes(refund, "succeeded");
        assertThat(charge(intent).at("amount_refunded")).isEqualTo("400");
        assertThat(merchant.get(path(refund)).at("balance_transaction")).startsWith("txn_");
        toldOf(refund, "refund.created", "refund.updated", "charge.refund.updated");
    }

    @Test
    void aRefundThatTheBankTakesBackFailsAndItsMoneyIsThereAgain() {
        var intent = pay("", "pm_card_refundFail");
        var refund = refund(intent, "");
        assertThat(refund.at("status")).isEqualTo("succeeded");
        assertThat(charge(intent).at("refunded")).isEqualTo("true");
        server.advance(Duration.ofSeconds(3));
        becomes(refund, "failed");
        assertThat(merchant.get(path(refund)).at("failure_reason")).isEqualTo("expired_or_canceled_card");
        assertThat(charge(intent).at("refunded")).isEqualTo("false");
        assertThat(charge(intent).at("amount_refunded")).isEqualTo("0");
        toldOf(
                refund,
                "refund.created",
                "refund.updated",
                "charge.refund.updated",
                "refund.failed",
                "charge.refund.updated");
        var updated = merchant.get("/v1/events?type=charge.updated&limit=1");
        assertThat(updated.at("data.0.data.object.id")).isEqualTo(intent.at("latest_charge"));
        assertThat(updated.at("data.0.data.previous_attributes.amount_refunded"))
                .isEqualTo("1000");
        assertThat(posted(refund)).isEqualTo(2);
        assertThat(refund(intent, ", \"amount\": 1").at("status")).isEqualTo("succeeded");
    }

    /// Its approval is still on its way when the notice of its failure is here already.
    @Test
    void aRefundThatIsTakenBackBeforeItsApprovalIsHeardFailsWithoutAnAlarm() {
        try (var patient = TestServer.start()) {
            var paid = patient.client().post("/v1/payment_intents", """
                    {"amount": 1000, "currency": "gbp", "confirm": true, "payment_method": "pm_card_refundFail"}""");
            var refund = patient.client()
                    .post(
                            "/v1/refunds",
                            "{\"payment_intent\": \"" + paid.at("id") + "\"}",
                            Map.of("Caisse-Sandbox", "latency=8000ms"));
            assertThat(refund.at("status")).as(refund.text()).isEqualTo("failed");
            assertThat(patient.client()
                            .get("/v1/charges/" + paid.at("latest_charge"))
                            .at("amount_refunded"))
                    .isEqualTo("0");
            assertThat(patient.client().get("/readyz").at("warnings")).doesNotContain("alarm");
            assertThat(patient.db().all(row -> row.text("kind"), "select kind from transfers"))
                    .containsExactly("charge");
        }
    }

    @Test
    void theEventOfARefundSaysWhatItChangedOfTheCharge() {
        var intent = paid();
        refund(intent, ", \"amount\": 300");
        var second = refund(intent, "");
        var told = merchant.get("/v1/events?type=charge.refunded&limit=1");
        assertThat(told.at("data.0.data.object.amount_refunded")).isEqualTo("1000");
        assertThat(told.at("data.0.data.object.refunds.data.0.status")).isEqualTo("succeeded");
        assertThat(told.at("data.0.data.previous_attributes.amount_refunded")).isEqualTo("300");
        assertThat(told.at("data.0.data.previous_attributes.refunded")).isEqualTo("false");
        assertThat(told.at("data.0.data.previous_attributes.amount_captured")).isNull();
        var updated = merchant.get("/v1/events?type=refund.updated&limit=1");
        assertThat(updated.at("data.0.data.object.id")).isEqualTo(second.at("id"));
        assertThat(updated.at("data.0.data.previous_attributes.status")).isEqualTo("pending");
    }

    @Test
    void moneyThatCameTooLateIsShownAsTheRefundItGoesBackBy() {
        var lost = merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 1000, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\"}",
                Map.of("Caisse-Sandbox", "lost-answer=authorize refuse=lookup"));
        server.db().run("update attempts set outcome = 'canceled', rehearsal = null where intent_id = ?", number(lost));
        server.db()
                .run(
                        "update payment_intents set status = 'requires_payment_method', payment_method_id = null where id = ?",
                        number(lost));
        server.db().run("update attempts set outcome = null where intent_id = ?", number(lost));
        afterTheGrace();
        Eventually.holds(() -> merchant.get("/v1/refunds?payment_intent=" + lost.at("id"))
                .text()
                .contains("succeeded"));
        var refunds = merchant.get("/v1/refunds?payment_intent=" + lost.at("id"));
        assertThat(refunds.at("data.0.reason")).isEqualTo("duplicate");
        assertThat(refunds.at("data.0.amount")).isEqualTo("1000");
        var charge = merchant.get("/v1/charges/" + refunds.at("data.0.charge"));
        assertThat(charge.at("refunded")).isEqualTo("true");
        assertThat(booked(lost)).isEqualTo(1000);
        isRefused(merchant.post("/v1/refunds", "{\"charge\": \"" + charge.at("id") + "\"}"), "charge_already_refunded");
    }

    @Test
    void theListIsFilteredAndTheMetadataMayChange() {
        var intent = paid();
        var first = refund(intent, ", \"amount\": 1, \"metadata\": {\"a\": \"b\"}");
        var second = refund(intent, ", \"amount\": 2");
        refund(paid(), "");
        var list = merchant.get("/v1/refunds?limit=1&payment_intent=" + intent.at("id"));
        assertThat(list.at("data.0.id")).isEqualTo(second.at("id"));
        assertThat(list.at("has_more")).isEqualTo("true");
        var byCharge =
                merchant.get("/v1/refunds?charge=" + intent.at("latest_charge") + "&starting_after=" + second.at("id"));
        assertThat(byCharge.at("data.0.id")).isEqualTo(first.at("id"));
        assertThat(byCharge.at("has_more")).isEqualTo("false");
        var updated = merchant.post(path(first), "{\"metadata\": {\"c\": \"d\"}}");
        assertThat(updated.at("metadata")).isEqualTo("{a=b, c=d}");
        assertThat(merchant.post(path(first), "{\"amount\": 5}").status()).isEqualTo(400);
    }

    @Test
    void whatIsAskedForWronglyIsNamed() {
        var intent = paid();
        for (var wrong : Map.of(
                        ", \"amount\": 0", "amount",
                        ", \"amount\": \"1.5\"", "amount",
                        ", \"reason\": \"expired_uncaptured_charge\"", "reason",
                        ", \"reverse_transfer\": true", "reverse_transfer",
                        ", \"color\": \"red\"", "color")
                .entrySet()) {
            var reply = refund(intent, wrong.getKey());
            assertThat(reply.status()).as(wrong.getKey()).isEqualTo(400);
            assertThat(reply.at("error.param")).isEqualTo(wrong.getValue());
        }
        assertThat(merchant.post("/v1/refunds", "{}").at("error.param")).isEqualTo("payment_intent");
        assertThat(merchant.post("/v1/refunds", "{\"payment_intent\": \"pi_1\"}")
                        .status())
                .isEqualTo(404);
        assertThat(merchant.post("/v1/refunds", "{\"charge\": \"ch_1\"}").at("error.param"))
                .isEqualTo("charge");
    }

    private static Reply paid() {
        return pay("");
    }

    private static Reply pay(String more) {
        return merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 1000, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\""
                        + more + "}");
    }

    private static Reply pay(String more, String method) {
        return merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 1000, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"" + method + "\""
                        + more + "}");
    }

    /// The types of the events about it, oldest first.
    private static void toldOf(Reply refund, String... types) {
        assertThat(server.db()
                        .all(
                                row -> row.text("type"),
                                "select type from events where object->>'id' = ? order by id",
                                refund.at("id")))
                .containsExactly(types);
    }

    private static long posted(Reply refund) {
        return count("select count(*) as n from transfers where source_id = ?", refund);
    }

    private static Reply refund(Reply intent, String more) {
        return merchant.post("/v1/refunds", "{\"payment_intent\": \"" + intent.at("id") + "\"" + more + "}");
    }

    private static Reply refund(Reply intent, String more, String fault) {
        return merchant.post(
                "/v1/refunds",
                "{\"payment_intent\": \"" + intent.at("id") + "\"" + more + "}",
                Map.of("Caisse-Sandbox", fault));
    }

    private static Reply charge(Reply intent) {
        return merchant.get("/v1/charges/" + intent.at("latest_charge"));
    }

    private static String path(Reply object) {
        return (object.at("object").equals("refund") ? "/v1/refunds/" : "/v1/payment_intents/") + object.at("id");
    }

    private static String status(Reply refund) {
        return merchant.get(path(refund)).at("status");
    }

    private static void becomes(Reply refund, String status) {
        Eventually.holds(() -> status(refund).equals(status));
    }

    private static void afterTheGrace() {
        server.advance(Duration.ofSeconds(10));
    }

    private static void isRefused(Reply reply, String code) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("error.code")).isEqualTo(code);
    }

    private static String authorization(Reply intent) {
        return server.db()
                .one(
                        row -> row.text("reference"),
                        "select reference from attempts where operation = 'authorize' and intent_id = ?",
                        number(intent))
                .orElseThrow();
    }

    /// How much of it the bank has given back.
    private static long booked(Reply intent) {
        return server.db()
                .one(
                        row -> row.number("refunded"),
                        "select refunded from sandbox.book where reference = ?",
                        authorization(intent))
                .orElseThrow();
    }

    private static long count(String sql, Reply object) {
        return server.db().one(row -> row.number("n"), sql, number(object)).orElseThrow();
    }

    private static long number(Reply object) {
        return Long.parseLong(object.at("id").substring(3));
    }
}
