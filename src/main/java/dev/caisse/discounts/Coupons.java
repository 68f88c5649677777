package dev.caisse.discounts;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.discounts.Coupon.Lasting;
import dev.caisse.discounts.Coupon.Off;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where coupons are kept. One that is deleted stays for what refers to it.
public final class Coupons {
    private static final String COLUMNS = """
        number, id, name, percent_off, amount_off, currency, duration, duration_months, products, max_redemptions,
        redeem_by_ms, redeemed, held, metadata, deleted
        """;

    private static final Table TABLE = Table.named("coupons")
            .key("account_id bigint", "live boolean", "number bigint")
            .columns("id text", "name text", "percent_off integer", "amount_off bigint", "currency text")
            .columns("duration text", "duration_months integer", "products bigint[]", "max_redemptions integer")
            .columns("redeem_by_ms bigint", "metadata jsonb");

    public Optional<Coupon> find(Sql sql, Tenant tenant, String id) {
        return sql.one(
                Coupons::coupon,
                "select " + COLUMNS + " from coupons where account_id = ? and live = ? and id = ? and not deleted",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// Also those that are deleted.
    public List<Coupon> find(Sql sql, Tenant tenant, Collection<Long> numbers) {
        return sql.all(
                Coupons::coupon,
                "select " + COLUMNS + " from coupons where account_id = ? and live = ? and number = any (?)",
                tenant.account(),
                tenant.live(),
                numbers.stream().mapToLong(Long::longValue).toArray());
    }

    List<Coupon> named(Sql sql, Tenant tenant, List<String> ids) {
        return sql.all(
                Coupons::coupon,
                "select " + COLUMNS
                        + " from coupons where account_id = ? and live = ? and id = any (?) and not deleted",
                tenant.account(),
                tenant.live(),
                ids);
    }

    Optional<Coupon> lock(Tx tx, Tenant tenant, String id) {
        return tx.one(
                Coupons::coupon,
                "select " + COLUMNS
                        + " from coupons where account_id = ? and live = ? and id = ? and not deleted for no key"
                        + " update",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<Coupon> list(Sql sql, Tenant tenant, Slice slice) {
        var found = sql.all(
                Coupons::coupon,
                "select " + COLUMNS + """
                     from coupons
                    where account_id = ? and live = ? and number > ? and number < ? and not deleted
                    order by number\s\
                    """ + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                slice.fetch());
        return slice.page(found);
    }

    void add(Tx tx, Tenant tenant, Coupon coupon) {
        var percent = coupon.off() instanceof Off.Percent off ? off.hundredths() : null;
        var amount = coupon.off() instanceof Off.Amount off ? off.amount() : null;
        tx.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                coupon.number(),
                coupon.id(),
                coupon.name().orElse(null),
                percent,
                amount == null ? null : amount.minor(),
                amount == null ? null : amount.currency().code(),
                coupon.lasting().word(),
                coupon.lasting().months().orElse(null),
                coupon.products().stream().mapToLong(Long::longValue).toArray(),
                coupon.redemptions().most().orElse(null),
                coupon.redeemByMs().orElse(null),
                coupon.metadata().jsonb());
    }

    /// Saves what may change: never what it takes off.
    void save(Tx tx, Tenant tenant, Coupon coupon) {
        tx.later(
                "update coupons set name = ?, metadata = ? where account_id = ? and live = ? and number = ?",
                coupon.name().orElse(null),
                coupon.metadata().jsonb(),
                tenant.account(),
                tenant.live(),
                coupon.number());
    }

    void remove(Tx tx, Tenant tenant, long number) {
        tx.later(
                "update coupons set deleted = true where account_id = ? and live = ? and number = ?",
                tenant.account(),
                tenant.live(),
                number);
    }

    /// Promises one redemption, if there is one left: of many at once for the last, one.
    boolean hold(Tx tx, Tenant tenant, long number, long nowMs) {
        return tx.run("""
            update coupons
               set held = held + 1
             where account_id = ? and live = ? and number = ? and not deleted
               and redeemed + held < coalesce(max_redemptions, 2147483647)
               and coalesce(redeem_by_ms, ?) >= ?
            """, tenant.account(), tenant.live(), number, nowMs, nowMs) == 1;
    }

    /// What was held is redeemed, or was promised in vain.
    void settle(Tx tx, Tenant tenant, long number, boolean isRedeemed) {
        tx.later("""
            update coupons
               set held = held - 1, redeemed = redeemed + ?
             where account_id = ? and live = ? and number = ?
            """, isRedeemed ? 1 : 0, tenant.account(), tenant.live(), number);
    }

    /// What was redeemed is free again.
    void giveBack(Tx tx, Tenant tenant, long number) {
        tx.later(
                "update coupons set redeemed = redeemed - 1 where account_id = ? and live = ? and number = ?",
                tenant.account(),
                tenant.live(),
                number);
    }

    private static Coupon coupon(Columns row) {
        return coupon(row, "");
    }

    /// @param prefix of the columns' names in this row
    static Coupon coupon(Columns row, String prefix) {
        var currency = Optional.ofNullable(row.text(prefix + "currency")).map(CurrencyCode::of);
        return new Coupon(
                row.number(prefix + "number"),
                row.text(prefix + "id"),
                Optional.ofNullable(row.text(prefix + "name")),
                currency.<Off>map(code -> new Off.Amount(Money.of(row.number(prefix + "amount_off"), code)))
                        .orElseGet(() -> new Off.Percent(row.integer(prefix + "percent_off"))),
                new Lasting(
                        row.text(prefix + "duration"),
                        row.maybeNumber(prefix + "duration_months").map(Long::intValue)),
                Arrays.stream(row.numbers(prefix + "products")).boxed().toList(),
                row.maybeNumber(prefix + "redeem_by_ms"),
                redemptions(row, prefix),
                Metadata.read(row.text(prefix + "metadata")),
                row.flag(prefix + "deleted"));
    }

    static Redemptions redemptions(Columns row, String prefix) {
        return new Redemptions(
                row.maybeNumber(prefix + "max_redemptions").map(Long::intValue),
                row.integer(prefix + "redeemed"),
                row.integer(prefix + "held"));
    }
}
