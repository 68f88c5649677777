package dev.caisse.methods;

import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.SecurityCode;
import dev.caisse.customers.BillingDetails;
import dev.caisse.vault.CardNumber;
import java.util.Optional;

/// A card as somebody typed it, on its way to the vault and to a connector. In memory only; prints itself masked.
public record TypedCard(
        CardNumber number, int expMonth, int expYear, Optional<SecurityCode> securityCode, BillingDetails billing) {

    TypedCard billedTo(BillingDetails other) {
        return new TypedCard(number, expMonth, expYear, securityCode, other);
    }

    /// The card in clear, for one call.
    public Means.Card asMeans() {
        return new Means.Card(
                number,
                expMonth,
                expYear,
                securityCode,
                Optional.ofNullable(billing.name()),
                Optional.ofNullable(billing.address().line1()),
                billing.findPostalCode());
    }
}
