package dev.caisse.methods;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.platform.ids.Prefix;
import java.util.Map;

/// A payment method as a card, in the words from before there were payment methods. Field order is the order in the
/// response.
record SourceView(
        String id,
        String object,
        String addressCity,
        String addressCountry,
        String addressLine1,
        String addressLine1Check,
        String addressLine2,
        String addressState,
        String addressZip,
        String addressZipCheck,
        String brand,
        String country,
        @SecretKeyOnly Link customer,
        String cvcCheck,
        String dynamicLast4,
        int expMonth,
        int expYear,
        String fingerprint,
        String funding,
        String last4,
        @SecretKeyOnly Metadata metadata,
        String name,
        String tokenizationMethod) {
    private static final Map<String, String> BRANDS = Map.of(
            "visa", "Visa",
            "mastercard", "MasterCard",
            "amex", "American Express",
            "discover", "Discover",
            "diners", "Diners Club",
            "jcb", "JCB",
            "unionpay", "UnionPay");

    /// @param method a card
    static SourceView of(PaymentMethod method, Tenant tenant) {
        var card = method.card().orElseThrow();
        var billing = method.billing();
        Checks checks = card.checks();
        return new SourceView(
                Prefix.CARD.id(method.id()),
                "card",
                billing.address().city(),
                billing.address().country(),
                billing.address().line1(),
                checks.addressLine1().orElse(null),
                billing.address().line2(),
                billing.address().state(),
                billing.address().postalCode(),
                checks.postalCode().orElse(null),
                BRANDS.getOrDefault(card.brand(), "Unknown"),
                card.country(),
                Link.to(method.customer().map(Prefix.CUSTOMER::id).orElse(null)),
                checks.cvc().orElse(null),
                null,
                card.expMonth(),
                card.expYear(),
                card.fingerprint(),
                card.funding(),
                card.last4(),
                method.metadata(),
                billing.name(),
                null);
    }
}
