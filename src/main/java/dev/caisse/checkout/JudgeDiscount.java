package dev.caisse.checkout;

import dev.caisse.api.Tenant;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.discounts.Coupon;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.payments.Charges;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;

/// Says whether an order may have a discount. Promises nothing: that is done when the payment begins.
final class JudgeDiscount {
    private final Charges charges = new Charges();

    /// What stands in the way.
    enum Why {
        UNKNOWN("does not exist, or is not active"),
        OVER("has been redeemed as often as it may be, or its time is over"),
        OTHER_CURRENCY("takes off an amount in another currency than the session's"),
        OTHER_CUSTOMER("is for another customer"),
        BELOW_MINIMUM("is for orders of more than this"),
        NOT_FIRST("is for a customer's first payment"),
        OTHER_PRODUCTS("applies to none of the items"),
        NOTHING_PAYS("would leave an amount that none of the session's payment method types can pay");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        /// The end of a sentence to a merchant that begins with the parameter's name.
        String text() {
            return text;
        }
    }

    /// What an order comes to before the discount, and for whom it is.
    record Order(List<Line> lines, Money subtotal, Optional<Long> customer) {}

    Optional<Why> why(Sql sql, Tenant tenant, Coupon coupon, Optional<PromotionCode> code, Order order, long nowMs) {
        if (!coupon.isRedeemable(nowMs)
                || code.filter(given -> !given.isRedeemable(nowMs)).isPresent()) {
            return Optional.of(Why.OVER);
        }
        if (!coupon.isIn(order.subtotal().currency())) {
            return Optional.of(Why.OTHER_CURRENCY);
        }
        if (order.lines().stream()
                .noneMatch(line -> coupon.appliesTo(line.offer().product().id()))) {
            return Optional.of(Why.OTHER_PRODUCTS);
        }
        return code.flatMap(given -> why(sql, tenant, given, order));
    }

    private Optional<Why> why(Sql sql, Tenant tenant, PromotionCode code, Order order) {
        if (code.customer().isPresent() && !code.customer().equals(order.customer())) {
            return Optional.of(Why.OTHER_CUSTOMER);
        }
        var minimum = code.restrictions().minimum();
        if (minimum.filter(least -> !least.currency().equals(order.subtotal().currency()))
                .isPresent()) {
            return Optional.of(Why.OTHER_CURRENCY);
        }
        if (minimum.filter(least -> !least.isAtMost(order.subtotal())).isPresent()) {
            return Optional.of(Why.BELOW_MINIMUM);
        }
        boolean hasPaid = code.restrictions().firstTime()
                && order.customer()
                        .filter(customer -> charges.hasPaid(sql, tenant, customer))
                        .isPresent();
        return hasPaid ? Optional.of(Why.NOT_FIRST) : Optional.empty();
    }
}
