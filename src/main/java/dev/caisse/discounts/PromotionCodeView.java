package dev.caisse.discounts;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;

/// A promotion code as the API shows it. Field order is the order in the response.
///
/// @param promotion the same coupon as Stripe's newer versions have it
public record PromotionCodeView(
        String id,
        String object,
        boolean active,
        String code,
        CouponView coupon,
        Millis created,
        @SecretKeyOnly Link customer,
        Millis expiresAt,
        boolean livemode,
        Integer maxRedemptions,
        @SecretKeyOnly Metadata metadata,
        RestrictionsView restrictions,
        int timesRedeemed,
        PromotionView promotion) {

    record RestrictionsView(boolean firstTimeTransaction, Long minimumAmount, CurrencyCode minimumAmountCurrency) {}

    /// What a promotion gives.
    public record PromotionView(String type, Link coupon) {}

    public static PromotionCodeView of(PromotionCode code, Tenant tenant, long nowMs) {
        var minimum = code.restrictions().minimum();
        var coupon = CouponView.of(code.coupon(), tenant, nowMs);
        return new PromotionCodeView(
                Prefix.PROMOTION.id(code.id()),
                "promotion_code",
                code.isActive(nowMs),
                code.code(),
                coupon,
                Millis.made(code.id()),
                Link.to(code.customer().map(Prefix.CUSTOMER::id).orElse(null)),
                code.expiresMs().map(Millis::new).orElse(null),
                tenant.live(),
                code.redemptions().most().orElse(null),
                code.metadata(),
                new RestrictionsView(
                        code.restrictions().firstTime(),
                        minimum.map(Money::minor).orElse(null),
                        minimum.map(Money::currency).orElse(null)),
                code.redemptions().counted(),
                new PromotionView("coupon", new Link.Whole(coupon.id(), coupon)));
    }
}
