package dev.caisse.connectors;

import dev.caisse.vault.CardNumber;
import java.util.Optional;

/// What the payer pays with, as a connector needs it.
public sealed interface Means {

    /// A card in clear, opened from the vault for this one call. Prints itself masked.
    ///
    /// @param proof that its holder was authenticated for this payment
    record Card(
            CardNumber number,
            int expMonth,
            int expYear,
            Optional<SecurityCode> securityCode,
            Optional<String> holder,
            Optional<String> line1,
            Optional<String> postalCode,
            Optional<Proof> proof)
            implements Means {

        /// A card whose holder was not authenticated.
        public Card(
                CardNumber number,
                int expMonth,
                int expYear,
                Optional<SecurityCode> securityCode,
                Optional<String> holder,
                Optional<String> line1,
                Optional<String> postalCode) {
            this(number, expMonth, expYear, securityCode, holder, line1, postalCode, Optional.empty());
        }

        /// The same card, its holder authenticated.
        public Card with(Proof theirs) {
            return new Card(number, expMonth, expYear, securityCode, holder, line1, postalCode, Optional.of(theirs));
        }
    }

    /// The three or four digits from the back of a card. In memory only; prints itself masked.
    record SecurityCode(String digits) {
        @Override
        public String toString() {
            return "***";
        }
    }
}
