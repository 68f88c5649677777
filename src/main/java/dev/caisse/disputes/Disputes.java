package dev.caisse.disputes;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.connectors.DisputeNews.Reason;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.disputes.Dispute.State;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where disputes are kept. The database holds that what a connector calls one is one.
final class Disputes {
    private static final String COLUMNS = """
            id, charge_id, intent_id, connector, reference, amount, currency, reason, status, version, due_ms,
            answer_id, evidence, submissions, late, metadata, withdrawn_id, reinstated_id
            """;

    /// Which disputes a list is about; what is empty filters nothing.
    record Filter(Optional<Long> charge, Optional<Long> intent) {}

    /// One whose bank is to be asked, and whose it is.
    record Due(Tenant tenant, Dispute dispute) {}

    Optional<Dispute> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                Disputes::dispute,
                "select " + COLUMNS + " from disputes where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// All of these that exist, in no order.
    List<Dispute> find(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                Disputes::dispute,
                "select " + COLUMNS + " from disputes where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    Optional<Dispute> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                Disputes::dispute,
                "select " + COLUMNS + " from disputes where account_id = ? and live = ? and id = ? for update",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// By what the connector calls it.
    Optional<Dispute> lock(Tx tx, Tenant tenant, String connector, String reference) {
        return tx.one(
                Disputes::dispute, "select " + COLUMNS + """
                         from disputes
                        where account_id = ? and live = ? and connector = ? and reference = ? for update
                        """, tenant.account(), tenant.live(), connector, reference);
    }

    /// The one that an attempt answered last.
    Optional<Dispute> lockAnswered(Tx tx, Tenant tenant, long attempt) {
        return tx.one(
                Disputes::dispute,
                "select " + COLUMNS + " from disputes where account_id = ? and live = ? and answer_id = ? for update",
                tenant.account(),
                tenant.live(),
                attempt);
    }

    Page<Dispute> list(Sql sql, Tenant tenant, Filter filter, Slice slice) {
        var found = sql.filtered(
                Disputes::dispute,
                "select " + COLUMNS + """
                         from disputes
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (?::bigint is null or charge_id = ?::bigint)
                          and (?::bigint is null or intent_id = ?::bigint)
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                filter.charge().orElse(null),
                filter.charge().orElse(null),
                filter.intent().orElse(null),
                filter.intent().orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    /// The worker's claim over all tenants: those whose bank is to be asked by now, each until the next time.
    List<Due> claimDue(Sql sql, long nowMs, long nextMs) {
        return sql.all(
                row -> new Due(new Tenant(row.number("account_id"), row.flag("live")), dispute(row)),
                """
                update disputes set look_ms = ?
                 where (account_id, live, id) in (
                   select account_id, live, id from disputes
                    where look_ms <= ? order by look_ms limit 5 for update skip locked)
                returning account_id, live,\s""" + COLUMNS,
                nextMs,
                nowMs);
    }

    /// @param lookMs when to ask the bank how it stands; empty when it is over
    void add(Tx tx, Tenant tenant, Dispute dispute, Optional<Long> lookMs) {
        tx.later(
                """
                insert into disputes
                  (account_id, live, id, charge_id, intent_id, connector, reference, amount, currency, reason, status,
                   version, due_ms, evidence, submissions, late, metadata, withdrawn_id, reinstated_id, look_ms)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                tenant.account(),
                tenant.live(),
                dispute.id(),
                dispute.charge(),
                dispute.intent(),
                dispute.connector(),
                dispute.reference(),
                dispute.amount().minor(),
                dispute.amount().currency().code(),
                dispute.reason().word(),
                dispute.state().status(),
                dispute.version(),
                dispute.dueMs(),
                dispute.evidence().jsonb(),
                dispute.submissions(),
                dispute.isLate(),
                dispute.metadata().jsonb(),
                dispute.withdrawn().orElse(null),
                dispute.reinstated().orElse(null),
                lookMs.orElse(null));
    }

    /// @param lookMs when to ask the bank how it stands; empty when it is over
    void save(Tx tx, Tenant tenant, Dispute dispute, Optional<Long> lookMs) {
        tx.later(
                """
                update disputes
                   set status = ?, version = ?, due_ms = ?, answer_id = ?, evidence = ?, submissions = ?, late = ?,
                       metadata = ?, withdrawn_id = ?, reinstated_id = ?, look_ms = ?
                 where account_id = ? and live = ? and id = ?
                """,
                dispute.state().status(),
                dispute.version(),
                dispute.dueMs(),
                dispute.answer().orElse(null),
                dispute.evidence().jsonb(),
                dispute.submissions(),
                dispute.isLate(),
                dispute.metadata().jsonb(),
                dispute.withdrawn().orElse(null),
                dispute.reinstated().orElse(null),
                lookMs.orElse(null),
                tenant.account(),
                tenant.live(),
                dispute.id());
    }

    private static Dispute dispute(Columns row) {
        return new Dispute(
                row.number("id"),
                row.number("charge_id"),
                row.number("intent_id"),
                row.text("connector"),
                row.text("reference"),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                Reason.valueOf(row.text("reason").toUpperCase(Locale.ROOT)),
                State.of(Standing.valueOf(row.text("status").toUpperCase(Locale.ROOT))),
                row.integer("version"),
                row.number("due_ms"),
                row.maybeNumber("answer_id"),
                Evidence.read(row.text("evidence")),
                row.integer("submissions"),
                row.flag("late"),
                Metadata.read(row.text("metadata")),
                row.maybeNumber("withdrawn_id"),
                row.maybeNumber("reinstated_id"));
    }
}
