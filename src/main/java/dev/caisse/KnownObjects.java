package dev.caisse;

import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.catalog.PriceApi;
import dev.caisse.catalog.ProductApi;
import dev.caisse.catalog.ShippingRateApi;
import dev.caisse.checkout.PaymentLinkApi;
import dev.caisse.checkout.SessionApi;
import dev.caisse.clocks.Clocks;
import dev.caisse.customers.CustomerApi;
import dev.caisse.customers.Rebating;
import dev.caisse.discounts.CouponApi;
import dev.caisse.discounts.PromotionCodeApi;
import dev.caisse.disputes.Disputing;
import dev.caisse.ledger.Ledger;
import dev.caisse.methods.PaymentMethodApi;
import dev.caisse.payments.ChargeApi;
import dev.caisse.payments.ChargeViews;
import dev.caisse.payments.PaymentIntentApi;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.refunds.RefundApi;
import dev.caisse.setup.Setups;
import dev.caisse.webhooks.WebhookEndpointApi;

/// The objects that events keep, and those that a dialect can show whole where a view only names them.
final class KnownObjects {
    private KnownObjects() {}

    static Views views() {
        var views = new Views();
        ProductApi.views(views);
        PriceApi.views(views);
        ShippingRateApi.views(views);
        CouponApi.views(views);
        PromotionCodeApi.views(views);
        CustomerApi.views(views);
        PaymentMethodApi.views(views);
        SessionApi.views(views);
        PaymentLinkApi.views(views);
        PaymentIntentApi.views(views);
        RefundApi.views(views);
        Disputing.views(views);
        Setups.views(views);
        Ledger.views(views);
        WebhookEndpointApi.views(views);
        return views;
    }

    static void tell(
            Wholes wholes,
            Clocks clocks,
            Rebating rebating,
            PaymentIntents intents,
            ChargeViews chargeViews,
            Setups setups,
            Ledger ledger) {
        PriceApi.wholes(wholes);
        PromotionCodeApi.wholes(wholes, clocks);
        CustomerApi.wholes(wholes, rebating);
        PaymentMethodApi.wholes(wholes);
        ChargeApi.wholes(wholes, intents, chargeViews);
        RefundApi.wholes(wholes);
        Disputing.wholes(wholes);
        setups.wholes(wholes);
        ledger.wholes(wholes);
    }
}
