package dev.caisse.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.connectors.Answer.Approved;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// What every connector promises, whoever is behind it. A connector's test extends this and says how to reach it.
public abstract class ConnectorContract {
    private static final int RACERS = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    protected static final Money TEN = money(1000);

    protected abstract Connector connector();

    /// A card that is approved; one that is declined.
    protected abstract Means approving();

    protected abstract Means declining();

    /// A card whose payments are disputed; one whose payments are inquired about.
    protected abstract Means disputed();

    protected abstract Means inquired();

    /// Lets time pass until the acquirer has told of a payment's dispute, or has decided it; what it told.
    protected abstract DisputeNews hearOf(String payment);

    /// A card whose refunds are pending for a while; one whose refunds are taken back after a while.
    protected abstract Means refundingLate();

    protected abstract Means refundingInVain();

    /// Lets time pass until they have ended.
    protected abstract void letRefundsTurn();

    /// A wall-clock time that is comfortably ahead.
    protected abstract long deadlineMs();

    @Test
    void anApprovalSaysHowMuchAndUnderWhichNumberOfTheAcquirer() {
        var approved = approved(authorize(reference(), Capture.AUTOMATIC));
        assertThat(approved.amount()).isEqualTo(TEN);
        assertThat(approved.acquirerReference()).isNotBlank();
    }

    @Test
    void theSameReferenceTwiceHasOneEffectAndOneAnswer() {
        var reference = reference();
        var first = authorize(reference, Capture.AUTOMATIC);
        assertThat(authorize(reference, Capture.AUTOMATIC)).isEqualTo(first);
        assertThat(connector().authorize(call(reference), TEN, declining(), Capture.AUTOMATIC))
                .isEqualTo(first);
        assertThat(refund(reference(), reference, 1000)).isInstanceOf(Approved.class);
        assertThat(refund(reference(), reference, 1)).isInstanceOf(Declined.class);
    }

    @Test
    void aDeclineStaysADecline() {
        var reference = reference();
        var first = connector().authorize(call(reference), TEN, declining(), Capture.AUTOMATIC);
        assertThat(first).isInstanceOf(Declined.class);
        assertThat(authorize(reference, Capture.AUTOMATIC)).isEqualTo(first);
        assertThat(lookup(reference)).isEqualTo(first);
    }

    @RepeatedTest(3)
    void twinsThatRaceGetOneAnswer() {
        var reference = reference();
        var answers = race(_ -> authorize(reference, Capture.MANUAL));
        assertThat(answers).hasSize(RACERS).containsOnly(lookup(reference));
        approved(answers.getFirst());
    }

    @RepeatedTest(3)
    void twinsOfARefundThatRaceGiveTheMoneyBackOnce() {
        var paid = paid();
        var reference = reference();
        var answers = race(_ -> refund(reference, paid, 600));
        assertThat(answers).containsOnly(lookup(reference));
        approved(answers.getFirst());
        approved(refund(reference(), paid, 400));
        declined(refund(reference(), paid, 1));
    }

    @RepeatedTest(3)
    void twinsOfACaptureThatRaceTakeTheMoneyOnceAndAllSaySo() {
        var held = held();
        var reference = reference();
        var answers = race(_ -> capture(reference, held, 700));
        assertThat(answers).containsOnly(lookup(reference));
        approved(answers.getFirst());
    }

    @Test
    void lookupTellsWhatWasAnsweredAndWhatWasNeverSeen() {
        var held = reference();
        var authorized = authorize(held, Capture.MANUAL);
        var captured = reference();
        var capture = capture(captured, held, 700);
        var refunded = reference();
        var refund = refund(refunded, held, 701);
        assertThat(lookup(held)).isEqualTo(authorized);
        assertThat(lookup(captured)).isEqualTo(capture).isInstanceOf(Approved.class);
        assertThat(lookup(refunded)).isEqualTo(refund).isInstanceOf(Declined.class);
        assertThat(lookup(reference())).isEqualTo(new Answer.NeverSeen());
    }

    @Test
    void aHeldPaymentThatIsCanceledIsNeverCaptured() {
        var held = held();
        var canceled = cancel(reference(), held);
        approved(canceled);
        declined(lookup(held), DeclineCode.ALREADY_CANCELED);
        declined(authorize(held, Capture.MANUAL), DeclineCode.ALREADY_CANCELED);
        declined(capture(reference(), held, 1000), DeclineCode.ALREADY_CANCELED);
    }

