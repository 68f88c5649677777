package dev.caisse.ledger;

import dev.caisse.api.Tenant;
import dev.caisse.ledger.Transfer.Kind;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// Where transfers are kept: added, never changed. The database holds that each kind and source has one.
final class Transfers {
    private static final Table TABLE = Table.named("transfers")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("kind text", "source_id bigint", "debit text", "credit text")
            .columns("amount bigint", "currency text", "due_day integer");

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
