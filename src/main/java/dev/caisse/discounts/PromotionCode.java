package dev.caisse.discounts;

import dev.caisse.api.Metadata;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// What a payer types to get a coupon, and who may.
///
/// @param active as the merchant last said
/// @param customer who alone may use it
/// @param expiresMs the last millisecond in which it can be used
public record PromotionCode(
        long id,
        Coupon coupon,
        String code,
        boolean active,
        Optional<Long> customer,
        Optional<Long> expiresMs,
        Redemptions redemptions,
        Restrictions restrictions,
        Metadata metadata) {

    /// @param minimum what the order must come to before the discount
    /// @param firstTime whether it is for those only who never paid before
    public record Restrictions(Optional<Money> minimum, boolean firstTime) {
        static final Restrictions NONE = new Restrictions(Optional.empty(), false);
    }

    /// As the API says it: those that are held do not count.
    boolean isActive(long nowMs) {
        return active && !isOver(nowMs) && !redemptions.areSpent() && coupon.isValid(nowMs);
    }

    /// Whether it can be used now, by somebody.
    public boolean isRedeemable(long nowMs) {
        return active && !isOver(nowMs) && redemptions.isOneLeft() && coupon.isRedeemable(nowMs);
    }

    private boolean isOver(long nowMs) {
        return expiresMs.filter(last -> last < nowMs).isPresent();
    }

    Discount discount() {
        return new Discount(coupon.number(), Optional.of(id));
    }

    PromotionCode with(boolean isActiveNow, Metadata changed) {
        return new PromotionCode(
                id, coupon, code, isActiveNow, customer, expiresMs, redemptions, restrictions, changed);
    }
}
