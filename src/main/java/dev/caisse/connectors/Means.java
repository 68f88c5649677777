package dev.caisse.connectors;

import dev.caisse.vault.CardNumber;
import java.util.Optional;

/// What the payer pays with, as a connector needs it.
public sealed interface Means {

    /// A card in clear, opened from the vault for this one call. Prints itself masked.
    record Card(
            CardNumber number,
            int expMonth,
            int expYear,
            Optional<SecurityCode> securityCode,
            Optional<String> holder,
            Optional<String> line1,
            Optional<String> postalCode)
            implements Means {}

    /// The three or four digits from the back of a card. In memory only; prints itself masked.
    record SecurityCode(String digits) {
        @Override
        public String toString() {
            return "***";
        }
    }
}
