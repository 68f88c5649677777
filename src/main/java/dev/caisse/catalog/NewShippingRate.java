package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// A shipping rate as somebody asks for it: the parameters of `POST /v1/shipping_rates`, and of `shipping_rate_data`.
public record NewShippingRate(
        boolean active, String displayName, Money amount, Optional<DeliveryEstimate> estimate, Metadata metadata) {
    private static final int MAX_NAME = 100;

    static NewShippingRate read(Params params) {
        return read(params, params.flag("active").orElse(true));
    }

    public static NewShippingRate readData(Params params) {
        return read(params.tolerateNull("id"), true);
    }

    private static NewShippingRate read(Params params, boolean isActive) {
        params.refuseUnsupported("tax_behavior", "tax_code").choice("type", "fixed_amount");
        var amount = params.object("fixed_amount").orElseThrow(() -> params.missing("fixed_amount"));
        var rate = new NewShippingRate(
                isActive,
                params.requiredText("display_name", MAX_NAME),
                amount(amount),
                params.object("delivery_estimate").map(DeliveryEstimate::read),
                params.newMetadata("metadata"));
        params.refuseUnknown();
        return rate;
    }

    private static Money amount(Params params) {
        params.refuseUnsupported("currency_options");
        var money = Money.of(
                params.integer("amount", 0, NewPrice.MAX_AMOUNT).orElseThrow(() -> params.missing("amount")),
                params.currency("currency").orElseThrow(() -> params.missing("currency")));
        params.refuseUnknown();
        return money;
    }

    public ShippingRate as(long id) {
        return new ShippingRate(id, active, displayName, amount, estimate, metadata);
    }
}
