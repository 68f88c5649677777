package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.catalog.ShippingRates;
import dev.caisse.checkout.Basket.Given;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.NewExtras.NewOption;
import dev.caisse.clocks.Clocks;
import dev.caisse.discounts.Coupon;
import dev.caisse.discounts.Coupons;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.discounts.PromotionCodes;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds what a new session's extras name, makes the shipping rates that come with it, and refuses what does not fit.
final class GiveExtras {
    private final Ids ids;
    private final Clocks clocks;
    private final Coupons coupons = new Coupons();
    private final PromotionCodes codes = new PromotionCodes();
    private final ShippingRates rates = new ShippingRates();
    private final JudgeDiscount judgeDiscount = new JudgeDiscount();

    GiveExtras(Ids ids, Clocks clocks) {
        this.ids = ids;
        this.clocks = clocks;
    }

    /// @param lines with their amounts before any discount
    Given in(Sql sql, Inserts into, Caller caller, NewExtras wanted, List<Line> lines, Optional<Long> customer) {
        var tenant = caller.tenant();
        var code = wanted.promotionCode()
                .map(id -> codes.find(sql, tenant, id)
                        .orElseThrow(() -> Refusal.notFound(
                                Prefix.PROMOTION.noun(), Prefix.PROMOTION.id(id), NewExtras.PROMOTION_CODE)));
        var coupon = code.map(PromotionCode::coupon)
                .or(() -> wanted.coupon()
                        .map(id -> coupons.find(sql, tenant, id)
                                .orElseThrow(() -> Refusal.notFound("coupon", "…", NewExtras.COUPON))));
        coupon.ifPresent(given -> refuseUnfit(sql, tenant, given, code, lines, customer));
        return new Given(coupon, code, options(sql, into, tenant, wanted.options(), currency(lines)));
    }

    private void refuseUnfit(
            Sql sql,
            Tenant tenant,
            Coupon coupon,
            Optional<PromotionCode> code,
            List<Line> lines,
            Optional<Long> customer) {
        var order = new JudgeDiscount.Order(lines, subtotal(lines), customer);
        judgeDiscount
                .why(sql, tenant, coupon, code, order, clocks.nowMs(tenant))
                .ifPresent(why -> {
                    throw Refusal.invalid(code.isPresent() ? NewExtras.PROMOTION_CODE : NewExtras.COUPON, why.text());
                });
    }

    private static Money subtotal(List<Line> lines) {
        long sum = lines.stream().mapToLong(Line::amountSubtotal).reduce(0, Math::addExact);
        return Money.of(sum, currency(lines));
    }

    private static CurrencyCode currency(List<Line> lines) {
        return lines.getFirst().offer().price().currency();
    }

    private List<ShippingRate> options(
            Sql sql, Inserts into, Tenant tenant, List<NewOption> wanted, CurrencyCode currency) {
        var asked = wanted.stream().flatMap(option -> option.rate().stream()).collect(Collectors.toSet());
        Map<Long, ShippingRate> known = asked.isEmpty()
                ? Map.of()
                : rates.find(sql, tenant, asked).stream().collect(Collectors.toMap(ShippingRate::id, rate -> rate));
        return wanted.stream()
                .map(option -> checked(
                        option,
                        currency,
                        option.data()
                                .map(data -> made(into, tenant, data.as(ids.next())))
                                .or(() -> option.rate().map(known::get))
                                .orElseThrow(() -> Refusal.notFound(
                                        Prefix.SHIPPING_RATE.noun(),
                                        Prefix.SHIPPING_RATE.id(option.rate().orElseThrow()),
                                        option.param()))))
                .toList();
    }

    private ShippingRate made(Inserts into, Tenant tenant, ShippingRate rate) {
        rates.add(into, tenant, rate);
        return rate;
    }

    private static ShippingRate checked(NewOption option, CurrencyCode currency, ShippingRate rate) {
        if (!rate.active()) {
            throw Refusal.invalid(option.param(), "is a shipping rate that is not active");
        }
        if (!rate.amount().currency().equals(currency)) {
            throw Refusal.invalid(
                    option.param(), "costs " + rate.amount().currency() + ", but the session is in " + currency);
        }
        return rate;
    }
}
