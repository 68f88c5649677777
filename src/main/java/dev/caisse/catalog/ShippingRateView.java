package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;

/// A shipping rate as the API shows it. Field order is the order in the response.
public record ShippingRateView(
        String id,
        String object,
        boolean active,
        Millis created,
        DeliveryEstimate deliveryEstimate,
        String displayName,
        AmountView fixedAmount,
        boolean livemode,
        @SecretKeyOnly Metadata metadata,
        String type) {

    record AmountView(long amount, CurrencyCode currency) {}

    public static ShippingRateView of(ShippingRate rate, Tenant tenant) {
        return new ShippingRateView(
                Prefix.SHIPPING_RATE.id(rate.id()),
                "shipping_rate",
                rate.active(),
                Millis.made(rate.id()),
                rate.estimate().orElse(null),
                rate.displayName(),
                new AmountView(rate.amount().minor(), rate.amount().currency()),
                tenant.live(),
                rate.metadata(),
                "fixed_amount");
    }
}
