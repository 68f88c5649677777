package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A buyer disputes what they paid, and their bank takes the money back: the merchant wins, loses, gives it up, misses
/// the time; a bank only asks; and whatever is told twice, late or not at all, the money is counted once.
class DisputeStory {

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
    void aBuyerDisputesAndTheMerchantWins() {
        var intent = pay("pm_card_createDispute");
        var dispute = disputeOf(intent);
        assertThat(dispute.at("status")).isEqualTo("needs_response");
        assertThat(dispute.at("reason")).isEqualTo("fraudulent");
        assertThat(dispute.at("amount")).isEqualTo("1250");
        assertThat(dispute.at("charge")).isEqualTo(intent.at("latest_charge"));
        assertThat(charge(intent).at("disputed")).isEqualTo("true");
        assertThat(refund(intent).at("error.code")).isEqualTo("charge_disputed");

        var staged = merchant.post(path(dispute), """
                {"submit": false, "evidence": {"customer_name": "Jenny Rosen", "uncategorized_text": "winning_evidence"}}""");
        assertThat(staged.at("status")).isEqualTo("needs_response");
        assertThat(staged.at("evidence.customer_name")).isEqualTo("Jenny Rosen");
        assertThat(staged.at("evidence_details.has_evidence")).isEqualTo("true");
        assertThat(staged.at("evidence_details.submission_count")).isEqualTo("0");

        var submitted = merchant.post(path(dispute), "{\"submit\": true}");
        assertThat(submitted.at("status")).isEqualTo("under_review");
        assertThat(submitted.at("evidence_details.submission_count")).isEqualTo("1");
        becomes(dispute, "won");
        assertThat(told(dispute))
                .containsExactly(
                        "charge.dispute.created",
                        "charge.dispute.funds_withdrawn",
                        "charge.dispute.updated",
                        "charge.dispute.updated",
                        "charge.dispute.funds_reinstated",
                        "charge.dispute.closed");
        assertThat(transfers(dispute)).containsExactly("available disputes 1250", "disputes available 1250");
        assertThat(refund(intent).at("status")).isEqualTo("succeeded");
    }

    /// The bank holds nothing of it, so the refund goes out; then it tells of the inquiry again and again.
    @Test
    void anInquiryThatIsHeardOfAfterARefundIsTakenAllTheSame() {
        var intent = pay("pm_card_createDisputeInquiry");
        var alarms = alarms();
        isHeard(disputeOf(intent));
        var charge = Long.parseLong(intent.at("latest_charge").substring(3));
        server.db().run("delete from disputes where charge_id = ?", charge);
        server.db().run("delete from notices");
        var refund = merchant.post(
                "/v1/refunds", "{\"payment_intent\": \"%s\", \"amount\": 400}".formatted(intent.at("id")));
        assertThat(refund.at("status")).as(refund.text()).isEqualTo("succeeded");
        server.db()
                .run(
                        "update sandbox.disputes set told = 0, tell_ms = 1 where original = (select attempt_id::text from charges where id = ?)",
                        charge);
        assertThat(disputeOf(intent).at("amount")).isEqualTo("1250");
        assertThat(alarms()).isEqualTo(alarms);
    }

    @Test
    void theMerchantLosesAndTheBuyerKeepsTheMoney() {
        var intent = pay("pm_card_createDisputeProductNotReceived");
        var dispute = disputeOf(intent);
        assertThat(dispute.at("reason")).isEqualTo("product_not_received");
        var submitted = merchant.post(path(dispute), "{\"evidence\": {\"receipt\": \"losing_evidence\"}}");
        assertThat(submitted.at("status")).isEqualTo("under_review");
        becomes(dispute, "lost");
        assertThat(transfers(dispute)).containsExactly("available disputes 1250");
        assertThat(refund(intent).at("error.code")).isEqualTo("charge_disputed");
        var late = merchant.post(path(dispute), "{\"evidence\": {\"receipt\": \"winning_evidence\"}}");
        assertThat(late.at("error.code")).isEqualTo("dispute_unexpected_state");
        assertThat(late.at("error.message")).contains("lost");
    }

