package dev.caisse.discounts;

import dev.caisse.api.Link;
import dev.caisse.api.Millis;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.customers.Customer;
import dev.caisse.customers.Rebate;
import dev.caisse.customers.Rebating;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Gives a customer a rebate: `coupon` or `promotion_code`. It counts as a redemption at once, and of many who ask for
/// the last one at the same time, one gets it.
public final class GiveRebate implements Rebating {
    private static final String COUPON = "coupon";
    private static final String CODE = "promotion_code";
    private static final int MAX_ID = 200;

    private final Ids ids;
    private final Clocks clocks;
    private final Coupons coupons = new Coupons();
    private final PromotionCodes codes = new PromotionCodes();
    private final Redeem redeem = new Redeem();

    public GiveRebate(Ids ids, Clocks clocks) {
        this.ids = ids;
        this.clocks = clocks;
    }

    @Override
    public Optional<Giving> find(Params params) {
        var coupon = params.text(COUPON, MAX_ID);
        var code = params.id(CODE, Prefix.PROMOTION);
        if (coupon.isPresent() && code.isPresent()) {
            throw Refusal.invalid(CODE, "cannot be combined with coupon: pass one of the two");
        }
        return code.<Giving>map(id -> (tx, tenant, customer) -> byCode(tx, tenant, id, customer))
                .or(() -> coupon.map(id -> (tx, tenant, _) -> byCoupon(tx, tenant, id)));
    }

    private Rebate byCoupon(Tx tx, Tenant tenant, String id) {
        var coupon = coupons.lock(tx, tenant, id).orElseThrow(() -> Refusal.notFound("coupon", "…", COUPON));
        return redeemed(tx, tenant, coupon, Optional.empty(), COUPON);
    }

    /// What a code asks of an order is not asked of a customer, who has none yet.
    private Rebate byCode(Tx tx, Tenant tenant, long id, Optional<Long> customer) {
        var code = codes.find(tx, tenant, id)
                .orElseThrow(() -> Refusal.notFound(Prefix.PROMOTION.noun(), Prefix.PROMOTION.id(id), CODE));
        if (code.customer().isPresent() && !code.customer().equals(customer)) {
            throw Refusal.invalid(CODE, "is for another customer");
        }
        if (!code.restrictions().equals(PromotionCode.Restrictions.NONE)) {
            throw Refusal.invalid(CODE, "has `restrictions`, which are an order's, and cannot be given to a customer");
        }
        return redeemed(tx, tenant, code.coupon(), Optional.of(id), CODE);
    }

    private Rebate redeemed(Tx tx, Tenant tenant, Coupon coupon, Optional<Long> code, String parameter) {
        long nowMs = clocks.nowMs(tenant);
        var discount = new Discount(coupon.number(), code);
        if (!redeem.promised(tx, tenant, discount, nowMs)) {
            throw Refusal.invalid(parameter, "has been redeemed as often as it may be, or its time is over");
        }
        redeem.spent(tx, tenant, discount);
        return new Rebate(ids.next(), coupon.number(), code, endMs(coupon, nowMs));
    }

    /// What holds once holds until there is a bill, and nobody is billed here.
    private static Optional<Long> endMs(Coupon coupon, long nowMs) {
        return coupon.lasting()
                .months()
                .map(months -> Instant.ofEpochMilli(nowMs)
                        .atOffset(ZoneOffset.UTC)
                        .plusMonths(months)
                        .toInstant()
                        .toEpochMilli());
    }

    @Override
    public Map<Long, Record> shown(Sql sql, Tenant tenant, Collection<Customer> customers) {
        long nowMs = clocks.nowMs(tenant);
        var rebates = new LinkedHashMap<Long, Rebate>();
        customers.forEach(customer -> customer.rebate()
                .filter(rebate -> !rebate.isOver(nowMs))
                .ifPresent(rebate -> rebates.put(customer.id(), rebate)));
        if (rebates.isEmpty()) {
            return Map.of();
        }
        var numbers = rebates.values().stream().map(Rebate::coupon).collect(Collectors.toSet());
        var known = coupons.find(sql, tenant, numbers).stream()
                .collect(Collectors.toMap(Coupon::number, coupon -> CouponView.of(coupon, tenant, nowMs)));
        var shown = new LinkedHashMap<Long, Record>();
        rebates.forEach((customer, rebate) -> shown.put(customer, view(rebate, known.get(rebate.coupon()), customer)));
        return shown;
    }

    private static DiscountView view(Rebate rebate, CouponView coupon, long customer) {
        return DiscountView.ofCustomer(
                rebate.id(),
                coupon,
                Link.to(Prefix.CUSTOMER.id(customer)),
                rebate.endMs().map(Millis::new).orElse(null),
                Link.to(rebate.promotionCode().map(Prefix.PROMOTION::id).orElse(null)));
    }

    @Override
    public Record deleted(Record shown) {
        return DiscountView.Deleted.of((DiscountView) shown);
    }
}