    @Test
    void aReferenceThatWasCanceledBeforeItCameIsNeverApproved() {
        var never = reference();
        approved(cancel(reference(), never));
        declined(authorize(never, Capture.AUTOMATIC), DeclineCode.ALREADY_CANCELED);
        declined(lookup(never), DeclineCode.ALREADY_CANCELED);
    }

    @Test
    void aCaptureOrRefundThatWasCanceledBeforeItCameMovesNothing() {
        var held = held();
        var lostCapture = reference();
        approved(cancel(reference(), lostCapture));
        declined(capture(lostCapture, held, 1000), DeclineCode.ALREADY_CANCELED);
        approved(capture(reference(), held, 1000));
        var lostRefund = reference();
        approved(cancel(reference(), lostRefund));
        declined(refund(lostRefund, held, 1000), DeclineCode.ALREADY_CANCELED);
        approved(refund(reference(), held, 1000));
    }

    @Test
    void whatHasBeenPaidIsTooLateToCancel() {
        var paid = paid();
        declined(cancel(reference(), paid), DeclineCode.TOO_LATE);
        approved(lookup(paid));
        var held = held();
        approved(capture(reference(), held, 1));
        declined(cancel(reference(), held), DeclineCode.TOO_LATE);
    }

    @Test
    void cancelingADeclinedPaymentIsApprovedForNothingWillMove() {
        var reference = reference();
        var first = connector().authorize(call(reference), TEN, declining(), Capture.AUTOMATIC);
        approved(cancel(reference(), reference));
        assertThat(lookup(reference)).isEqualTo(first);
    }

    @Test
    void cancelingTwiceIsApprovedTwice() {
        var held = held();
        var reference = reference();
        var first = cancel(reference, held);
        approved(first);
        assertThat(cancel(reference, held)).isEqualTo(first);
        approved(cancel(reference(), held));
    }

    @RepeatedTest(5)
    void aPaymentAndItsCancellationThatRaceAgreeOnWhoWon() {
        var reference = reference();
        var answers = race(
                i -> i % 2 == 0 ? authorize(reference, Capture.AUTOMATIC) : cancel(reference + "-c" + i, reference));
        boolean isPaid = lookup(reference) instanceof Approved;
        for (int i = 0; i < RACERS; i++) {
            boolean isApproved = answers.get(i) instanceof Approved;
            assertThat(isApproved).as("racer %s: %s", i, answers.get(i)).isEqualTo((i % 2 == 0) == isPaid);
        }
    }

    @RepeatedTest(5)
    void aCaptureAndACancellationThatRaceAgreeOnWhoWon() {
        var held = held();
        var answers = race(i -> i % 2 == 0 ? capture(held + "-p" + i, held, 1000) : cancel(held + "-c" + i, held));
        long captures = IntStream.range(0, RACERS)
                .filter(i -> i % 2 == 0 && answers.get(i) instanceof Approved)
                .count();
        long cancels = IntStream.range(0, RACERS)
                .filter(i -> i % 2 == 1 && answers.get(i) instanceof Approved)
                .count();
        assertThat(captures).isBetween(0L, 1L);
        assertThat(cancels).isEqualTo(captures == 1 ? 0 : RACERS / 2);
    }

    @Test
    void aCaptureTakesAtMostWhatWasAuthorisedOnceAndReleasesTheRest() {
        var held = held();
        declined(capture(reference(), held, 1001));
        declined(capture(reference(), held, 0));
        assertThat(approved(capture(reference(), held, 400)).amount()).isEqualTo(money(400));
        declined(capture(reference(), held, 100), DeclineCode.TOO_LATE);
        declined(refund(reference(), held, 401));
        approved(refund(reference(), held, 400));
    }

    @Test
    void captureAndRefundSpeakTheCurrencyOfThePayment() {
        var yen = Money.of(100, CurrencyCode.of("JPY"));
        var held = held();
        declined(connector().capture(on(reference(), held), yen));
        declined(connector().refund(on(reference(), paid()), yen));
    }

    @Test
    void whatWasPaidAtOnceCannotBeCapturedAgain() {
        declined(capture(reference(), paid(), 1000), DeclineCode.TOO_LATE);
    }