    @Test
    void evidenceThatDecidesNothingStaysUnderReview() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        merchant.post(path(dispute), "{\"evidence\": {\"receipt\": \"file_1\"}}");
        server.advance(Duration.ofHours(2));
        assertThat(read(dispute).at("status")).isEqualTo("under_review");
        assertThat(merchant.post(path(dispute), "{\"evidence\": {\"receipt\": \"file_2\"}}")
                        .at("error.code"))
                .isEqualTo("dispute_unexpected_state");
        assertThat(merchant.post(path(dispute), "{\"metadata\": {\"case\": \"7\"}}")
                        .at("metadata.case"))
                .isEqualTo("7");
    }

    @Test
    void aBankThatOnlyAsksMovesNoMoney() {
        var intent = pay("pm_card_createDisputeInquiry");
        var dispute = disputeOf(intent);
        assertThat(dispute.at("status")).isEqualTo("warning_needs_response");
        assertThat(dispute.at("balance_transactions")).isEqualTo("[]");
        assertThat(refund(intent).at("status")).isEqualTo("succeeded");
        assertThat(merchant.post(path(dispute) + "/close", "").at("status")).isEqualTo("warning_closed");
        assertThat(transfers(dispute)).isEmpty();
        assertThat(told(dispute)).containsExactly("charge.dispute.created", "charge.dispute.closed");
    }

    @Test
    void whoeverGivesUpHasLost() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        var key = Map.of("Idempotency-Key", "give up");
        var closed = merchant.post(path(dispute) + "/close", "", key);
        assertThat(closed.at("status")).isEqualTo("lost");
        assertThat(merchant.post(path(dispute) + "/close", "", key).text()).isEqualTo(closed.text());
        assertThat(merchant.post(path(dispute) + "/close", "").at("error.code")).isEqualTo("dispute_unexpected_state");
        assertThat(told(dispute))
                .containsExactly("charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed");
    }

    @Test
    void whoeverMissesTheirTimeHasLost() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        server.db().run("update sandbox.disputes set next_ms = 0 where reference = ?", reference(dispute));
        becomes(dispute, "lost");
        assertThat(read(dispute).at("evidence_details.past_due")).isEqualTo("false");
    }

    @Test
    void aBankWhoseNoticeIsLostIsAskedWhenTheTimeIsOver() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        server.db().run("""
                update sandbox.disputes set standing = 'lost', version = 2, told = 2, next_ms = null where reference = ?
                """, reference(dispute));
        server.db().run("update disputes set look_ms = 0 where reference = ?", reference(dispute));
        becomes(dispute, "lost");
    }

    @Test
    void evidenceThatNeverArrivedIsSentAgainAndCountsOnce() {
        for (var fault : List.of("refuse", "timeout", "lost-answer")) {
            var dispute = disputeOf(pay("pm_card_createDispute"));
            var submitted = merchant.post(
                    path(dispute),
                    "{\"evidence\": {\"uncategorized_text\": \"winning_evidence\"}}",
                    Map.of("Caisse-Sandbox", fault + "=contest", "Idempotency-Key", "evidence " + fault));
            assertThat(submitted.status()).as(submitted.text()).isEqualTo(200);
            // The bank that got it may tell so itself, before we stop waiting for its answer.
            assertThat(submitted.at("status"))
                    .isIn("needs_response", fault.equals("lost-answer") ? "under_review" : "");
            var second = merchant.post(path(dispute) + "/close", "");
            assertThat(second.at("error.code")).isEqualTo("dispute_unexpected_state");
            server.db().run("update attempts set rehearsal = null where operation = 'contest'");
            server.advance(Duration.ofSeconds(10));
            becomes(dispute, "won");
            Eventually.holds(
                    () -> read(dispute).at("evidence_details.submission_count").equals("1"));
            assertThat(count(
                            "select count(*) as n from sandbox.book where operation = 'contest' and reference = any"
                                    + " (select reference from attempts where id = (select answer_id from disputes where"
                                    + " reference = ?))",
                            reference(dispute)))
                    .isEqualTo(1);
        }
    }

    @Test
    void newsThatIsToldAgainOrAfterNewerNewsChangesNothing() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        merchant.post(path(dispute), "{\"evidence\": {\"uncategorized_text\": \"winning_evidence\"}}");
        becomes(dispute, "won");
        var before = told(dispute);
        server.db().run("delete from notices");
        for (var old : List.of("needs_response, 1", "under_review, 2", "won, 3")) {
            server.db()
                    .run(
                            "update sandbox.disputes set told = 0, tell_ms = 0, standing = ?, version = ? where reference = ?",
                            old.split(", ")[0],
                            Integer.parseInt(old.split(", ")[1]),
                            reference(dispute));
            isHeard(dispute);
            assertThat(read(dispute).at("status")).isEqualTo("won");
        }
        assertThat(told(dispute)).isEqualTo(before);
        assertThat(transfers(dispute)).hasSize(2);
    }

    @Test
    void aDisputeOfAPaymentThatIsNotOursIsAnAlarmAndIsKeptByTheBank() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        isHeard(dispute);
        var alarms = alarms();
        server.db().run("""
                update sandbox.disputes set original = 'nobody''s', told = 0, tell_ms = 0, version = 2 where reference = ?
                """, reference(dispute));
        Eventually.holds(() -> alarms() > alarms);
        assertThat(count(
                        "select count(*) as n from sandbox.disputes where reference = ? and told = 0",
                        reference(dispute)))
                .isEqualTo(1);
        server.db().run("delete from sandbox.disputes where reference = ?", reference(dispute));
    }

    @Test
    void aForgedNoticeIsRefused() {
        var forged = merchant.post("/notices/sandbox/1/test", """
                {"id": "notice_x", "dispute": {"reference": "x", "original": "y", "amount": {"minor": 1, "currency": "GBP"},
                 "reason": "FRAUDULENT", "standing": "LOST", "due_ms": 1, "version": 1}}""", Map.of("Sandbox-Signature", "00"));
        assertThat(forged.status()).isEqualTo(400);
    }

    @Test
    void refundsThatRaceADisputeNeverGiveBackWhatTheBankHasTaken() {
        var intents = new ArrayList<Reply>();
        for (int i = 0; i < 6; i++) {
            intents.add(pay("pm_card_createDispute"));
        }
        for (var intent : intents) {
            Together.run(4, racer -> {
                if (racer == 0) {
                    server.db().run("update sandbox.disputes set next_ms = 0 where standing is null");
                    return null;
                }
                return merchant.post(
                        "/v1/refunds", "{\"payment_intent\": \"%s\", \"amount\": 400}".formatted(intent.at("id")));
            });
        }
        Eventually.holds(() -> count("select count(*) as n from sandbox.disputes where tell_ms is not null") == 0);
        for (var intent : intents) {
            var charge = intent.at("latest_charge").substring(3);
            assertThat(count(
                            "select captured - refunded - withheld as n from charges where id = ?",
                            Long.parseLong(charge)))
                    .isBetween(0L, 1250L);
            assertThat(count("""
                            select c.refunded + c.withheld - b.refunded - b.disputed as n
                              from charges c join sandbox.book b on b.reference = c.attempt_id::text where c.id = ?
                            """, Long.parseLong(charge))).isZero();
        }
    }

    @Test
    void ofAnswersThatRaceOneGoesOut() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        var replies = Together.run(
                6,
                racer -> racer % 2 == 0
                        ? merchant.post(path(dispute), "{\"evidence\": {\"receipt\": \"file_%d\"}}".formatted(racer))
                        : merchant.post(path(dispute) + "/close", ""));
        assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(1);
        assertThat(count(
                        "select count(*) as n from sandbox.book where operation in ('contest', 'concede') and original ="
                                + " (select original from sandbox.disputes where reference = ?)",
                        reference(dispute)))
                .isEqualTo(1);
    }

    @Test
    void twoNodesTellAndHearOfOneDisputeOnce() {
        try (var other = server.beside()) {
            var second = new Client(other.url(), TestServer.SECRET_KEY);
            for (int i = 0; i < 5; i++) {
                var dispute = disputeOf(pay("pm_card_createDispute"));
                assertThat(second.get(path(dispute)).text())
                        .isEqualTo(read(dispute).text());
                second.post(path(dispute), "{\"evidence\": {\"receipt\": \"winning_evidence\"}}");
                becomes(dispute, "won");
                assertThat(told(dispute)).hasSize(6);
                assertThat(transfers(dispute)).hasSize(2);
            }
        }
    }

    @Test
    void anythingThatIsNotEvidenceIsRefusedByName() {
        var dispute = disputeOf(pay("pm_card_createDispute"));
        refuses(dispute, "{\"evidence\": {\"recipt\": \"x\"}}", "parameter_unknown", "evidence.recipt");
        refuses(
                dispute,
                "{\"evidence\": {\"enhanced_evidence\": {}}}",
                "parameter_unsupported",
                "evidence.enhanced_evidence");
        refuses(dispute, "{\"evidence\": \"x\"}", "parameter_invalid", "evidence");
        refuses(
                dispute,
                "{\"evidence\": {\"receipt\": \"%s\"}}".formatted("x".repeat(20_001)),
                "parameter_invalid",
                "evidence.receipt");
        refuses(dispute, "{\"submit\": \"maybe\"}", "parameter_invalid", "submit");
        refuses(dispute, "{\"submit\": true}", "parameter_missing", "evidence");
        refuses(dispute, "{\"amount\": 1}", "parameter_unknown", "amount");
        var texts = new ArrayList<String>();
        for (var name : List.of(
                "receipt",
                "refund_policy",
                "service_date",
                "shipping_date",
                "shipping_address",
                "customer_name",
                "product_description",
                "billing_address")) {
            texts.add("\"%s\": \"%s\"".formatted(name, "é".repeat(19_000)));
        }
        refuses(dispute, "{\"evidence\": {%s}}".formatted(String.join(",", texts)), "parameter_invalid", "evidence");
        assertThat(read(dispute).at("evidence_details.has_evidence")).isEqualTo("false");
        assertThat(merchant.post(path(dispute), "{\"evidence\": null, \"metadata\": null}")
                        .text())
                .isEqualTo(read(dispute).text());
    }

    @Test
    void disputesAreListedByTheirCharge() {
        var intent = pay("pm_card_createDisputeInquiry");
        var dispute = disputeOf(intent);
        for (var filter : List.of("charge=" + intent.at("latest_charge"), "payment_intent=" + intent.at("id"))) {
            var page = merchant.get("/v1/disputes/list?" + filter);
            assertThat(page.at("data.0.id")).isEqualTo(dispute.at("id"));
            assertThat(page.at("url")).isEqualTo("/v1/disputes");
            assertThat(page.at("has_more")).isEqualTo("false");
        }
        assertThat(merchant.get("/v1/disputes?charge=ch_1").at("data")).isEqualTo("[]");
        assertThat(merchant.get("/v1/disputes?charge=pi_1").at("error.param")).isEqualTo("charge");
        assertThat(merchant.get("/v1/disputes?limit=1&created[gte]=" + dispute.at("created"))
                        .at("data.0.object"))
                .isEqualTo("dispute");
    }

    private static void refuses(Reply dispute, String body, String code, String param) {
        var reply = merchant.post(path(dispute), body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("error.code")).isEqualTo(code);
        assertThat(reply.at("error.param")).isEqualTo(param);
    }

    private static Reply pay(String card) {
        var intent = merchant.post("/v1/payment_intents", """
                {"amount": 1250, "currency": "gbp", "confirm": true, "payment_method": "%s"}""".formatted(card));
        assertThat(intent.at("status")).as(intent.text()).isEqualTo("succeeded");
        return intent;
    }

    private static Reply disputeOf(Reply intent) {
        var list = "/v1/disputes?payment_intent=" + intent.at("id");
        Eventually.holds(() -> !merchant.get(list).at("data").equals("[]"));
        return merchant.get("/v1/disputes/" + merchant.get(list).at("data.0.id"));
    }

    /// The bank knows that all it said of it was taken.
    private static void isHeard(Reply dispute) {
        Eventually.holds(() -> count(
                        "select count(*) as n from sandbox.disputes where reference = ? and told = version",
                        reference(dispute))
                == 1);
    }

    private static Reply refund(Reply intent) {
        return merchant.post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(intent.at("id")));
    }

    private static Reply charge(Reply intent) {
        return merchant.get("/v1/charges/" + intent.at("latest_charge"));
    }

    private static void becomes(Reply dispute, String status) {
        Eventually.holds(() -> read(dispute).at("status").equals(status));
    }

    private static Reply read(Reply dispute) {
        return merchant.get(path(dispute));
    }

    private static String path(Reply dispute) {
        return "/v1/disputes/" + dispute.at("id");
    }

    /// What the bank calls it.
    private static String reference(Reply dispute) {
        return server.db()
                .one(row -> row.text("reference"), "select reference from disputes where id = ?", id(dispute))
                .orElseThrow();
    }

    /// Oldest first.
    private static List<String> told(Reply dispute) {
        return server.db()
                .all(
                        row -> row.text("type"),
                        "select type from events where object->>'id' = ? order by id",
                        dispute.at("id"));
    }

    private static List<String> transfers(Reply dispute) {
        return server.db()
                .all(
                        row -> row.text("line"),
                        "select debit || ' ' || credit || ' ' || amount as line from transfers where source_id = ? order by id",
                        id(dispute));
    }

    private static long alarms() {
        return merchant.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("caisse_alarms "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring("caisse_alarms ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static long id(Reply dispute) {
        return Long.parseLong(dispute.at("id").substring(3));
    }

    private static long count(String sql, Object... values) {
        return server.db().one(row -> row.number("n"), sql, values).orElseThrow();
    }
}
