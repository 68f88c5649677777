package dev.caisse.catalog;

import dev.caisse.api.Found;
import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.SearchFields;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where products are kept.
final class Products {
    private static final String COLUMNS =
            "id, active, name, description, images, metadata, url, default_price, updated_ms";

    static final Table TABLE = Table.named("products")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("active boolean", "name text", "description text", "images text[]", "metadata jsonb", "url text")
            .columns("default_price bigint", "updated_ms bigint");

    static final SearchFields<Product> SEARCHED = new SearchFields<>(Product::id)
            .flag("active", Product::active)
            .text("description", Product::description)
            .text("name", product -> Optional.of(product.name()))
            .text("url", Product::url)
            .metadata(Product::metadata);

    /// Which products a list is about; what is empty filters nothing.
    record Filter(Optional<Boolean> active, List<Long> ids, Optional<String> url) {}

    Optional<Product> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                Products::product,
                "select " + COLUMNS + " from products where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// All of these that exist, in no order.
    List<Product> find(Sql sql, Tenant tenant, Collection<Long> ids) {
        return sql.all(
                Products::product,
                "select " + COLUMNS + " from products where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// Keeps others from changing it until the transaction ends.
    Optional<Product> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                Products::product,
                "select " + COLUMNS + " from products where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<Product> list(Sql sql, Tenant tenant, Filter filter, Slice slice) {
        var found = sql.filtered(
                Products::product,
                "select " + COLUMNS + """
                         from products
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::boolean is null or active = ?::boolean)
                          and (?::text is null or url = ?::text)
                          and (cardinality(?::bigint[]) = 0 or id = any (?::bigint[]))
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                filter.active().orElse(null),
                filter.active().orElse(null),
                filter.url().orElse(null),
                filter.url().orElse(null),
                ids(filter),
                ids(filter),
                slice.fetch());
        return slice.page(found);
    }

    /// Newest first, among those to which an index leads where the query names one.
    Found<Product> search(Sql sql, Tenant tenant, SearchQuery query, Slice slice) {
        var metadata = query.onlyMetadata();
        return SEARCHED.search(
                query,
                slice,
                (above, below, limit) -> metadata.entries().isEmpty()
                        ? byFields(sql, tenant, query, above, below, limit)
                        : byMetadata(sql, tenant, metadata, above, below, limit));
    }

    private static List<Product> byFields(
            Sql sql, Tenant tenant, SearchQuery query, long above, long below, int limit) {
        var name = query.only("name").orElse(null);
        return sql.filtered(
                Products::product,
                "select " + COLUMNS + """
                         from products
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::text is null or lower(name) = lower(?::text))
                        order by id desc limit ?""",
                tenant.account(),
                tenant.live(),
                above,
                below,
                name,
                name,
                limit);
    }

    /// What has the entries is found first: who walks by id meanwhile would read everything for the sake of a few.
    private static List<Product> byMetadata(
            Sql sql, Tenant tenant, Metadata metadata, long above, long below, int limit) {
        return sql.filtered(
                Products::product, """
                with found as materialized (
                  select * from products
                   where account_id = ? and live = ? and metadata @> ? and metadata <> '{}')
                select *
                  from found
                 where id > ? and id < ?
                 order by id desc limit ?
                """, tenant.account(), tenant.live(), metadata.jsonb(), above, below, limit);
    }

    void add(Inserts into, Tenant tenant, Product product) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                product.id(),
                product.active(),
                product.name(),
                product.description().orElse(null),
                product.images(),
                product.metadata().jsonb(),
                product.url().orElse(null),
                product.defaultPrice().orElse(null),
                product.updatedMs());
    }

    void save(Tx tx, Tenant tenant, Product product) {
        tx.later(
                """
                update products
                   set active = ?, name = ?, description = ?, images = ?, metadata = ?, url = ?, default_price = ?,
                       updated_ms = ?
                 where account_id = ? and live = ? and id = ?
                """,
                product.active(),
                product.name(),
                product.description().orElse(null),
                product.images(),
                product.metadata().jsonb(),
                product.url().orElse(null),
                product.defaultPrice().orElse(null),
                product.updatedMs(),
                tenant.account(),
                tenant.live(),
                product.id());
    }

    /// @throws dev.caisse.platform.db.DbFailure that broke `prices_product` when it has a price
    void remove(Tx tx, Tenant tenant, long id) {
        tx.later(
                "delete from products where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    private static long[] ids(Filter filter) {
        return filter.ids().stream().mapToLong(Long::longValue).toArray();
    }

    private static Product product(Columns row) {
        return product(row, "");
    }

    /// Reads a product out of a wider row, whose columns of ours begin with a prefix.
    static Product product(Columns row, String prefix) {
        return new Product(
                row.number(prefix + "id"),
                row.flag(prefix + "active"),
                row.text(prefix + "name"),
                Optional.ofNullable(row.text(prefix + "description")),
                row.texts(prefix + "images"),
                Metadata.read(row.text(prefix + "metadata")),
                Optional.ofNullable(row.text(prefix + "url")),
                row.maybeNumber(prefix + "default_price"),
                row.number(prefix + "updated_ms"));
    }
}
