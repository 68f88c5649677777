package dev.caisse.connectors;

import dev.caisse.connectors.Means.Occasion;
import dev.caisse.vault.CardBrand;
import dev.caisse.vault.CardNumber;
import java.util.List;
import java.util.Locale;

/// A number that test mode's bank knows, the names it goes by in the API, and what the bank does with it.
public record TestCard(
        CardNumber number, List<String> aliases, CardBrand brand, Funding funding, String country, Outcome outcome) {

    /// How the card is paid for, in the API's words.
    public enum Funding {
        CREDIT,
        DEBIT,
        PREPAID;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What happens to a charge.
    public sealed interface Outcome {

        record Approves() implements Outcome {}

        /// Approved, and paid out without the usual wait.
        record ApprovesAtOnce() implements Outcome {}

        record Declines(DeclineCode code) implements Outcome {}

        /// Stopped as a fraud before any bank is asked.
        record Blocked() implements Outcome {}

        /// Can be attached to a customer; every charge declines.
        record AttachesOnly() implements Outcome {}

        /// Approved, but the data sent along is judged so where it was sent.
        record Judges(Judgement cvc, Judgement line1, Judgement postalCode) implements Outcome {}

        /// Asks for 3-D Secure when its rule says so, then goes on as told.
        record Authenticates(Challenge challenge, Outcome afterwards) implements Outcome {}

        /// Approved, then disputed.
        record Disputed(Dispute kind) implements Outcome {}

        /// Approved; it is the refund that is special.
        record RefundsOddly(OddRefund kind) implements Outcome {}
    }

    /// What the payer's bank makes of one field, in the API's words.
    public enum Judgement {
        PASS,
        FAIL,
        UNCHECKED,
        UNAVAILABLE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// When 3-D Secure is asked for.
    public enum Challenge {
        ALWAYS,
        UNLESS_SET_UP,
        ON_SESSION_ONLY,
        REQUIRED,
        LOOKUP_FAILS,
        SUPPORTED_ONLY,
        WITHOUT_A_CHALLENGE;

        /// Whether a charge cannot go through without the payer's doing something.
        public boolean isDemanded() {
            return this != SUPPORTED_ONLY && this != WITHOUT_A_CHALLENGE;
        }

        /// The same, on an occasion.
        public boolean isDemanded(Occasion occasion) {
            return switch (this) {
                case UNLESS_SET_UP -> !occasion.isSetUp();
                case ON_SESSION_ONLY -> !occasion.isPayerAway();
                case ALWAYS, REQUIRED, LOOKUP_FAILS, SUPPORTED_ONLY, WITHOUT_A_CHALLENGE -> isDemanded();
            };
        }
    }

    /// What the payer will say of the payment.
    public enum Dispute {
        FRAUDULENT,
        PRODUCT_NOT_RECEIVED,
        INQUIRY
    }

    /// How a refund of the payment ends.
    public enum OddRefund {
        PENDING_THEN_SUCCEEDED,
        SUCCEEDED_THEN_FAILED
    }
}
