package dev.caisse.connectors.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.TestDatabase;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.ConnectorContract;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.TestCards;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.CardNumber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxConnectorTest extends ConnectorContract {
    /// 2027-06-15 12:00 UTC.
    private static final long NOW = 1_813_060_800_000L;

    private static TestDatabase database;

    private final StandingClock clock = new StandingClock();
    private final Sandbox bank = Sandboxes.on(database, clock);
    private final Connector sandbox = bank.connector();

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    protected Connector connector() {
        return sandbox;
    }

    @Override
    protected Means approving() {
        return card("4242424242424242");
    }

    @Override
    protected Means declining() {
        return card("4000000000000002");
    }

    @Override
    protected Means disputed() {
        return card("4000000000000259");
    }

    @Override
    protected Means inquired() {
        return card("4000000000001976");
    }

    @Override
    protected Means refundingLate() {
        return card("4000000000007726");
    }

    @Override
    protected Means refundingInVain() {
        return card("4000000000005126");
    }

    @Override
    protected void letRefundsTurn() {
        Sandboxes.letRefundsTurn(database.db(), bank);
    }

    @Override
    protected DisputeNews hearOf(String payment) {
        return Sandboxes.hearOf(database.db(), bank, payment);
    }

    @Override
    protected long deadlineMs() {
        return NOW + 10_000;
    }

    @ParameterizedTest
    @CsvSource({
        "4000000000000002, GENERIC_DECLINE",
        "4000000000009995, INSUFFICIENT_FUNDS",
        "4000000000009987, LOST_CARD",
        "4000000000009979, STOLEN_CARD",
        "4000000000000069, EXPIRED_CARD",
        "4000000000000127, INCORRECT_CVC",
        "4000000000000119, PROCESSING_ERROR",
        "4000000000006975, CARD_VELOCITY_EXCEEDED",
        "4000000000000341, GENERIC_DECLINE",
        "4100000000000019, FRAUDULENT",
        "4000002500003155, AUTHENTICATION_REQUIRED",
        "4000002760003184, AUTHENTICATION_REQUIRED",
        "4000003800000446, AUTHENTICATION_REQUIRED",
        "4000000000003220, AUTHENTICATION_REQUIRED",
        "4000008400000027, AUTHENTICATION_REQUIRED",
        "4000008400001629, AUTHENTICATION_REQUIRED",
        "4000008260003178, AUTHENTICATION_REQUIRED",
        "4000008400001280, AUTHENTICATION_REQUIRED",
        "4929000000006, TESTMODE_DECLINE"
    })
    void declinesAsTheTableSays(String number, DeclineCode code) {
        declined(authorize(card(number)), code);
    }

    @ParameterizedTest
    @CsvSource({
        "4000000000003055",
        "4000000032200000",
        "4000000000000077",
        "6205500000000000004",
        "378282246310005",
        "36227206271667",
        "4000000000000101",
        "4000000000000010",
        "4000000000000259",
        "4000000000002685",
        "4000000000001976",
        "4000000000007726",
        "4000000000005126"
    })
    void approvesAsTheTableSays(String number) {
        approved(authorize(card(number)));
    }

    @ParameterizedTest
    @CsvSource({
        "4242424242424242, pass, pass, pass",
        "4000000000000101, fail, pass, pass",
        "4000000000000036, pass, pass, fail",
        "4000000000000028, pass, fail, pass",
        "4000000000000010, pass, fail, fail",
        "4000000000000044, pass, unavailable, unavailable"
    })
    void judgesTheDataSentAlong(String number, String cvc, String line1, String postalCode) {
        assertThat(approved(authorize(card(number))).checks())
                .isEqualTo(new Checks(Optional.of(cvc), Optional.of(line1), Optional.of(postalCode)));
    }

    @Test
    void judgesNothingThatWasNotSent() {
        var bare = new Means.Card(
                number("4000000000000101"),
                12,
                2027,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(approved(authorize(bare)).checks()).isEqualTo(Checks.NONE);
    }

    @Test
    void aWrongSecurityCodeIsReportedWithTheDecline() {
        assertThat(declined(authorize(card("4000000000000127"))).checks().cvc()).contains("fail");
    }

    @Test
    void aLikelyFraudIsBlockedBeforeTheBankIsAsked() {
        var blocked = declined(authorize(card("4100000000000019")));
        assertThat(blocked.isBlocked()).isTrue();
        assertThat(blocked.risk()).isEqualTo(Risk.HIGHEST);
        assertThat(blocked.checks()).isEqualTo(Checks.NONE);
        assertThat(declined(authorize(card("4000000000000002"))).isBlocked()).isFalse();
    }

    @Test
    void aCardIsGoodUntilTheEndOfItsMonth() {
        approved(authorize(card("4242424242424242", 6, 2027, "123")));
        declined(authorize(card("4242424242424242", 5, 2027, "123")), DeclineCode.EXPIRED_CARD);
        declined(authorize(card("4242424242424242", 13, 2027, "123")), DeclineCode.INVALID_EXPIRY_MONTH);
        declined(authorize(card("4242424242424242", 1, 27, "123")), DeclineCode.INVALID_EXPIRY_YEAR);
    }

    @Test
    void aSecurityCodeOfTheWrongLengthIsInvalid() {
        declined(authorize(card("4242424242424242", 6, 2030, "99")), DeclineCode.INVALID_CVC);
        approved(authorize(card("378282246310005", 6, 2030, "1234")));
    }

    @Test
    void everyNumberThatIsNoTestCardIsScreenedOut() {
        assertThat(sandbox.screen(number("4929000000006")).map(Declined::code)).contains(DeclineCode.TESTMODE_DECLINE);
        assertThat(TestCards.all())
                .allSatisfy(card -> assertThat(sandbox.screen(card.number())).isEmpty());
    }

    @Test
    void takesCardsInTestModeOnly() {
        assertThat(sandbox.capabilities().methodTypes()).accepts("card", "alipay", "pix");
        assertThat(sandbox.capabilities().live()).isFalse();
        assertThat(sandbox.name()).isEqualTo("sandbox");
    }

    @Test
    void afterTheDeadlineNothingIsDone() {
        var reference = reference();
        var late = new Call(reference, Optional.empty(), NOW);
        assertThat(sandbox.authorize(late, TEN, approving(), Capture.AUTOMATIC)).isInstanceOf(Answer.Unknown.class);
        assertThat(lookup(reference)).isEqualTo(new Answer.NeverSeen());
    }

    @Test
    void anAnswerThatComesAfterTheDeadlineIsUnknownAndLookedUp() {
        var reference = reference();
        // In time when asked; the entry is dated; too late when it is done.
        clock.next(NOW, NOW, NOW, NOW + 10_001);
        assertThat(authorize(reference, Capture.AUTOMATIC)).isInstanceOf(Answer.Unknown.class);
        approved(lookup(reference));
    }

    @Test
    void resumeAnswersWhatIsInTheBookAndGuessesNothing() {
        var paid = paid();
        approved(sandbox.resume(call(paid)));
        assertThat(sandbox.resume(call(reference()))).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void theBookHasARowForEveryOperationAndNoCardNumber() {
        var held = held();
        capture(held + "-p", held, 700);
        refund(held + "-r", held, 100);
        cancel(held + "-c", held);
        var rows = database.db()
                .all(
                        columns -> columns.text("line"),
                        "select b::text as line from sandbox.book b where reference like ? order by reference",
                        held + "%");
        assertThat(rows).hasSize(4).allSatisfy(row -> assertThat(row).doesNotContain("424242", "123"));
        assertThat(rows.getFirst()).contains("visa").contains("4242");
    }

    @Test
    void theTableItselfKeepsMoreFromGoingBackThanCameIn() {
        var paid = paid();
        assertThatThrownBy(() -> update("refunded = 1001", paid))
                .isInstanceOfSatisfying(
                        DbFailure.class,
                        e -> assertThat(e.broke("book_refunds_what_moved")).isTrue());
        assertThatThrownBy(() -> update("moved = 1001", paid)).isInstanceOf(DbFailure.class);
        assertThatThrownBy(() -> update("outcome = 'canceled'", paid)).isInstanceOf(DbFailure.class);
    }

    @Test
    void aPayerComplainsOfWhatIsLeftAMomentAfterItWasTaken() {
        var held = reference();
        authorize(held, disputed(), Capture.MANUAL);
        assertThat(nextMs(held)).isEmpty();
        approved(capture(held + "-p", held, 700));
        assertThat(nextMs(held)).contains(NOW + 1000);
        approved(refund(held + "-r", held, 200));
        var news = hearOf(held);
        assertThat(news.standing()).isEqualTo(Standing.NEEDS_RESPONSE);
        assertThat(news.reason()).isEqualTo(DisputeNews.Reason.FRAUDULENT);
        assertThat(news.amount()).isEqualTo(money(500));
        assertThat(news.dueMs()).isEqualTo(NOW + Duration.ofDays(14).toMillis());
        declined(refund(held + "-r2", held, 1));
    }

    @Test
    void whatWentBackInTimeIsNotDisputed() {
        var paid = reference();
        authorize(paid, disputed(), Capture.AUTOMATIC);
        approved(refund(reference(), paid, 1000));
        database.db().run("update sandbox.disputes set next_ms = 0 where original = ?", paid);
        bank.passTime().run();
        assertThat(nextMs(paid)).isEmpty();
        var standing = database.db()
                .one(
                        row -> Optional.ofNullable(row.text("standing")),
                        "select standing from sandbox.disputes where original = ?",
                        paid);
        assertThat(standing.orElseThrow()).isEmpty();
    }

    @Test
    void whoeverMissesTheirTimeHasLost() {
        var paid = reference();
        authorize(paid, disputed(), Capture.AUTOMATIC);
        var inquired = reference();
        authorize(inquired, inquired(), Capture.AUTOMATIC);
        var dispute = hearOf(paid);
        var inquiry = hearOf(inquired);
        database.db()
                .run("update sandbox.disputes set next_ms = 0 where due_ms > 0 and original in (?, ?)", paid, inquired);
        bank.passTime().run();
        assertThat(sandbox.lookupDispute(call(dispute.reference())).map(DisputeNews::standing))
                .contains(Standing.LOST);
        assertThat(sandbox.lookupDispute(call(inquiry.reference())).map(DisputeNews::standing))
                .contains(Standing.WARNING_CLOSED);
    }

    @Test
    void theTableItselfKeepsDisputedMoneyFromGoingBack() {
        var paid = reference();
        authorize(paid, disputed(), Capture.AUTOMATIC);
        hearOf(paid);
        assertThatThrownBy(() -> update("refunded = 1", paid)).isInstanceOf(DbFailure.class);
    }

    private static Optional<Long> nextMs(String payment) {
        return database.db()
                .one(
                        row -> row.maybeNumber("next_ms"),
                        "select next_ms from sandbox.disputes where original = ?",
                        payment)
                .orElseThrow();
    }

    @Test
    void meansOfPaymentPrintNoNumberAndNoCode() {
        var card = card("4000002760003184", 12, 2030, "737");
        assertThat(card.toString()).doesNotContain("400000276000", "737");
        assertThat(new Means.SecurityCode("737")).hasToString("***");
    }

    @Test
    void aBookOutOfReachIsUnknownAndSaysNothingOfTheCard() {
        var gone = TestDatabase.fresh();
        var connector = Sandboxes.on(gone, clock).connector();
        gone.close();
        var reference = reference();
        assertThat(connector.lookup(call(reference))).isInstanceOf(Answer.Unknown.class);
        assertThat(connector.authorize(call(reference), TEN, approving(), Capture.AUTOMATIC))
                .isInstanceOfSatisfying(
                        Answer.Unknown.class,
                        unknown -> assertThat(unknown.why()).doesNotContain("4242"));
    }

    private static void update(String what, String reference) {
        database.db().run("update sandbox.book set " + what + " where reference = ?", reference);
    }

    private Answer authorize(String reference, Means means, Capture capture) {
        return sandbox.authorize(call(reference), TEN, means, capture);
    }

    private Answer authorize(Means means) {
        return sandbox.authorize(call(reference()), TEN, means, Capture.AUTOMATIC);
    }

    private static Means card(String digits) {
        return card(digits, 12, 2030, "123");
    }

    private static Means card(String digits, int month, int year, String code) {
        return new Means.Card(
                number(digits),
                month,
                year,
                Optional.of(new Means.SecurityCode(code)),
                Optional.of("Jenny Rosen"),
                Optional.of("1 High Street"),
                Optional.of("75001"));
    }

    private static CardNumber number(String digits) {
        return CardNumber.read(digits).orElseThrow();
    }

    /// Stands still, but for the readings it was told to give next.
    private static final class StandingClock implements Clock {
        private final Deque<Long> next = new ArrayDeque<>();

        void next(Long... readings) {
            next.addAll(java.util.List.of(readings));
        }

        @Override
        public synchronized long nowMs() {
            return next.isEmpty() ? NOW : next.removeFirst();
        }

        @Override
        public long monotonicNanos() {
            return 0;
        }

        @Override
        public void sleep(Duration howLong) {}
    }
}
