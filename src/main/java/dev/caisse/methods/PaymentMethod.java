package dev.caisse.methods;

import dev.caisse.connectors.Answer.Checks;
import dev.caisse.customers.BillingDetails;

/// What somebody pays with. Its own id is also the vault's token for the card number.
public record PaymentMethod(long id, MethodType type, BillingDetails billing, CardDetails card) {

    /// The same, with what its issuer said of the data around the card, if it said anything.
    public PaymentMethod judged(Checks checks) {
        return checks.equals(Checks.NONE) ? this : new PaymentMethod(id, type, billing, card.with(checks));
    }
}
