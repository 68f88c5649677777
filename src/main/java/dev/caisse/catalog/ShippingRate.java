package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// One way to have an order brought, and what that costs. Its amount never changes.
public record ShippingRate(
        long id,
        boolean active,
        String displayName,
        Money amount,
        Optional<DeliveryEstimate> estimate,
        Metadata metadata) {

    ShippingRate with(boolean isActive, Metadata changed) {
        return new ShippingRate(id, isActive, displayName, amount, estimate, changed);
    }
}
