package dev.caisse.discounts;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.NewPrice;
import dev.caisse.discounts.Coupon.Lasting;
import dev.caisse.discounts.Coupon.Off;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.Money;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A coupon as somebody asks for it: the parameters of `POST /v1/coupons`.
record NewCoupon(
        Optional<String> id,
        Optional<String> name,
        Off off,
        Lasting lasting,
        List<Long> products,
        Optional<Integer> maxRedemptions,
        Optional<Long> redeemByMs,
        Metadata metadata) {
    static final int MAX_NAME = 40;
    private static final int MAX_ID = 200;
    private static final int MAX_PRODUCTS = 100;
    private static final int MAX_MONTHS = 1200;
    private static final int RADIX = 36;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,2}0*)?");

    static NewCoupon read(Params params) {
        params.refuseUnsupported("currency_options");
        var coupon = new NewCoupon(
                id(params),
                params.text("name", MAX_NAME),
                off(params),
                lasting(params),
                products(params),
                params.integer("max_redemptions", 1, Integer.MAX_VALUE).map(Long::intValue),
                params.timeMs("redeem_by"),
                params.newMetadata("metadata"));
        params.refuseUnknown();
        return coupon;
    }

    Coupon as(long number) {
        return new Coupon(
                number,
                id.orElseGet(() -> Long.toString(number, RADIX).toUpperCase(Locale.ROOT)),
                name,
                off,
                lasting,
                products,
                redeemByMs,
                Redemptions.upTo(maxRedemptions),
                metadata,
                false);
    }

    private static Optional<String> id(Params params) {
        return params.text("id", MAX_ID).map(id -> {
            if (!ID.matcher(id).matches()) {
                throw Refusal.invalid("id", "may have letters, digits, dashes, dots and underscores only");
            }
            return id;
        });
    }

    private static Off off(Params params) {
        var percent = params.text("percent_off", 10);
        var amount = params.integer("amount_off", 1, NewPrice.MAX_AMOUNT);
        var currency = params.currency("currency");
        if (percent.isPresent() == amount.isPresent()) {
            throw percent.isPresent()
                    ? Refusal.invalid("amount_off", "cannot be combined with percent_off: pass one of the two")
                    : Refusal.of(400, "parameter_missing", "percent_off", "Pass `percent_off` or `amount_off`.");
        }
        if (percent.isPresent()) {
            if (currency.isPresent()) {
                throw Refusal.invalid("currency", "has a place only beside amount_off");
            }
            return new Off.Percent(hundredths(percent.get()));
        }
        return new Off.Amount(Money.of(amount.orElseThrow(), currency.orElseThrow(() -> params.missing("currency"))));
    }

    private static int hundredths(String percent) {
        if (!PERCENT.matcher(percent).matches()) {
            throw wrongPercent();
        }
        int hundredths = new BigDecimal(percent).movePointRight(2).intValueExact();
        if (hundredths < 1 || hundredths > Off.Percent.ALL) {
            throw wrongPercent();
        }
        return hundredths;
    }

    private static Refusal wrongPercent() {
        return Refusal.invalid("percent_off", "must be more than 0 and at most 100, with at most two decimals");
    }

    private static Lasting lasting(Params params) {
        var word = params.choice("duration", "once", "repeating", "forever").orElse("once");
        var months = params.integer("duration_in_months", 1, MAX_MONTHS).map(Long::intValue);
        if (word.equals("repeating") && months.isEmpty()) {
            throw params.missing("duration_in_months");
        }
        if (!word.equals("repeating") && months.isPresent()) {
            throw Refusal.invalid("duration_in_months", "has a place only beside duration repeating");
        }
        return new Lasting(word, months);
    }

    private static List<Long> products(Params params) {
        return params.object("applies_to")
                .map(given -> {
                    var products = given.ids("products", MAX_PRODUCTS, Prefix.PRODUCT);
                    given.refuseUnknown();
                    return products.stream().distinct().toList();
                })
                .orElse(List.of());
    }
}
