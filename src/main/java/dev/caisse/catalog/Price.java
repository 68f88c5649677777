package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.platform.money.CurrencyCode;
import java.util.Optional;

/// How much, and how often, to charge for a product. Its rate never changes.
public record Price(
        long id,
        long product,
        boolean active,
        CurrencyCode currency,
        Rate rate,
        Optional<String> nickname,
        Optional<String> lookupKey,
        Metadata metadata,
        Optional<Recurring> recurring) {

    /// How often a recurring price is charged.
    public record Recurring(String interval, int intervalCount) {}

    Price withoutLookupKey() {
        return new Price(id, product, active, currency, rate, nickname, Optional.empty(), metadata, recurring);
    }

    /// `one_time` or `recurring`, as the API says it.
    public String type() {
        return recurring.isPresent() ? "recurring" : "one_time";
    }
}
