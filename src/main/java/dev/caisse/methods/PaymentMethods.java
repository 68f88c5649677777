package dev.caisse.methods;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.PaymentMethod.State.Saved;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.methods.PaymentMethod.State.UsedUp;
import dev.caisse.platform.db.Change;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Rows;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import java.util.List;
import java.util.Optional;

/// Where payment methods are kept.
public final class PaymentMethods {
    private static final String COLUMNS =
            "id, type, billing_details, card, details, customer_id, used_up, set_up, metadata";

    private static final Table TABLE = Table.named("payment_methods")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("type text", "billing_details jsonb", "card jsonb", "details jsonb", "customer_id bigint")
            .columns("used_up boolean", "metadata jsonb");

    private static final Change JUDGE =
            Change.of("""
            update payment_methods m set card = m.card || u.checks::jsonb
              from unnest(?::integer[], ?::bigint[], ?::boolean[], ?::bigint[], ?::text[])
                as u (place, account_id, live, id, checks)
             where m.account_id = u.account_id and m.live = u.live and m.id = u.id
            returning u.place
            """).columns("account_id bigint", "live boolean", "id bigint", "checks jsonb");

    public Optional<PaymentMethod> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                PaymentMethods::method,
                "select " + COLUMNS + " from payment_methods where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// All of these that there are, in no order.
    List<PaymentMethod> find(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                PaymentMethods::method,
                "select " + COLUMNS + " from payment_methods where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// Keeps others from using or moving it until the transaction ends.
    public Optional<PaymentMethod> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                PaymentMethods::method,
                "select " + COLUMNS
                        + " from payment_methods where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// @param customer whose; everybody's when it is empty
    public Page<PaymentMethod> list(
            Sql sql, Tenant tenant, Optional<Long> customer, Optional<String> type, Slice slice) {
        var found = sql.filtered(
                PaymentMethods::method,
                "select " + COLUMNS + """
                         from payment_methods
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::bigint is null or customer_id = ?::bigint) and (?::text is null or type = ?::text)
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                customer.orElse(null),
                customer.orElse(null),
                type.orElse(null),
                type.orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// Detaches all of a customer, and answers them as they were.
    List<PaymentMethod> detachAll(Tx tx, Tenant tenant, long customer) {
        return tx.all(PaymentMethods::method, """
                        update payment_methods set customer_id = null, used_up = true
                         where account_id = ? and live = ? and customer_id = ?
                        returning id, type, billing_details, card, details, ?::bigint as customer_id, false as used_up, set_up, metadata
                        """, tenant.account(), tenant.live(), customer, customer);
    }

    void add(Inserts into, Tenant tenant, PaymentMethod method) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                method.id(),
                method.type().name(),
                method.billing().jsonb(),
                method.shown().cardJsonb(),
                method.shown().detailsJsonb(),
                method.customer().orElse(null),
                method.state() instanceof UsedUp,
                method.metadata().jsonb());
    }

    /// Saves a method that was locked.
    public void save(Tx tx, Tenant tenant, PaymentMethod method) {
        tx.later(
                """
                update payment_methods
                   set billing_details = ?, card = ?, customer_id = ?, used_up = ?, metadata = ?
                 where account_id = ? and live = ? and id = ?
                """,
                method.billing().jsonb(),
                method.shown().cardJsonb(),
                method.customer().orElse(null),
                method.state() instanceof UsedUp,
                method.metadata().jsonb(),
                tenant.account(),
                tenant.live(),
                method.id());
    }

    /// Notes what the issuer said of the data around the card, and answers with the method as it is then.
    public PaymentMethod judge(Tx tx, Tenant tenant, PaymentMethod method, Checks checks) {
        tx.later(
                "update payment_methods set card = card || ? where account_id = ? and live = ? and id = ?",
                CardDetails.jsonb(checks),
                tenant.account(),
                tenant.live(),
                method.id());
        return method.judged(checks);
    }

    /// Marks a method as ready for later. What it was ready for before, it stays ready for.
    public void setUp(Tx tx, Tenant tenant, long id, Usage usage) {
        tx.later("""
                update payment_methods set set_up = ?
                 where account_id = ? and live = ? and id = ? and set_up is distinct from 'off_session'
                """, usage.word(), tenant.account(), tenant.live(), id);
    }

    /// As [#judge], if the method is there.
    public PaymentMethod judge(Rows rows, Tenant tenant, PaymentMethod method, Checks checks) {
        if (!checks.equals(Checks.NONE)) {
            rows.change(JUDGE, tenant.account(), tenant.live(), method.id(), CardDetails.jsonb(checks));
        }
        return method.judged(checks);
    }

    private static PaymentMethod method(Columns row) {
        return new PaymentMethod(
                row.number("id"),
                ShownMethod.read(row.text("type"), row.text("card"), row.text("details")),
                BillingDetails.read(row.text("billing_details")),
                row.maybeNumber("customer_id")
                        .<PaymentMethod.State>map(Saved::new)
                        .orElseGet(() -> row.flag("used_up") ? new UsedUp() : new Unused()),
                Usage.find(row.text("set_up")),
                Metadata.read(row.text("metadata")));
    }
}
