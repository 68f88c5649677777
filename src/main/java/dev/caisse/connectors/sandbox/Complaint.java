package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.DisputeNews.Reason;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.connectors.TestCard;
import dev.caisse.platform.money.Money;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/// What the payer of a payment says of it, at their bank: what it is by now, and what it becomes by itself and when.
/// Pure; decides nothing about money.
///
/// @param standing empty until the payer has said so
/// @param verdict how the bank will decide, once it has seen what convinces it
/// @param nextMs when it changes by itself; empty when it does not
/// @param dueMs until when the merchant may answer; 0 before
/// @param version grows with every change
record Complaint(
        String reference,
        String original,
        TestCard.Dispute kind,
        Money amount,
        Optional<Standing> standing,
        Optional<Standing> verdict,
        Optional<Long> nextMs,
        long dueMs,
        int version,
        Optional<Merchant> merchant) {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration TIME_TO_ANSWER = Duration.ofDays(14);
    private static final String WINNING = "winning_evidence";
    private static final String LOSING = "losing_evidence";

    /// One that nobody has heard of, of a payment that may never be taken.
    static Complaint of(TestCard.Dispute kind, String reference, Call payment, Money amount) {
        return new Complaint(
                reference,
                payment.reference(),
                kind,
                amount,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                payment.merchant());
    }

    boolean isOf(String payment) {
        return original.equals(payment);
    }

    boolean isWarning() {
        return kind == TestCard.Dispute.INQUIRY;
    }

    boolean awaitsAnswer() {
        return standing.filter(now -> now == Standing.NEEDS_RESPONSE || now == Standing.WARNING_NEEDS_RESPONSE)
                .isPresent();
    }

    /// The payment was taken: its payer will say so in a moment.
    Complaint expected(long nowMs) {
        return waiting(Optional.of(nowMs + MOMENT.toMillis()));
    }

    /// What it becomes when its time has come.
    ///
    /// @param left how much of the payment there still is
    Complaint moved(long left, long nowMs) {
        if (standing.isEmpty()) {
            return left == 0 ? waiting(Optional.empty()) : opened(left, nowMs);
        }
        return to(verdict.orElse(isWarning() ? Standing.WARNING_CLOSED : Standing.LOST));
    }

    /// The merchant's word is with the payer's bank.
    Complaint contested(Collection<String> evidence, long nowMs) {
        var decided = verdict(evidence);
        var reviewed = isWarning() ? Standing.WARNING_UNDER_REVIEW : Standing.UNDER_REVIEW;
        var next = decided.map(_ -> nowMs + MOMENT.toMillis());
        return new Complaint(
                reference, original, kind, amount, Optional.of(reviewed), decided, next, dueMs, version + 1, merchant);
    }

    Complaint conceded() {
        return to(isWarning() ? Standing.WARNING_CLOSED : Standing.LOST);
    }

    /// How much of the payment the payer's bank holds, or keeps.
    long held() {
        return standing.filter(now -> !now.isWarning() && now != Standing.WON).isPresent() ? amount.minor() : 0;
    }

    /// What may be told of it; empty while there is nothing.
    Optional<DisputeNews> news() {
        return standing.map(now -> new DisputeNews(reference, original, amount, reason(), now, dueMs, version));
    }

    static Declined tooLate() {
        return new Declined(
                DeclineCode.TOO_LATE,
                "The dispute is over, or its evidence is with the payer's bank already.",
                Answer.Advice.DO_NOT_TRY_AGAIN);
    }

    private Complaint opened(long left, long nowMs) {
        long due = nowMs + TIME_TO_ANSWER.toMillis();
        return new Complaint(
                reference,
                original,
                kind,
                Money.of(left, amount.currency()),
                Optional.of(isWarning() ? Standing.WARNING_NEEDS_RESPONSE : Standing.NEEDS_RESPONSE),
                Optional.empty(),
                Optional.of(due),
                due,
                version + 1,
                merchant);
    }

    private Complaint waiting(Optional<Long> untilMs) {
        return new Complaint(reference, original, kind, amount, standing, verdict, untilMs, dueMs, version, merchant);
    }

    private Complaint to(Standing then) {
        return new Complaint(
                reference,
                original,
                kind,
                amount,
                Optional.of(then),
                verdict,
                Optional.empty(),
                dueMs,
                version + 1,
                merchant);
    }

    private Optional<Standing> verdict(Collection<String> evidence) {
        boolean wins = evidence.stream().anyMatch(text -> text.contains(WINNING));
        boolean loses = evidence.stream().anyMatch(text -> text.contains(LOSING));
        if (!wins && !loses) {
            return Optional.empty();
        }
        if (isWarning()) {
            return Optional.of(Standing.WARNING_CLOSED);
        }
        return Optional.of(wins ? Standing.WON : Standing.LOST);
    }

    private Reason reason() {
        return switch (kind) {
            case FRAUDULENT -> Reason.FRAUDULENT;
            case PRODUCT_NOT_RECEIVED -> Reason.PRODUCT_NOT_RECEIVED;
            case INQUIRY -> Reason.GENERAL;
        };
    }
}
