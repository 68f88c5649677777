package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Occasion;
import dev.caisse.connectors.TestCard;
import dev.caisse.connectors.TestCard.Judgement;
import dev.caisse.connectors.TestCard.Outcome;
import dev.caisse.connectors.TestCards;
import dev.caisse.connectors.sandbox.Entry.Face;
import dev.caisse.platform.money.Money;
import java.time.YearMonth;
import java.util.Optional;
import java.util.stream.Stream;

/// The payer's bank as the table of test cards describes it. Decides, and writes nothing.
final class Issuer {
    private static final Outcome.Judges ALL_IN_ORDER =
            new Outcome.Judges(Judgement.PASS, Judgement.PASS, Judgement.PASS);

    private Issuer() {}

    /// Whether the payer was authenticated, as far as the card's bank believes it.
    enum Proven {
        YES,
        NOT_SHOWN,
        /// Something was shown that is not a proof for this payment, or not any more.
        REFUTED
    }

    /// Why it says no to this card; empty when it says yes.
    ///
    /// @param amount nothing when the card is only verified
    static Optional<Declined> refusal(Means.Card card, Money amount, Proven proven, YearMonth now) {
        var code = wrongData(card, now)
                .or(() -> refuted(proven))
                .or(() -> TestCards.byNumber(card.number())
                        .map(known -> refusal(known.outcome(), amount, card.occasion(), proven))
                        .orElse(Optional.of(DeclineCode.TESTMODE_DECLINE)));
        return code.map(Refusals::of).map(refusal -> withFindings(refusal, card));
    }

    /// What its payer will say of a payment with it later; empty when nothing.
    static Optional<TestCard.Dispute> complaint(Means.Card card) {
        return TestCards.byNumber(card.number())
                .map(TestCard::outcome)
                .flatMap(outcome ->
                        outcome instanceof Outcome.Disputed(var kind) ? Optional.of(kind) : Optional.empty());
    }

    /// How a refund of a payment with this card ends, where that is special. No two test cards look the same.
    static Optional<TestCard.OddRefund> oddRefund(Face face) {
        return TestCards.all().stream()
                .filter(card -> card.number().last4().equals(face.last4())
                        && card.brand().word().equals(face.brand()))
                .map(TestCard::outcome)
                .flatMap(
                        outcome -> outcome instanceof Outcome.RefundsOddly(var kind) ? Stream.of(kind) : Stream.empty())
                .findFirst();
    }

    /// What it makes of the data sent along.
    static Checks checks(Means.Card card) {
        var judges = judges(card);
        return new Checks(
                card.securityCode().map(_ -> judges.cvc().word()),
                card.line1().map(_ -> judges.line1().word()),
                card.postalCode().map(_ -> judges.postalCode().word()));
    }

    private static Optional<DeclineCode> wrongData(Means.Card card, YearMonth now) {
        if (card.expMonth() < 1 || card.expMonth() > 12) {
            return Optional.of(DeclineCode.INVALID_EXPIRY_MONTH);
        }
        if (card.expYear() < 1970 || card.expYear() > 9999) {
            return Optional.of(DeclineCode.INVALID_EXPIRY_YEAR);
        }
        if (YearMonth.of(card.expYear(), card.expMonth()).isBefore(now)) {
            return Optional.of(DeclineCode.EXPIRED_CARD);
        }
        return card.securityCode()
                .filter(code -> !card.number().brand().takesCodeOf(code.digits().length()))
                .map(_ -> DeclineCode.INVALID_CVC);
    }

    private static Optional<DeclineCode> refuted(Proven proven) {
        return proven == Proven.REFUTED ? Optional.of(DeclineCode.AUTHENTICATION_REQUIRED) : Optional.empty();
    }

    private static Optional<DeclineCode> refusal(Outcome outcome, Money amount, Occasion occasion, Proven proven) {
        return switch (outcome) {
            case Outcome.Approves _,
                    Outcome.ApprovesAtOnce _,
                    Outcome.Judges _,
                    Outcome.Disputed _,
                    Outcome.RefundsOddly _ -> Optional.empty();
            case Outcome.Declines(var code) -> Optional.of(code);
            case Outcome.Blocked _ -> Optional.of(DeclineCode.FRAUDULENT);
            case Outcome.AttachesOnly _ ->
                amount.isZero() ? Optional.empty() : Optional.of(DeclineCode.GENERIC_DECLINE);
            case Outcome.Authenticates(var challenge, var afterwards) ->
                challenge.isDemanded(occasion) && proven != Proven.YES
                        ? Optional.of(DeclineCode.AUTHENTICATION_REQUIRED)
                        : refusal(afterwards, amount, occasion, proven);
        };
    }

    private static Declined withFindings(Declined refusal, Means.Card card) {
        var outcome = TestCards.byNumber(card.number()).map(TestCard::outcome);
        boolean isBlocked = outcome.filter(Outcome.Blocked.class::isInstance).isPresent()
                && refusal.code() == DeclineCode.FRAUDULENT;
        return new Declined(
                refusal.code(),
                refusal.message(),
                refusal.advice(),
                isBlocked ? Checks.NONE : checks(card),
                isBlocked ? Risk.HIGHEST : Risk.NORMAL);
    }

    private static Outcome.Judges judges(Means.Card card) {
        return TestCards.byNumber(card.number())
                .map(TestCard::outcome)
                .map(outcome -> switch (outcome) {
                    case Outcome.Judges judges -> judges;
                    case Outcome.Declines(var code)
                    when code == DeclineCode.INCORRECT_CVC ->
                        new Outcome.Judges(Judgement.FAIL, Judgement.PASS, Judgement.PASS);
                    default -> ALL_IN_ORDER;
                })
                .orElse(ALL_IN_ORDER);
    }
}
