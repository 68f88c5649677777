package dev.caisse.ledger;

import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.ledger.Transfer.Kind;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;

/// Where transfers are kept: added, never changed. The database holds that each kind and source has one.
final class Transfers {
    private static final Table TABLE = Table.named("transfers")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("kind text", "source_id bigint", "debit text", "credit text")
            .columns("amount bigint", "currency text", "due_day integer")
            .computed("tide", "(select ledger_tide())");

    /// A fee is shown with what it was kept of; a settlement moves nothing in or out.
    private static final String TRANSACTIONS = """
            select t.id, t.kind, t.source_id, t.debit, t.credit, t.amount, t.currency, t.due_day,
                   case t.kind when 'charge' then coalesce(f.amount, 0) else 0 end as fee
              from transfers t
              left join transfers f on f.account_id = t.account_id and f.live = t.live and f.source_id = t.source_id
                                   and f.kind = 'fee'
             where t.account_id = ? and t.live = ? and t.kind not in ('fee', 'settlement')\s""";

    void add(Inserts into, Tenant tenant, Transfer transfer) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                transfer.id(),
                transfer.kind().word(),
                transfer.source(),
                transfer.debit().word(),
                transfer.credit().word(),
                transfer.amount().minor(),
                transfer.amount().currency().code(),
                transfer.dueDay());
    }

    Optional<Transfer> find(Sql sql, Tenant tenant, Kind kind, long source) {
        return sql.one(Transfers::transfer, """
                        select id, kind, source_id, debit, credit, amount, currency, due_day from transfers
                         where account_id = ? and live = ? and source_id = ? and kind = ?
                        """, tenant.account(), tenant.live(), source, kind.word());
    }

    /// Which transactions a list is about; what is empty filters nothing.
    record Filter(List<Kind> kinds, Optional<Long> source, Optional<String> currency) {}

    Optional<BalanceTransaction> findTransaction(Sql sql, Tenant tenant, long id) {
        return sql.one(Transfers::transaction, TRANSACTIONS + "and t.id = ?", tenant.account(), tenant.live(), id);
    }

    /// All of these that there are, in no order.
    List<BalanceTransaction> findTransactions(Sql sql, Tenant tenant, List<Long> ids) {
        return sql.all(
                Transfers::transaction,
                TRANSACTIONS + "and t.id = any (?)",
                tenant.account(),
                tenant.live(),
                ids.stream().mapToLong(Long::longValue).toArray());
    }

    Page<BalanceTransaction> list(Sql sql, Tenant tenant, Filter filter, Slice slice) {
        var kinds = filter.kinds().stream().map(Kind::word).toList();
        var found = sql.filtered(
                Transfers::transaction,
                TRANSACTIONS + """
                          and t.id > ? and t.id < ?
                          and (cardinality(?::text[]) = 0 or t.kind = any (?::text[]))
                          and (?::bigint is null or t.source_id = ?::bigint)
                          and (?::text is null or t.currency = ?::text)
                        order by t.id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                kinds,
                kinds,
                filter.source().orElse(null),
                filter.source().orElse(null),
                filter.currency().orElse(null),
                filter.currency().orElse(null),
                slice.fetch());
        return slice.page(found);
    }

    private static BalanceTransaction transaction(Columns row) {
        return new BalanceTransaction(transfer(row), row.number("fee"));
    }

    private static Transfer transfer(Columns row) {
        return new Transfer(
                row.number("id"),
                Kind.of(row.text("kind")),
                row.number("source_id"),
                Purse.of(row.text("debit")),
                Purse.of(row.text("credit")),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                row.integer("due_day"));
    }
}
