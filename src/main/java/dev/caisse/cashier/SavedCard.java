package dev.caisse.cashier;

import dev.caisse.methods.PaymentMethod;
import dev.caisse.platform.ids.Prefix;
import java.util.Locale;
import java.util.Map;

/// A card that the payer saved before, as the page offers it: enough to know it by, and no more.
///
/// @param id under which the form sends it back
/// @param isChosen whether it is the one that is ticked
public record SavedCard(String id, String name, String expires, boolean isChosen) {
    private static final Map<String, String> NAMES = Map.of(
            "visa", "Visa",
            "mastercard", "Mastercard",
            "amex", "American Express",
            "discover", "Discover",
            "diners", "Diners Club",
            "jcb", "JCB",
            "unionpay", "UnionPay");

    static SavedCard of(PaymentMethod method, Words words, boolean isChosen) {
        var card = method.card().orElseThrow();
        var name = NAMES.getOrDefault(card.brand(), card.brand().toUpperCase(Locale.ROOT));
        var expiry = "%02d/%02d".formatted(card.expMonth(), card.expYear() % 100);
        return new SavedCard(
                Prefix.METHOD.id(method.id()),
                name + " •••• " + card.last4(),
                words.text("cards.expires", expiry),
                isChosen);
    }
}
