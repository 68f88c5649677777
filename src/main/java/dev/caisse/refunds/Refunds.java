package dev.caisse.refunds;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.refunds.Refund.FailureReason;
import dev.caisse.refunds.Refund.Reason;
import dev.caisse.refunds.Refund.State;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where refunds are kept.
public final class Refunds {
    private static final String COLUMNS =
            "id, intent_id, charge_id, amount, currency, reason, description, metadata, status, failure_reason,"
                    + " balance_transaction";

    /// Which refunds a list is about; what is empty filters nothing.
    record Filter(Optional<Long> intent, Optional<Long> charge) {}

    Optional<Refund> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                Refunds::refund,
                "select " + COLUMNS + " from refunds where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// All of these that exist, in no order.
    List<Refund> find(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                Refunds::refund,
                "select " + COLUMNS + " from refunds where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    /// After its intent and its attempt, where they are locked too.
    Optional<Refund> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                Refunds::refund,
                "select " + COLUMNS + " from refunds where account_id = ? and live = ? and id = ? for no key update",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<Refund> list(Sql sql, Tenant tenant, Filter filter, Slice slice) {
        var found = sql.filtered(
                Refunds::refund,
                "select " + COLUMNS + """
                         from refunds
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::bigint is null or intent_id = ?::bigint)
                          and (?::bigint is null or charge_id = ?::bigint)
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                filter.intent().orElse(null),
                filter.intent().orElse(null),
                filter.charge().orElse(null),
                filter.charge().orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// So many of each of these charges, newest first.
    List<Refund> newest(Sql sql, Tenant tenant, List<Long> charges, int most) {
        return sql.all(
                Refunds::refund,
                "select " + COLUMNS + """
                         from unnest(?::bigint[]) as c (of_charge)
                        cross join lateral (
                          select * from refunds
                           where account_id = ? and live = ? and charge_id = c.of_charge order by id desc limit ?) r
                        order by id desc
                        """,
                charges.stream().mapToLong(Long::longValue).toArray(),
                tenant.account(),
                tenant.live(),
                most);
    }

    void add(Tx tx, Tenant tenant, Refund refund) {
        tx.later(
                """
                insert into refunds
                  (account_id, live, id, intent_id, charge_id, amount, currency, reason, description, metadata, status)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                tenant.account(),
                tenant.live(),
                refund.id(),
                refund.intent(),
                refund.charge(),
                refund.amount().minor(),
                refund.amount().currency().code(),
                refund.reason().map(Refunds::word).orElse(null),
                refund.description().orElse(null),
                refund.metadata().jsonb(),
                refund.state().status());
    }

    /// Saves what moves: the state and the metadata.
    void save(Tx tx, Tenant tenant, Refund refund) {
        tx.later(
                """
                update refunds set status = ?, failure_reason = ?, metadata = ?, balance_transaction = ?
                 where account_id = ? and live = ? and id = ?
                """,
                refund.state().status(),
                refund.failureReason().map(Refunds::word).orElse(null),
                refund.metadata().jsonb(),
                refund.balanceTransaction().orElse(null),
                tenant.account(),
                tenant.live(),
                refund.id());
    }

    private static Refund refund(Columns row) {
        return new Refund(
                row.number("id"),
                row.number("intent_id"),
                row.number("charge_id"),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                Optional.ofNullable(row.text("reason")).map(text -> Reason.valueOf(text.toUpperCase(Locale.ROOT))),
                Optional.ofNullable(row.text("description")),
                Metadata.read(row.text("metadata")),
                state(row),
                row.maybeNumber("balance_transaction"));
    }

    private static State state(Columns row) {
        return switch (row.text("status")) {
            case "pending" -> new State.Pending();
            case "succeeded" -> new State.Succeeded();
            case "failed" ->
                new State.Failed(
                        FailureReason.valueOf(row.text("failure_reason").toUpperCase(Locale.ROOT)));
            case "canceled" -> new State.Canceled();
            default -> throw new IllegalStateException("a refund in no state of ours");
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
