package dev.caisse.catalog;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where shipping rates are kept.
public final class ShippingRates {
    private static final String COLUMNS = "id, active, display_name, amount, currency, estimate, metadata";

    private static final Table TABLE = Table.named("shipping_rates")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("active boolean", "display_name text", "amount bigint", "currency text", "estimate jsonb")
            .columns("metadata jsonb");

    /// All of these that exist, in no order.
    public List<ShippingRate> find(Sql sql, Tenant tenant, Collection<Long> ids) {
        return sql.all(
                ShippingRates::rate,
                "select " + COLUMNS + " from shipping_rates where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    Optional<ShippingRate> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                ShippingRates::rate,
                "select " + COLUMNS
                        + " from shipping_rates where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<ShippingRate> list(
            Sql sql, Tenant tenant, Optional<Boolean> active, Optional<CurrencyCode> currency, Slice slice) {
        var found = sql.filtered(
                ShippingRates::rate,
                "select " + COLUMNS + """
                     from shipping_rates
                    where account_id = ? and live = ? and id > ? and id < ?
                      and (?::boolean is null or active = ?::boolean)
                      and (?::text is null or currency = ?::text)
                    order by id\s\
                    """ + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                active.orElse(null),
                active.orElse(null),
                currency.map(CurrencyCode::code).orElse(null),
                currency.map(CurrencyCode::code).orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    public void add(Inserts into, Tenant tenant, ShippingRate rate) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                rate.id(),
                rate.active(),
                rate.displayName(),
                rate.amount().minor(),
                rate.amount().currency().code(),
                rate.estimate().map(DeliveryEstimate::jsonb).orElse(null),
                rate.metadata().jsonb());
    }

    /// Saves what may change: never the amount.
    void save(Tx tx, Tenant tenant, ShippingRate rate) {
        tx.later(
                "update shipping_rates set active = ?, metadata = ? where account_id = ? and live = ? and id = ?",
                rate.active(),
                rate.metadata().jsonb(),
                tenant.account(),
                tenant.live(),
                rate.id());
    }

    private static ShippingRate rate(Columns row) {
        return new ShippingRate(
                row.number("id"),
                row.flag("active"),
                row.text("display_name"),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                DeliveryEstimate.of(row.text("estimate")),
                Metadata.read(row.text("metadata")));
    }
}
