package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// How much, and how often, to charge for a product. Its amount never changes.
public record Price(
        long id,
        long product,
        boolean active,
        CurrencyCode currency,
        long unitAmount,
        Optional<String> nickname,
        Optional<String> lookupKey,
        Metadata metadata,
        Optional<Recurring> recurring) {

    /// How often a recurring price is charged.
    public record Recurring(String interval, int intervalCount) {}

    Price withoutLookupKey() {
        return new Price(
                id, product, active, currency, unitAmount, nickname, Optional.empty(), metadata, recurring);
    }

    public Money amount() {
        return Money.of(unitAmount, currency);
    }

    /// `one_time` or `recurring`, as the API says it.
    public String type() {
        return recurring.isPresent() ? "recurring" : "one_time";
    }
}
