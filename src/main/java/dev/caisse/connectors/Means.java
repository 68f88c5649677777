package dev.caisse.connectors;

import dev.caisse.vault.CardNumber;
import java.util.Map;
import java.util.Optional;

/// What the payer pays with, as a connector needs it.
public sealed interface Means {

    /// A card in clear, opened from the vault for this one call. Prints itself masked.
    ///
    /// @param proof that its holder was authenticated for this payment
    /// @param occasion on which it is used
    record Card(
            CardNumber number,
            int expMonth,
            int expYear,
            Optional<SecurityCode> securityCode,
            Optional<String> holder,
            Optional<String> line1,
            Optional<String> postalCode,
            Optional<Proof> proof,
            Occasion occasion)
            implements Means {

        /// A card whose holder was not authenticated, and is there.
        public Card(
                CardNumber number,
                int expMonth,
                int expYear,
                Optional<SecurityCode> securityCode,
                Optional<String> holder,
                Optional<String> line1,
                Optional<String> postalCode) {
            this(
                    number,
                    expMonth,
                    expYear,
                    securityCode,
                    holder,
                    line1,
                    postalCode,
                    Optional.empty(),
                    Occasion.ON_SESSION);
        }

        /// The same card, its holder authenticated.
        public Card with(Proof theirs) {
            return new Card(
                    number, expMonth, expYear, securityCode, holder, line1, postalCode, Optional.of(theirs), occasion);
        }

        /// The same card, used on another occasion.
        public Card on(Occasion another) {
            return new Card(number, expMonth, expYear, securityCode, holder, line1, postalCode, proof, another);
        }
    }

    /// What is paid with elsewhere: at a provider's page, with a code, from instructions. Prints itself without what
    /// its
    /// payer said.
    ///
    /// @param type the name of the type of payment method
    /// @param details what the type asks for, such as a telephone number
    /// @param returnUrl where the payer's browser is sent afterwards; proves nothing
    record Elsewhere(
            String type,
            Flow flow,
            Optional<String> payer,
            Optional<String> email,
            Map<String, String> details,
            String returnUrl)
            implements Means {
        public Elsewhere {
            details = Map.copyOf(details);
        }

        @Override
        public String toString() {
            return "Elsewhere[type=" + type + ", flow=" + flow + "]";
        }
    }

    /// How somebody who pays elsewhere is led.
    enum Flow {
        /// To a page of the provider, and back.
        PAGE,
        /// By a code that is scanned.
        CODE,
        /// By instructions, followed in the payer's own time.
        VOUCHER,
        /// Not at all: an account is debited, and days later it is known whether it could be.
        DEBIT,
        /// To a page that waits until the payer agrees on their telephone.
        PHONE
    }

    /// On what occasion a card is used, as its bank wants to know.
    ///
    /// @param isPayerAway whether the merchant uses it by themselves; then nobody can be challenged
    /// @param isSetUp whether its payer has agreed to that before, and was authenticated then
    record Occasion(boolean isPayerAway, boolean isSetUp) {
        public static final Occasion ON_SESSION = new Occasion(false, false);
    }

    /// The three or four digits from the back of a card. In memory only; prints itself masked.
    record SecurityCode(String digits) {
        @Override
        public String toString() {
            return "***";
        }
    }
}
