package dev.caisse.catalog;

import dev.caisse.api.Found;
import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.SearchFields;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.catalog.Price.Recurring;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where prices are kept. They are read together with their product, because the API shows it inside them.
public final class Prices {
    private static final String OFFERS = """
        select p.id, p.product_id, p.active, p.currency, p.unit_amount, p.nickname, p.lookup_key, p.metadata,
               p.interval, p.interval_count, p.tiers, p.tiers_mode,
               d.id as d_id, d.active as d_active, d.name as d_name, d.description as d_description,
               d.images as d_images, d.metadata as d_metadata, d.url as d_url, d.default_price as d_default_price,
               d.updated_ms as d_updated_ms
          from prices p
          join products d on d.account_id = p.account_id and d.live = p.live and d.id = p.product_id
         where p.account_id = ? and p.live = ?\s\
        """;

    private static final Table TABLE = Table.named("prices")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("product_id bigint", "active boolean", "currency text", "unit_amount bigint", "nickname text")
            .columns("lookup_key text", "metadata jsonb", "interval text", "interval_count integer")
            .columns("tiers jsonb", "tiers_mode text")
            .after(Products.TABLE);

    static final SearchFields<Offer> SEARCHED = new SearchFields<Offer>(
                    offer -> offer.price().id())
            .flag("active", offer -> offer.price().active())
            .text("currency", offer -> Optional.of(offer.price().currency().code()))
            .text("lookup_key", offer -> offer.price().lookupKey())
            .id("product", Prefix.PRODUCT, offer -> Optional.of(offer.product().id()))
            .word(
                    "type",
                    List.of("one_time", "recurring"),
                    offer -> offer.price().recurring().isPresent() ? "recurring" : "one_time")
            .metadata(offer -> offer.price().metadata());

    /// Which prices a list is about; what is empty filters nothing.
    record Filter(
            Optional<Long> product,
            Optional<Boolean> active,
            Optional<Boolean> recurring,
            Optional<String> currency,
            List<String> lookupKeys) {}

    public Optional<Offer> find(Sql sql, Tenant tenant, long id) {
        return sql.one(Prices::offer, OFFERS + "and p.id = ?", tenant.account(), tenant.live(), id);
    }

    /// All of these that exist, in no order.
    public List<Offer> find(Sql sql, Tenant tenant, Collection<Long> ids) {
        return sql.all(
                Prices::offer,
                OFFERS + "and p.id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// Keeps others from changing the price until the transaction ends.
    Optional<Offer> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                Prices::offer, OFFERS + "and p.id = ? for no key update of p", tenant.account(), tenant.live(), id);
    }

    /// Keeps others from giving the key to a price of theirs until the transaction ends.
    void lockKey(Tx tx, Tenant tenant, String key) {
        tx.one(
                _ -> true,
                "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                "lookup key " + tenant.account() + " " + tenant.live() + " " + key);
    }

    /// The active prices with this key, but for one.
    List<Offer> lockOthersWith(Tx tx, Tenant tenant, String key, long but, int limit) {
        return tx.all(
                Prices::offer,
                OFFERS + "and p.lookup_key = ? and p.active and p.id <> ? order by p.id limit ? for no key update of p",
                tenant.account(),
                tenant.live(),
                key,
                but,
                limit);
    }

    Page<Offer> list(Sql sql, Tenant tenant, Filter filter, Slice slice) {
        var found = sql.filtered(
                Prices::offer,
                OFFERS + """
                      and p.id > ? and p.id < ?
                      and (?::bigint is null or p.product_id = ?::bigint)
                      and (?::boolean is null or p.active = ?::boolean)
                      and (?::boolean is null or (p.interval is not null) = ?::boolean)
                      and (?::text is null or p.currency = ?::text)
                      and (cardinality(?::text[]) = 0 or p.lookup_key = any (?::text[]))
                    order by p.id\s\
                    """ + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                filter.product().orElse(null),
                filter.product().orElse(null),
                filter.active().orElse(null),
                filter.active().orElse(null),
                filter.recurring().orElse(null),
                filter.recurring().orElse(null),
                filter.currency().orElse(null),
                filter.currency().orElse(null),
                filter.lookupKeys(),
                filter.lookupKeys(),
                slice.fetch());
        return slice.page(found);
    }

    /// Newest first, among those to which an index leads where the query names one.
    Found<Offer> search(Sql sql, Tenant tenant, SearchQuery query, Slice slice) {
        var metadata = query.onlyMetadata();
        return SEARCHED.search(
                query,
                slice,
                (above, below, limit) -> metadata.entries().isEmpty()
                        ? byFields(sql, tenant, query, above, below, limit)
                        : byMetadata(sql, tenant, metadata, above, below, limit));
    }

    private static List<Offer> byFields(Sql sql, Tenant tenant, SearchQuery query, long above, long below, int limit) {
        var product = query.only("product").flatMap(Prefix.PRODUCT::read).orElse(null);
        return sql.filtered(
                Prices::offer, OFFERS + """
                          and p.id > ? and p.id < ?
                          and (?::bigint is null or p.product_id = ?::bigint)
                        order by p.id desc limit ?""", tenant.account(), tenant.live(), above, below, product, product, limit);
    }

    /// What has the entries is found first: who walks by id meanwhile would read everything for the sake of a few.
    private static List<Offer> byMetadata(
            Sql sql, Tenant tenant, Metadata metadata, long above, long below, int limit) {
        return sql.filtered(
                Prices::offer,
                """
                with found as materialized (
                  select id from prices
                   where account_id = ? and live = ? and metadata @> ? and metadata <> '{}'
                     and id > ? and id < ?)
                """ + OFFERS + "and p.id in (select id from found order by id desc limit ?) order by p.id desc",
                tenant.account(),
                tenant.live(),
                metadata.jsonb(),
                above,
                below,
                tenant.account(),
                tenant.live(),
                limit);
    }

    /// Fails for want of a parent when the product is gone.
    void add(Inserts into, Tenant tenant, Price price) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                price.id(),
                price.product(),
                price.active(),
                price.currency().code(),
                price.rate().unitAmount().orElse(null),
                price.nickname().orElse(null),
                price.lookupKey().orElse(null),
                price.metadata().jsonb(),
                price.recurring().map(Recurring::interval).orElse(null),
                price.recurring().map(Recurring::intervalCount).orElse(null),
                Rates.tiers(price.rate()).orElse(null),
                Rates.mode(price.rate()).orElse(null));
    }

    /// Saves what may change: never the amount.
    void save(Tx tx, Tenant tenant, Price price) {
        tx.later(
                """
                update prices set active = ?, nickname = ?, lookup_key = ?, metadata = ?
                 where account_id = ? and live = ? and id = ?
                """,
                price.active(),
                price.nickname().orElse(null),
                price.lookupKey().orElse(null),
                price.metadata().jsonb(),
                tenant.account(),
                tenant.live(),
                price.id());
    }

    private static Offer offer(Columns row) {
        return new Offer(price(row), Products.product(row, "d_"));
    }

    private static Price price(Columns row) {
        var recurring = Optional.ofNullable(row.text("interval"))
                .map(interval -> new Recurring(interval, row.integer("interval_count")));
        return new Price(
                row.number("id"),
                row.number("product_id"),
                row.flag("active"),
                CurrencyCode.of(row.text("currency")),
                Rates.of(row),
                Optional.ofNullable(row.text("nickname")),
                Optional.ofNullable(row.text("lookup_key")),
                Metadata.read(row.text("metadata")),
                recurring);
    }
}
