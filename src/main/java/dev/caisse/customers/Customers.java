package dev.caisse.customers;

import dev.caisse.api.Found;
import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Refusal;
import dev.caisse.api.SearchFields;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// Where customers are kept.
public final class Customers {
    private static final String COLUMNS = """
        id, address, description, email, name, phone, shipping, metadata, default_method_id,
        discount_id, discount_coupon, discount_code, discount_end_ms
        """;

    static final SearchFields<Customer> SEARCHED = new SearchFields<>(Customer::id)
            .text("email", Customer::email)
            .text("name", Customer::name)
            .text("phone", Customer::phone)
            .metadata(Customer::metadata);

    private static final Table TABLE = Table.named("customers")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("address jsonb", "description text", "email text", "name text", "phone text")
            .columns("shipping jsonb", "metadata jsonb", "default_method_id bigint");

    public Optional<Customer> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                Customers::customer,
                "select " + COLUMNS + " from customers where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// All of these that there are, in no order.
    public List<Customer> find(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                Customers::customer,
                "select " + COLUMNS + " from customers where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// The one that a parameter names.
    ///
    /// @throws Refusal 404 when this tenant has no such customer
    public Customer named(Sql sql, Tenant tenant, long id, String param) {
        return find(sql, tenant, id).orElseThrow(() -> missing(id, param));
    }

    /// Keeps others from changing it until the transaction ends, and from giving it methods or taking them.
    public Optional<Customer> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                Customers::customer,
                "select " + COLUMNS + " from customers where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// @param email those with exactly this one
    Page<Customer> list(Sql sql, Tenant tenant, Optional<String> email, Slice slice) {
        var found = sql.filtered(
                Customers::customer,
                "select " + COLUMNS + """
                         from customers
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::text is null or email = ?::text)
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                email.orElse(null),
                email.orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// Newest first, among those to which an index leads where the query names one.
    Found<Customer> search(Sql sql, Tenant tenant, SearchQuery query, Slice slice) {
        var metadata = query.onlyMetadata();
        return SEARCHED.search(
                query,
                slice,
                (above, below, limit) -> metadata.entries().isEmpty()
                        ? byFields(sql, tenant, query, above, below, limit)
                        : byMetadata(sql, tenant, metadata, above, below, limit));
    }

    private static List<Customer> byFields(
            Sql sql, Tenant tenant, SearchQuery query, long above, long below, int limit) {
        var email = query.only("email").orElse(null);
        var name = query.only("name").orElse(null);
        return sql.filtered(
                Customers::customer,
                "select " + COLUMNS + """
                         from customers
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::text is null or lower(email) = lower(?::text))
                          and (?::text is null or lower(name) = lower(?::text))
                        order by id desc limit ?""",
                tenant.account(),
                tenant.live(),
                above,
                below,
                email,
                email,
                name,
                name,
                limit);
    }

    /// What has the entries is found first: who walks by id meanwhile would read everybody for the sake of a few.
    private static List<Customer> byMetadata(
            Sql sql, Tenant tenant, Metadata metadata, long above, long below, int limit) {
        return sql.filtered(
                Customers::customer,
                """
                with found as materialized (
                  select * from customers where account_id = ? and live = ? and metadata @> ?)
                select\s
                """ + COLUMNS + """
                  from found
                 where id > ? and id < ?
                 order by id desc limit ?
                """,
                tenant.account(),
                tenant.live(),
                metadata.jsonb(),
                above,
                below,
                limit);
    }

    /// But for what they have off, which only [#save] writes: hardly anybody has that from the start.
    void add(Inserts into, Tenant tenant, Customer customer) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                customer.id(),
                customer.address().map(Address::jsonb).orElse(null),
                customer.description().orElse(null),
                customer.email().orElse(null),
                customer.name().orElse(null),
                customer.phone().orElse(null),
                customer.shipping().map(Shipping::jsonb).orElse(null),
                customer.metadata().jsonb(),
                customer.defaultMethod().orElse(null));
    }

    public void save(Tx tx, Tenant tenant, Customer customer) {
        tx.later(
                """
                update customers
                   set address = ?, description = ?, email = ?, name = ?, phone = ?, shipping = ?, metadata = ?,
                       default_method_id = ?, discount_id = ?, discount_coupon = ?, discount_code = ?,
                       discount_end_ms = ?
                 where account_id = ? and live = ? and id = ?
                """,
                customer.address().map(Address::jsonb).orElse(null),
                customer.description().orElse(null),
                customer.email().orElse(null),
                customer.name().orElse(null),
                customer.phone().orElse(null),
                customer.shipping().map(Shipping::jsonb).orElse(null),
                customer.metadata().jsonb(),
                customer.defaultMethod().orElse(null),
                customer.rebate().map(Rebate::id).orElse(null),
                customer.rebate().map(Rebate::coupon).orElse(null),
                customer.rebate().flatMap(Rebate::promotionCode).orElse(null),
                customer.rebate().flatMap(Rebate::endMs).orElse(null),
                tenant.account(),
                tenant.live(),
                customer.id());
    }

    void remove(Tx tx, Tenant tenant, long id) {
        tx.later(
                "delete from customers where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    public static Refusal missing(long id, String param) {
        return Refusal.notFound(Prefix.CUSTOMER.noun(), Prefix.CUSTOMER.id(id), param);
    }

    private static Customer customer(Columns row) {
        return new Customer(
                row.number("id"),
                Optional.ofNullable(row.text("address")).map(Address::read),
                Optional.ofNullable(row.text("description")),
                Optional.ofNullable(row.text("email")),
                Optional.ofNullable(row.text("name")),
                Optional.ofNullable(row.text("phone")),
                Optional.ofNullable(row.text("shipping")).map(Shipping::read),
                Metadata.read(row.text("metadata")),
                row.maybeNumber("default_method_id"),
                row.maybeNumber("discount_id")
                        .map(id -> new Rebate(
                                id,
                                row.number("discount_coupon"),
                                row.maybeNumber("discount_code"),
                                row.maybeNumber("discount_end_ms"))));
    }
}
