package dev.caisse.payments;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.attempts.ThreeDSecure;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.ShownMethod;
import dev.caisse.payments.Charge.Failure;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where charges are kept. The database holds that an attempt has at most one, and that
/// never more of one goes back than was taken.
public final class Charges {
    private static final String COLUMNS = """
            id, intent_id, attempt_id, amount, currency, captured, refunded, refunding, has_refunds, disputed, withheld,
            failure_code,
            decline_code, failure_message, risk, surplus, expired, pending, payment_method_id, method_type, card,
            method_details, billing_details, balance_transaction, three_d_secure
            """;

    private static final Table TABLE = Table.named("charges")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("intent_id bigint", "attempt_id bigint", "amount bigint", "currency text")
            .columns("captured bigint", "refunded bigint", "failure_code text", "decline_code text")
            .columns("failure_message text", "risk text", "surplus boolean", "expired boolean")
            .columns("pending boolean", "payment_method_id bigint", "method_type text", "card jsonb")
            .columns("method_details jsonb", "billing_details jsonb", "balance_transaction bigint")
            .columns("customer_id bigint", "three_d_secure jsonb");

    /// Newest first.
    public List<Charge> of(Sql sql, Tenant tenant, long intent) {
        return sql.all(
                Charges::charge,
                "select " + COLUMNS
                        + " from charges where account_id = ? and live = ? and intent_id = ? order by id desc",
                tenant.account(),
                tenant.live(),
                intent);
    }

    /// By intent, each newest first.
    Map<Long, List<Charge>> of(Sql sql, Tenant tenant, List<Long> intentIds) {
        var found = sql.all(
                Charges::charge,
                "select " + COLUMNS
                        + " from charges where account_id = ? and live = ? and intent_id = any (?) order by id desc",
                tenant.account(),
                tenant.live(),
                intentIds.stream().mapToLong(Long::longValue).toArray());
        return found.stream().collect(Collectors.groupingBy(Charge::intent));
    }

    public Optional<Charge> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                Charges::charge,
                "select " + COLUMNS + " from charges where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// All of these that there are, in no order.
    List<Charge> find(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                Charges::charge,
                "select " + COLUMNS + " from charges where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    public Optional<Charge> findOf(Sql sql, Tenant tenant, long attempt) {
        return sql.one(
                Charges::charge,
                "select " + COLUMNS + " from charges where account_id = ? and live = ? and attempt_id = ?",
                tenant.account(),
                tenant.live(),
                attempt);
    }

