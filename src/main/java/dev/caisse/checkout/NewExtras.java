package dev.caisse.checkout;

import dev.caisse.api.Link;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.NewShippingRate;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// What else moves a session's total, as somebody asks for it: `discounts`, `allow_promotion_codes`,
/// `shipping_options`.
///
/// @param coupon the id of one
record NewExtras(
        Optional<String> coupon, Optional<Long> promotionCode, Optional<Boolean> allowsCodes, List<NewOption> options) {
    static final String COUPON = "discounts[0].coupon";
    static final String PROMOTION_CODE = "discounts[0].promotion_code";

    private static final int MAX_OPTIONS = 5;
    private static final int MAX_COUPON = 200;

    /// A shipping rate there is, or one that is made with the session.
    ///
    /// @param param what errors about it name
    record NewOption(Optional<Long> rate, Optional<NewShippingRate> data, String param) {
        static NewOption read(Params params) {
            var rate = params.id("shipping_rate", Prefix.SHIPPING_RATE);
            var data = params.object("shipping_rate_data").map(NewShippingRate::readData);
            if (rate.isPresent() && data.isPresent()) {
                throw Refusal.invalid(
                        params.name("shipping_rate_data"),
                        "cannot be combined with shipping_rate: pass one of the two");
            }
            if (rate.isEmpty() && data.isEmpty()) {
                throw params.missing("shipping_rate");
            }
            params.refuseUnknown();
            return new NewOption(rate, data, params.name(rate.isPresent() ? "shipping_rate" : "shipping_rate_data"));
        }
    }

    NewExtras redeeming(long code) {
        return new NewExtras(Optional.empty(), Optional.of(code), allowsCodes, options);
    }

    /// The discount as it was named.
    List<BreakdownView.NamedView> named() {
        return coupon.isEmpty() && promotionCode.isEmpty()
                ? List.of()
                : List.of(new BreakdownView.NamedView(
                        Link.to(coupon.orElse(null)),
                        Link.to(promotionCode.map(Prefix.PROMOTION::id).orElse(null))));
    }

    static NewExtras read(Params params, boolean isSetup) {
        for (var ofPayments : List.of("discounts", "allow_promotion_codes", "shipping_options")) {
            if (isSetup && params.has(ofPayments)) {
                throw Refusal.invalid(ofPayments, "has no place in a session in setup mode, which takes no payment");
            }
        }
        var discounts = params.objects("discounts", 1);
        var allowsCodes = params.flag("allow_promotion_codes");
        if (!discounts.isEmpty() && allowsCodes.isPresent()) {
            throw Refusal.invalid("allow_promotion_codes", "cannot be combined with discounts: pass one of the two");
        }
        var coupon = discounts.stream()
                .flatMap(discount -> discount.text("coupon", MAX_COUPON).stream())
                .findFirst();
        var code = discounts.stream()
                .flatMap(discount -> discount.id("promotion_code", Prefix.PROMOTION).stream())
                .findFirst();
        if (!discounts.isEmpty() && coupon.isPresent() == code.isPresent()) {
            throw coupon.isPresent()
                    ? Refusal.invalid(PROMOTION_CODE, "cannot be combined with coupon: pass one of the two")
                    : Refusal.missing(COUPON);
        }
        discounts.forEach(Params::refuseUnknown);
        return new NewExtras(
                coupon,
                code,
                allowsCodes,
                params.objects("shipping_options", MAX_OPTIONS).stream()
                        .map(NewOption::read)
                        .toList());
    }
}
