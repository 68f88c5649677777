package dev.caisse.discounts;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.NewPrice;
import dev.caisse.discounts.PromotionCode.Restrictions;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.Money;
import java.util.Optional;
import java.util.regex.Pattern;

/// A promotion code as somebody asks for it: the parameters of `POST /v1/promotion_codes`, in both spellings.
///
/// @param couponParam what errors about its coupon name
record NewPromotionCode(
        String coupon,
        String couponParam,
        Optional<String> code,
        boolean active,
        Optional<Long> customer,
        Optional<Long> expiresMs,
        Optional<Integer> maxRedemptions,
        Restrictions restrictions,
        Metadata metadata) {
    static final int MAX_CODE = 100;
    private static final int MAX_COUPON = 200;
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]+");

    static NewPromotionCode read(Params params) {
        var promotion = params.object("promotion");
        var named = promotion.flatMap(NewPromotionCode::coupon);
        var coupon = params.text("coupon", MAX_COUPON);
        if (coupon.isPresent() && promotion.isPresent()) {
            throw Refusal.invalid("promotion", "cannot be combined with coupon: pass one of the two");
        }
        params.refuseUnsupported("customer_account");
        var code = new NewPromotionCode(
                named.or(() -> coupon).orElseThrow(() -> params.missing("coupon")),
                named.isPresent() ? "promotion.coupon" : "coupon",
                code(params),
                params.flag("active").orElse(true),
                params.id("customer", Prefix.CUSTOMER),
                params.timeMs("expires_at"),
                params.integer("max_redemptions", 1, Integer.MAX_VALUE).map(Long::intValue),
                params.object("restrictions")
                        .map(NewPromotionCode::restrictions)
                        .orElse(Restrictions.NONE),
                params.newMetadata("metadata"));
        params.refuseUnknown();
        return code;
    }

    private static Optional<String> coupon(Params promotion) {
        promotion.choice("type", "coupon").orElseThrow(() -> promotion.missing("type"));
        var coupon = promotion.text("coupon", MAX_COUPON).orElseThrow(() -> promotion.missing("coupon"));
        promotion.refuseUnknown();
        return Optional.of(coupon);
    }

    private static Optional<String> code(Params params) {
        return params.text("code", MAX_CODE).map(code -> {
            if (!CODE.matcher(code).matches()) {
                throw Refusal.invalid("code", "may have the letters a to z, digits and dashes only");
            }
            return code;
        });
    }

    private static Restrictions restrictions(Params params) {
        params.refuseUnsupported("currency_options");
        var amount = params.integer("minimum_amount", 1, NewPrice.MAX_AMOUNT);
        var currency = params.currency("minimum_amount_currency");
        if (amount.isPresent() != currency.isPresent()) {
            throw params.missing(amount.isPresent() ? "minimum_amount_currency" : "minimum_amount");
        }
        var restrictions = new Restrictions(
                amount.map(minor -> Money.of(minor, currency.orElseThrow())),
                params.flag("first_time_transaction").orElse(false));
        params.refuseUnknown();
        return restrictions;
    }

    /// @param made the code where none was given
    PromotionCode as(long id, Coupon ofCoupon, String made) {
        return new PromotionCode(
                id,
                ofCoupon,
                code.orElse(made),
                active,
                customer,
                expiresMs,
                Redemptions.upTo(maxRedemptions),
                restrictions,
                metadata);
    }
}