    /// @param intent whose charges; all when empty
    /// @param customer likewise
    Page<Charge> list(Sql sql, Tenant tenant, Optional<Long> intent, Optional<Long> customer, Slice slice) {
        var found = sql.filtered(
                Charges::charge,
                "select " + COLUMNS + """
                     from charges
                    where account_id = ? and live = ? and id > ? and id < ?
                      and (?::bigint is null or intent_id = ?::bigint)
                      and (?::bigint is null or customer_id = ?::bigint)
                    order by id\s\
                    """ + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                intent.orElse(null),
                intent.orElse(null),
                customer.orElse(null),
                customer.orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// Newest first, among those to which an index leads where the query names one.
    ///
    /// @param above only what is newer than this
    List<Charge> searched(Sql sql, Tenant tenant, SearchQuery query, long above, long below, int limit) {
        var metadata = query.onlyMetadata();
        return metadata.entries().isEmpty()
                ? byWhose(sql, tenant, query, above, below, limit)
                : byMetadata(sql, tenant, metadata, above, below, limit);
    }

    /// The payments that have the entries are found first: few of them do.
    private static List<Charge> byMetadata(
            Sql sql, Tenant tenant, Metadata metadata, long above, long below, int limit) {
        return sql.filtered(
                Charges::charge,
                """
                with paid as materialized (
                  select id from payment_intents
                   where account_id = ? and live = ? and metadata @> ? and metadata <> '{}')
                select c.*
                  from paid
                  join charges c on c.account_id = ? and c.live = ? and c.intent_id = paid.id
                 where c.id > ? and c.id < ?
                 order by c.id desc limit ?
                """,
                tenant.account(),
                tenant.live(),
                metadata.jsonb(),
                tenant.account(),
                tenant.live(),
                above,
                below,
                limit);
    }

    private static List<Charge> byWhose(Sql sql, Tenant tenant, SearchQuery query, long above, long below, int limit) {
        var intent = query.only("payment_intent").flatMap(Prefix.INTENT::read).orElse(null);
        var customer = query.only("customer").flatMap(Prefix.CUSTOMER::read).orElse(null);
        return sql.filtered(
                Charges::charge,
                "select " + COLUMNS + """
                     from charges
                    where account_id = ? and live = ? and id > ? and id < ?
                      and (?::bigint is null or intent_id = ?::bigint)
                      and (?::bigint is null or customer_id = ?::bigint)
                    order by id desc limit ?\
                    """,
                tenant.account(),
                tenant.live(),
                above,
                below,
                intent,
                intent,
                customer,
                customer,
                limit);
    }

    boolean isOf(Sql sql, Tenant tenant, long attempt) {
        return findOf(sql, tenant, attempt).isPresent();
    }

    /// Saves what moves: what was taken, what went back, and whether it is over.
    public void save(Tx tx, Tenant tenant, Charge charge) {
        tx.later(
                """
                update charges set captured = ?, refunded = ?, expired = ?, balance_transaction = ?
                 where account_id = ? and live = ? and id = ?
                """,
                charge.captured(),
                charge.refunded(),
                charge.isExpired(),
                charge.balanceTransaction().orElse(null),
                tenant.account(),
                tenant.live(),
                charge.id());
    }

    /// Saves what has become of one that was pending: everything that was not known then.
    void settle(Tx tx, Tenant tenant, Charge charge) {
        tx.later(
                """
                update charges
                   set pending = false, captured = ?, failure_code = ?, decline_code = ?, failure_message = ?,
                       balance_transaction = ?, surplus = ?
                 where account_id = ? and live = ? and id = ? and pending
                """,
                charge.captured(),
                charge.failure().map(Failure::code).orElse(null),
                charge.failure().map(Failure::declineCode).orElse(null),
                charge.failure().map(Failure::message).orElse(null),
                charge.balanceTransaction().orElse(null),
                charge.isSurplus(),
                tenant.account(),
                tenant.live(),
                charge.id());
    }

    /// Reserves a part for a refund, unless more than was taken would go back, or the payer's bank has the money: the
    /// check and the reservation are one
    /// statement. Says whether it is reserved.
    public boolean reserve(Tx tx, Tenant tenant, long id, long amount) {
        return tx.run("""
            update charges set refunding = refunding + ?, has_refunds = true
             where account_id = ? and live = ? and id = ? and failure_code is null
               and refunded + refunding + ? <= captured and withheld = 0
            """, amount, tenant.account(), tenant.live(), id, amount) == 1;
    }

    /// Moves what was reserved and what went back; the database holds that both stay in their bounds.
    public void moveRefund(Tx tx, Tenant tenant, long id, long refunding, long refunded) {
        tx.run("""
            update charges set refunding = refunding + ?, refunded = refunded + ?
             where account_id = ? and live = ? and id = ?
            """, refunding, refunded, tenant.account(), tenant.live(), id);
    }

    /// Whether a customer ever paid.
    public boolean hasPaid(Sql sql, Tenant tenant, long customer) {
        return sql.one(row -> row.number("id"), """
            select id from charges
             where account_id = ? and live = ? and customer_id = ? and failure_code is null limit 1
            """, tenant.account(), tenant.live(), customer)
                .isPresent();
    }

    /// Says whose an intent's charges are, once that is known or has changed.
    public void give(Tx tx, Tenant tenant, long intent, Optional<Long> customer) {
        tx.later(
                "update charges set customer_id = ? where account_id = ? and live = ? and intent_id = ?",
                customer.orElse(null),
                tenant.account(),
                tenant.live(),
                intent);
    }

    /// Saves what its dispute has made of it; the database holds that nothing is both with the bank and refunded.
    public void saveDisputed(Tx tx, Tenant tenant, Charge charge) {
        tx.run(
                "update charges set disputed = ?, withheld = ? where account_id = ? and live = ? and id = ?",
                charge.isDisputed(),
                charge.withheld(),
                tenant.account(),
                tenant.live(),
                charge.id());
    }

    /// @param customer of its intent
    void add(Inserts into, Tenant tenant, Charge charge, Optional<Long> customer) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                charge.id(),
                charge.intent(),
                charge.attempt(),
                charge.amount().minor(),
                charge.amount().currency().code(),
                charge.captured(),
                charge.refunded(),
                charge.failure().map(Failure::code).orElse(null),
                charge.failure().map(Failure::declineCode).orElse(null),
                charge.failure().map(Failure::message).orElse(null),
                charge.risk().name().toLowerCase(Locale.ROOT),
                charge.isSurplus(),
                charge.isExpired(),
                charge.isPending(),
                charge.method(),
                charge.paidWith().type().name(),
                charge.paidWith().cardJsonb(),
                charge.paidWith().detailsJsonb(),
                charge.billing().jsonb(),
                charge.balanceTransaction().orElse(null),
                customer.orElse(null),
                charge.authenticated().map(ThreeDSecure::jsonb).orElse(null));
    }

    private static Charge charge(Columns row) {
        var failure = Optional.ofNullable(row.text("failure_code"))
                .map(code -> new Failure(code, row.text("decline_code"), row.text("failure_message")));
        return new Charge(
                row.number("id"),
                row.number("intent_id"),
                row.number("attempt_id"),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                row.number("captured"),
                row.number("refunded"),
                row.number("refunding"),
                row.flag("has_refunds"),
                row.flag("disputed"),
                row.number("withheld"),
                failure,
                Risk.valueOf(row.text("risk").toUpperCase(Locale.ROOT)),
                row.flag("surplus"),
                row.flag("expired"),
                row.flag("pending"),
                row.number("payment_method_id"),
                ShownMethod.read(row.text("method_type"), row.text("card"), row.text("method_details")),
                BillingDetails.read(row.text("billing_details")),
                row.maybeNumber("balance_transaction"),
                Optional.ofNullable(row.text("three_d_secure")).map(ThreeDSecure::read));
    }
}
