package dev.caisse.methods;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.api.UnderItsType;
import dev.caisse.customers.BillingDetails;
import dev.caisse.platform.ids.Prefix;
import java.util.Map;

/// A payment method as the API shows it. Field order is the order in the response.
record MethodView(
        String id,
        String object,
        Millis created,
        String type,
        BillingDetails billingDetails,
        CardView card,
        @SecretKeyOnly Link customer,
        @SecretKeyOnly Metadata metadata,
        boolean livemode,
        @UnderItsType Map<String, Object> details) {

    record CardView(
            String brand,
            String last4,
            int expMonth,
            int expYear,
            String country,
            String funding,
            String fingerprint,
            ChecksView checks) {
        static CardView of(CardDetails card) {
            return new CardView(
                    card.brand(),
                    card.last4(),
                    card.expMonth(),
                    card.expYear(),
                    card.country(),
                    card.funding(),
                    card.fingerprint(),
                    ChecksView.of(card.checks()));
        }
    }

    static MethodView of(PaymentMethod method, Tenant tenant) {
        return new MethodView(
                Prefix.METHOD.id(method.id()),
                "payment_method",
                Millis.made(method.id()),
                method.type().name(),
                method.billing(),
                method.card().map(CardView::of).orElse(null),
                Link.to(method.customer().map(Prefix.CUSTOMER::id).orElse(null)),
                method.metadata(),
                tenant.live(),
                method.shown().detailsView());
    }
}