    @Test
    void whatWasNeverPaidIsNotRefundedAndWhatIsUnknownIsNotCaptured() {
        declined(refund(reference(), held(), 1));
        declined(refund(reference(), reference(), 1));
        declined(capture(reference(), reference(), 1));
    }

    @Test
    void aRefundThatIsTakenOnIsPendingUntilItIsDoneAndTakesItsPartAtOnce() {
        var paid = paidWith(refundingLate());
        var reference = reference();
        assertThat(refund(reference, paid, 600)).isEqualTo(new Answer.Pending());
        assertThat(refund(reference, paid, 600)).isEqualTo(new Answer.Pending());
        assertThat(lookup(reference)).isEqualTo(new Answer.Pending());
        declined(refund(reference(), paid, 401));
        declined(cancel(reference(), reference), DeclineCode.NOT_CANCELLABLE);
        letRefundsTurn();
        assertThat(approved(lookup(reference)).amount()).isEqualTo(money(600));
        declined(cancel(reference(), reference), DeclineCode.TOO_LATE);
        declined(refund(reference(), paid, 401));
    }

    @Test
    void aRefundThatIsTakenBackIsDeclinedInTheEndAndItsPartIsThereAgain() {
        var paid = paidWith(refundingInVain());
        var reference = reference();
        approved(refund(reference, paid, 600));
        declined(refund(reference(), paid, 401));
        letRefundsTurn();
        declined(lookup(reference), DeclineCode.EXPIRED_CARD);
        declined(refund(reference, paid, 600), DeclineCode.EXPIRED_CARD);
        approved(refund(reference(), paid, 1000));
    }

    @RepeatedTest(3)
    void refundsThatRaceNeverGiveBackMoreThanWasPaid() {
        var paid = paid();
        var answers = race(i -> refund(paid + "-r" + i, paid, 300));
        assertThat(answers).filteredOn(Approved.class::isInstance).hasSize(3);
        approved(refund(reference(), paid, 100));
        declined(refund(reference(), paid, 1));
    }

    @RepeatedTest(3)
    void ofCapturesThatRaceOneTakesTheMoney() {
        var held = held();
        var answers = race(i -> capture(held + "-p" + i, held, 100));
        assertThat(answers).filteredOn(Approved.class::isInstance).hasSize(1);
    }

    @Test
    void aReferenceOfOneOperationIsNoReferenceOfAnother() {
        var paid = paid();
        declined(refund(paid, paid, 1000));
        approved(lookup(paid));
        approved(refund(reference(), paid, 1000));
    }

    @Test
    void aDisputeIsToldWholeAndItsMoneyCannotGoBackTwice() {
        var paid = paidWith(disputed());
        var news = hearOf(paid);
        assertThat(news.original()).isEqualTo(paid);
        assertThat(news.amount()).isEqualTo(TEN);
        assertThat(news.standing()).isEqualTo(Standing.NEEDS_RESPONSE);
        assertThat(news.dueMs()).isGreaterThan(deadlineMs());
        assertThat(connector().lookupDispute(call(news.reference()))).contains(news);
        declined(refund(reference(), paid, 1));
    }

    @Test
    void evidenceThatConvincesBringsTheMoneyBack() {
        var paid = paidWith(disputed());
        var news = hearOf(paid);
        approved(contest(reference(), paid, news, "This is winning_evidence."));
        assertThat(standing(news)).isEqualTo(Standing.UNDER_REVIEW);
        var decided = hearOf(paid);
        assertThat(decided.standing()).isEqualTo(Standing.WON);
        assertThat(decided.version()).isGreaterThan(news.version());
        approved(refund(reference(), paid, 1000));
    }

    @Test
    void evidenceThatDoesNotConvinceLosesTheMoney() {
        var paid = paidWith(disputed());
        approved(contest(reference(), paid, hearOf(paid), "losing_evidence"));
        assertThat(hearOf(paid).standing()).isEqualTo(Standing.LOST);
        declined(refund(reference(), paid, 1));
    }

    @Test
    void theSameEvidenceTwiceIsHandedInOnceAndOtherEvidenceTooLate() {
        var paid = paidWith(disputed());
        var news = hearOf(paid);
        var reference = reference();
        var first = contest(reference, paid, news, "a receipt");
        assertThat(contest(reference, paid, news, "losing_evidence")).isEqualTo(first);
        assertThat(lookup(reference)).isEqualTo(first).isInstanceOf(Approved.class);
        declined(contest(reference(), paid, news, "losing_evidence"), DeclineCode.TOO_LATE);
        assertThat(standing(news)).isEqualTo(Standing.UNDER_REVIEW);
    }

