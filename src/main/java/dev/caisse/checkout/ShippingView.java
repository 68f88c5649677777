package dev.caisse.checkout;

import dev.caisse.api.Link;
import dev.caisse.api.Tenant;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.catalog.ShippingRateView;
import dev.caisse.platform.ids.Prefix;
import java.util.List;

/// What a session's shipping costs, as the API shows it. Field order is the order in the response.
record ShippingView(long amountSubtotal, long amountTotal, Link shippingRate) {

    /// One to choose from.
    record OptionView(long shippingAmount, Link shippingRate) {}

    /// Null when nothing is brought.
    static ShippingView of(Basket basket, Tenant tenant) {
        long amount = basket.session().extras().shippingAmount();
        return basket.shipping()
                .map(rate -> new ShippingView(amount, amount, link(rate, tenant)))
                .orElse(null);
    }

    static List<OptionView> options(Basket basket, Tenant tenant) {
        return basket.given().options().stream()
                .map(rate -> new OptionView(rate.amount().minor(), link(rate, tenant)))
                .toList();
    }

    static Link link(ShippingRate rate, Tenant tenant) {
        return new Link.Whole(Prefix.SHIPPING_RATE.id(rate.id()), ShippingRateView.of(rate, tenant));
    }
}
