package dev.caisse.discounts;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Tx;

/// Counts a discount's redemptions: promised when a payment begins, spent when it succeeded, free again when it did
/// not.
/// Of many payments that begin at once for the last one, one is promised it.
public final class Redeem {
    private final Coupons coupons = new Coupons();
    private final PromotionCodes codes = new PromotionCodes();

    /// @return false when none is left, or it is over; whoever asked must then write nothing
    public boolean promised(Tx tx, Tenant tenant, Discount discount, long nowMs) {
        return coupons.hold(tx, tenant, discount.coupon(), nowMs)
                && discount.promotionCode()
                        .filter(code -> !codes.hold(tx, tenant, code, nowMs))
                        .isEmpty();
    }

    /// What was promised is redeemed.
    public void spent(Tx tx, Tenant tenant, Discount discount) {
        settle(tx, tenant, discount, true);
    }

    /// What was promised is not needed.
    public void free(Tx tx, Tenant tenant, Discount discount) {
        settle(tx, tenant, discount, false);
    }

    /// What was redeemed is not, after all: the payment was delayed, and did not come.
    public void returned(Tx tx, Tenant tenant, Discount discount) {
        coupons.giveBack(tx, tenant, discount.coupon());
        discount.promotionCode().ifPresent(code -> codes.giveBack(tx, tenant, code));
    }

    private void settle(Tx tx, Tenant tenant, Discount discount, boolean isRedeemed) {
        coupons.settle(tx, tenant, discount.coupon(), isRedeemed);
        discount.promotionCode().ifPresent(code -> codes.settle(tx, tenant, code, isRedeemed));
    }
}