    @Test
    void whatIsConcededIsLostAndTooLateToContest() {
        var paid = paidWith(disputed());
        var news = hearOf(paid);
        approved(connector().concede(on(reference(), paid), news.reference(), TEN));
        assertThat(standing(news)).isEqualTo(Standing.LOST);
        declined(contest(reference(), paid, news, "winning_evidence"), DeclineCode.TOO_LATE);
    }

    @Test
    void anInquiryMovesNoMoney() {
        var paid = paidWith(inquired());
        var news = hearOf(paid);
        assertThat(news.standing()).isEqualTo(Standing.WARNING_NEEDS_RESPONSE);
        approved(refund(reference(), paid, 400));
        approved(connector().concede(on(reference(), paid), news.reference(), TEN));
        assertThat(standing(news)).isEqualTo(Standing.WARNING_CLOSED);
        approved(refund(reference(), paid, 600));
    }

    @Test
    void aDisputeOfAnotherPaymentIsNotAnswered() {
        var news = hearOf(paidWith(disputed()));
        declined(contest(reference(), paid(), news, "winning_evidence"));
        declined(connector().concede(on(reference(), paid()), news.reference(), TEN));
        assertThat(standing(news)).isEqualTo(Standing.NEEDS_RESPONSE);
        assertThat(connector().lookupDispute(call(reference()))).isEmpty();
    }

    private String paidWith(Means means) {
        var reference = reference();
        approved(connector().authorize(call(reference), TEN, means, Capture.AUTOMATIC));
        return reference;
    }

    private Answer contest(String reference, String payment, DisputeNews news, String text) {
        return connector()
                .contest(on(reference, payment), news.reference(), news.amount(), Map.of("uncategorized_text", text));
    }

    private Standing standing(DisputeNews news) {
        return connector().lookupDispute(call(news.reference())).orElseThrow().standing();
    }

    protected static Money money(long minor) {
        return Money.of(minor, CurrencyCode.of("EUR"));
    }

    protected static String reference() {
        return "ref-" + Long.toUnsignedString(RANDOM.nextLong(), 36);
    }

    protected final Call call(String reference) {
        return new Call(reference, Optional.empty(), deadlineMs());
    }

    protected final Call on(String reference, String original) {
        return new Call(reference, Optional.of(new Call.Original(original, Optional.empty())), deadlineMs());
    }

    protected final Answer authorize(String reference, Capture capture) {
        return connector().authorize(call(reference), TEN, approving(), capture);
    }

    protected final Answer capture(String reference, String original, long minor) {
        return connector().capture(on(reference, original), money(minor));
    }

    protected final Answer cancel(String reference, String original) {
        return connector().cancel(on(reference, original), TEN);
    }

    protected final Answer refund(String reference, String original, long minor) {
        return connector().refund(on(reference, original), money(minor));
    }

    protected final Answer lookup(String reference) {
        return connector().lookup(call(reference));
    }

    protected final String paid() {
        var reference = reference();
        approved(authorize(reference, Capture.AUTOMATIC));
        return reference;
    }

    protected final String held() {
        var reference = reference();
        approved(authorize(reference, Capture.MANUAL));
        return reference;
    }

    protected static Approved approved(Answer answer) {
        assertThat(answer).isInstanceOf(Approved.class);
        return (Approved) answer;
    }

    protected static Declined declined(Answer answer) {
        assertThat(answer).isInstanceOf(Declined.class);
        return (Declined) answer;
    }

    protected static void declined(Answer answer, DeclineCode code) {
        assertThat(declined(answer).code()).isEqualTo(code);
    }

    /// Lets sixteen go at the same moment; their answers in order.
    private static List<Answer> race(IntFunction<Answer> racer) {
        var start = new CyclicBarrier(RACERS);
        var racers = new ArrayList<Callable<Answer>>();
        for (int i = 0; i < RACERS; i++) {
            int number = i;
            racers.add(() -> {
                start.await();
                return racer.apply(number);
            });
        }
        return together(racers);
    }

    private static List<Answer> together(List<Callable<Answer>> racers) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Answer>();
            for (var finished : threads.invokeAll(racers)) {
                answers.add(finished.get());
            }
            return answers;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
