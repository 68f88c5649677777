package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Means;
import dev.caisse.vault.CardNumber;
import java.util.Optional;

/// Test cards as a payer types them.
final class Cards {
    private Cards() {}

    static Means.Card card(String digits) {
        return new Means.Card(
                number(digits),
                12,
                2040,
                Optional.of(new Means.SecurityCode("123")),
                Optional.of("Jenny Rosen"),
                Optional.empty(),
                Optional.empty());
    }

    static CardNumber number(String digits) {
        return CardNumber.read(digits).orElseThrow();
    }
}
