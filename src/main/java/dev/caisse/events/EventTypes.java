package dev.caisse.events;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// The types of events there are. No other is ever written.
public final class EventTypes {
    private static final Set<String> ALL = Collections.unmodifiableSet(new TreeSet<>(Set.of(
            "balance.available",
            "charge.captured",
            "charge.dispute.closed",
            "charge.dispute.created",
            "charge.dispute.funds_reinstated",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.updated",
            "charge.expired",
            "charge.failed",
            "charge.pending",
            "charge.refund.updated",
            "charge.refunded",
            "charge.succeeded",
            "charge.updated",
            "checkout.session.async_payment_failed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.completed",
            "checkout.session.expired",
            "coupon.created",
            "coupon.deleted",
            "coupon.updated",
            "customer.created",
            "customer.discount.created",
            "customer.discount.deleted",
            "customer.discount.updated",
            "customer.source.created",
            "customer.source.deleted",
            "customer.source.updated",
            "customer.deleted",
            "customer.updated",
            "payment_intent.amount_capturable_updated",
            "payment_intent.canceled",
            "payment_intent.created",
            "payment_intent.payment_failed",
            "payment_intent.processing",
            "payment_intent.requires_action",
            "payment_intent.succeeded",
            "payment_link.created",
            "payment_link.updated",
            "payment_method.attached",
            "payment_method.detached",
            "payment_method.updated",
            "price.created",
            "price.updated",
            "product.created",
            "product.deleted",
            "product.updated",
            "promotion_code.created",
            "promotion_code.updated",
            "refund.created",
            "refund.failed",
            "refund.updated",
            "setup_intent.canceled",
            "setup_intent.created",
            "setup_intent.requires_action",
            "setup_intent.setup_failed",
            "setup_intent.succeeded",
            "webhook_endpoint.disabled",
            "webhook_endpoint.failing")));

    private EventTypes() {}

    /// In the order of the alphabet.
    public static Set<String> all() {
        return ALL;
    }
}
