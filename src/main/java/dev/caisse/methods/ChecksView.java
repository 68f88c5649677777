package dev.caisse.methods;

import dev.caisse.connectors.Answer.Checks;
import java.util.Optional;

/// What the issuer said of the data around a card, as the API shows it. Field order is the order in the response.
public record ChecksView(
        Optional<String> cvcCheck, Optional<String> addressLine1Check, Optional<String> addressPostalCodeCheck) {

    public static ChecksView of(Checks checks) {
        return new ChecksView(checks.cvc(), checks.addressLine1(), checks.postalCode());
    }
}
