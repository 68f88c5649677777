package dev.caisse.discounts;

import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.SecretKeyOnly;
import dev.caisse.api.Tenant;
import dev.caisse.discounts.Coupon.Off;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.Literal;
import dev.caisse.platform.money.CurrencyCode;
import java.math.BigDecimal;
import java.util.List;

/// A coupon as the API shows it. Field order is the order in the response.
///
/// @param appliesTo null when it applies to all products
public record CouponView(
        String id,
        String object,
        Long amountOff,
        Millis created,
        CurrencyCode currency,
        String duration,
        Integer durationInMonths,
        boolean livemode,
        Integer maxRedemptions,
        @SecretKeyOnly Metadata metadata,
        String name,
        Literal percentOff,
        Millis redeemBy,
        int timesRedeemed,
        boolean valid,
        AppliesToView appliesTo) {

    record AppliesToView(List<String> products) {}

    public static CouponView of(Coupon coupon, Tenant tenant, long nowMs) {
        var amount = coupon.off() instanceof Off.Amount off ? off.amount() : null;
        return new CouponView(
                coupon.id(),
                "coupon",
                amount == null ? null : amount.minor(),
                Millis.made(coupon.number()),
                amount == null ? null : amount.currency(),
                coupon.lasting().word(),
                coupon.lasting().months().orElse(null),
                tenant.live(),
                coupon.redemptions().most().orElse(null),
                coupon.metadata(),
                coupon.name().orElse(null),
                coupon.off() instanceof Off.Percent percent ? percent(percent) : null,
                coupon.redeemByMs().map(Millis::new).orElse(null),
                coupon.redemptions().counted(),
                coupon.isValid(nowMs),
                coupon.products().isEmpty()
                        ? null
                        : new AppliesToView(coupon.products().stream()
                                .map(Prefix.PRODUCT::id)
                                .toList()));
    }

    private static Literal percent(Off.Percent off) {
        return new Literal(
                BigDecimal.valueOf(off.hundredths(), 2).stripTrailingZeros().toPlainString());
    }
}
