package dev.caisse.discounts;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.discounts.PromotionCode.Restrictions;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where promotion codes are kept. They are read together with their coupon, because the API shows it inside them.
public final class PromotionCodes {
    private static final String CODES = """
        select p.id, p.code, p.active, p.customer_id, p.expires_ms, p.max_redemptions, p.redeemed, p.held,
               p.minimum_amount, p.minimum_currency, p.first_time, p.metadata,
               c.number as c_number, c.id as c_id, c.name as c_name, c.percent_off as c_percent_off,
               c.amount_off as c_amount_off, c.currency as c_currency, c.duration as c_duration,
               c.duration_months as c_duration_months, c.products as c_products,
               c.max_redemptions as c_max_redemptions, c.redeem_by_ms as c_redeem_by_ms,
               c.redeemed as c_redeemed, c.held as c_held, c.metadata as c_metadata, c.deleted as c_deleted
          from promotion_codes p
          join coupons c on c.account_id = p.account_id and c.live = p.live and c.number = p.coupon_number
         where p.account_id = ? and p.live = ?\s\
        """;

    private static final String USABLE = """
        (p.active and coalesce(p.expires_ms, ?) >= ? and p.redeemed < coalesce(p.max_redemptions, 2147483647)
         and not c.deleted and coalesce(c.redeem_by_ms, ?) >= ?
         and c.redeemed < coalesce(c.max_redemptions, 2147483647))\
        """;

    private static final Table TABLE = Table.named("promotion_codes")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("coupon_number bigint", "code text", "active boolean", "customer_id bigint", "expires_ms bigint")
            .columns("max_redemptions integer", "minimum_amount bigint", "minimum_currency text")
            .columns("first_time boolean", "metadata jsonb");

    /// Which codes a list is about; what is empty filters nothing.
    record Filter(Optional<String> code, Optional<Long> coupon, Optional<Long> customer, Optional<Boolean> active) {}

    public Optional<PromotionCode> find(Sql sql, Tenant tenant, long id) {
        return sql.one(PromotionCodes::code, CODES + "and p.id = ?", tenant.account(), tenant.live(), id);
    }

    /// All of these that exist, in no order.
    public List<PromotionCode> find(Sql sql, Tenant tenant, Collection<Long> ids) {
        return sql.all(
                PromotionCodes::code,
                CODES + "and p.id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// The active one with these letters, whatever their case.
    public Optional<PromotionCode> findActive(Sql sql, Tenant tenant, String code) {
        return sql.one(
                PromotionCodes::code,
                CODES + "and upper(p.code) = upper(?) and p.active",
                tenant.account(),
                tenant.live(),
                code);
    }

    Optional<PromotionCode> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                PromotionCodes::code,
                CODES + "and p.id = ? for no key update of p",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<PromotionCode> list(Sql sql, Tenant tenant, Filter filter, Slice slice, long nowMs) {
        var found = sql.filtered(
                PromotionCodes::code,
                CODES + """
                    and p.id > ? and p.id < ?
                    and (?::text is null or upper(p.code) = upper(?::text))
                    and (?::bigint is null or p.coupon_number = ?::bigint)
                    and (?::bigint is null or p.customer_id = ?::bigint)
                    and (?::boolean is null or\s\
                    """ + USABLE + " = ?::boolean) order by p.id " + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                filter.code().orElse(null),
                filter.code().orElse(null),
                filter.coupon().orElse(null),
                filter.coupon().orElse(null),
                filter.customer().orElse(null),
                filter.customer().orElse(null),
                filter.active().orElse(null),
                nowMs,
                nowMs,
                nowMs,
                nowMs,
                filter.active().orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// Of those with these letters, lets go the one that still says it is active and cannot be used any more.
    void retire(Tx tx, Tenant tenant, String code, long nowMs) {
        tx.later("""
            update promotion_codes p
               set active = false
              from coupons c
             where p.account_id = ? and p.live = ? and upper(p.code) = upper(?) and p.active
               and c.account_id = p.account_id and c.live = p.live and c.number = p.coupon_number
               and not\s\
            """ + USABLE, tenant.account(), tenant.live(), code, nowMs, nowMs, nowMs, nowMs);
    }

    void add(Tx tx, Tenant tenant, PromotionCode code) {
        var minimum = code.restrictions().minimum();
        tx.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                code.id(),
                code.coupon().number(),
                code.code(),
                code.active(),
                code.customer().orElse(null),
                code.expiresMs().orElse(null),
                code.redemptions().most().orElse(null),
                minimum.map(Money::minor).orElse(null),
                minimum.map(money -> money.currency().code()).orElse(null),
                code.restrictions().firstTime(),
                code.metadata().jsonb());
    }

    /// Saves what may change: never what it is for.
    void save(Tx tx, Tenant tenant, PromotionCode code) {
        tx.later(
                "update promotion_codes set active = ?, metadata = ? where account_id = ? and live = ? and id = ?",
                code.active(),
                code.metadata().jsonb(),
                tenant.account(),
                tenant.live(),
                code.id());
    }

    /// As [Coupons#hold].
    boolean hold(Tx tx, Tenant tenant, long id, long nowMs) {
        return tx.run("""
            update promotion_codes
               set held = held + 1
             where account_id = ? and live = ? and id = ? and active
               and redeemed + held < coalesce(max_redemptions, 2147483647)
               and coalesce(expires_ms, ?) >= ?
            """, tenant.account(), tenant.live(), id, nowMs, nowMs) == 1;
    }

    /// What was redeemed is free again.
    void giveBack(Tx tx, Tenant tenant, long id) {
        tx.later(
                "update promotion_codes set redeemed = redeemed - 1 where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// As [Coupons#settle].
    void settle(Tx tx, Tenant tenant, long id, boolean isRedeemed) {
        tx.later("""
            update promotion_codes
               set held = held - 1, redeemed = redeemed + ?
             where account_id = ? and live = ? and id = ?
            """, isRedeemed ? 1 : 0, tenant.account(), tenant.live(), id);
    }

    private static PromotionCode code(Columns row) {
        var minimum = Optional.ofNullable(row.text("minimum_currency"))
                .map(currency -> Money.of(row.number("minimum_amount"), CurrencyCode.of(currency)));
        return new PromotionCode(
                row.number("id"),
                Coupons.coupon(row, "c_"),
                row.text("code"),
                row.flag("active"),
                row.maybeNumber("customer_id"),
                row.maybeNumber("expires_ms"),
                Coupons.redemptions(row, ""),
                new Restrictions(minimum, row.flag("first_time")),
                Metadata.read(row.text("metadata")));
    }
}
