package dev.caisse.ledger;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Optional;

/// What purses hold: snapshots of all transfers up to the cut, and the transfers after it. The payment's way writes
/// nothing here; workers do.
final class Balances {

    /// What a purse holds in one currency; zero or below, too.
    record Balance(Purse purse, CurrencyCode currency, long amount) {}

    /// A tide that was closed: it ends below this one, and is over when all transactions before this number are.
    record Turned(long tide, long transaction) {}

    /// Pending money of one day, not yet settled in full.
    record Unsettled(Tenant tenant, CurrencyCode currency, int dueDay, long amount, int settlements) {}

    /// Pending and available, in all currencies that ever had any. One statement, so that no cut falls between the
    /// snapshots and what comes after them.
    List<Balance> list(Sql sql, Tenant tenant) {
        return sql.all(
                row -> new Balance(
                        Purse.of(row.text("purse")), CurrencyCode.of(row.text("currency")), row.number("amount")),
                """
                select purse, currency, sum(amount) as amount
                  from (select purse, currency, amount from balance_snapshots
                         where account_id = ? and live = ? and purse in ('pending', 'available')
                        union all
                        select credit, currency, amount from transfers
                         where account_id = ? and live = ? and tide > (select tide from ledger_cut)
                           and tide <= (select last_value from ledger_tide)
                        union all
                        select debit, currency, -amount from transfers
                         where account_id = ? and live = ? and tide > (select tide from ledger_cut)
                           and tide <= (select last_value from ledger_tide)) moved
                 where purse in ('pending', 'available')
                 group by purse, currency order by currency, purse
                """,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live());
    }

    /// Whether anything was posted after the cut, whoever's it is.
    boolean isBehind(Sql sql) {
        return sql.one(_ -> true, """
                        select 1 from transfers
                         where tide > (select tide from ledger_cut) and tide <= (select last_value from ledger_tide)
                         limit 1
                        """).isPresent();
    }

    /// Begins a new tide. Its number first, then ours: whoever still read the old one had a number before us.
    Turned turn(Tx tx) {
        long tide = tx.one(row -> row.number("tide"), "select nextval('ledger_tide') as tide")
                .orElseThrow();
        return tx.one(
                        row -> new Turned(tide, row.number("transaction")),
                        "select pg_current_xact_id()::text::bigint as transaction")
                .orElseThrow();
    }

    /// Whether every transaction that began before another one's number is over.
    boolean isOver(Sql sql, Turned turned) {
        return sql.one(
                        row -> row.number("oldest"),
                        "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest")
                .filter(oldest -> oldest > turned.transaction())
                .isPresent();
    }

    /// The worker's, over all tenants: adds what was posted since the last cut to the snapshots, in one transaction
    /// with
    /// the cut. Two nodes wait for each other here, and the second finds nothing left.
    void cut(Tx tx, long below) {
        long from = tx.one(row -> row.number("tide"), "select tide from ledger_cut for update")
                .orElseThrow();
        if (from >= below - 1) {
            return;
        }
        tx.run("""
                insert into balance_snapshots (account_id, live, currency, purse, due_day, amount, incoming)
                select account_id, live, currency, purse, due_day, sum(amount), sum(incoming)
                  from (select account_id, live, currency, credit as purse,
                               case credit when 'pending' then due_day else 0 end as due_day, amount,
                               case when credit = 'pending' and kind <> 'settlement' then amount else 0 end as incoming
                          from transfers where tide > ? and tide < ?
                        union all
                        select account_id, live, currency, debit,
                               case debit when 'pending' then due_day else 0 end, -amount,
                               case when debit = 'pending' and kind <> 'settlement' then -amount else 0 end
                          from transfers where tide > ? and tide < ?) moved
                 group by account_id, live, currency, purse, due_day
                on conflict (account_id, live, currency, purse, due_day) do update
                   set amount = balance_snapshots.amount + excluded.amount,
                       incoming = balance_snapshots.incoming + excluded.incoming
                """, from, below, from, below);
        tx.run("update ledger_cut set tide = ?", below - 1);
    }

    /// The worker's look over all tenants: pending money whose day has come.
    List<Unsettled> due(Sql sql, int today, int most) {
        return sql.all(Balances::unsettled, """
                        select account_id, live, currency, due_day, incoming - settled as amount, settlements
                          from balance_snapshots
                         where purse = 'pending' and incoming <> settled and account_id > 0 and due_day <= ?
                         order by due_day limit ?
                        """, today, most);
    }

    /// The same of one tenant who lives by a clock of their own.
    List<Unsettled> due(Sql sql, Tenant tenant, int today, int most) {
        return sql.all(Balances::unsettled, """
                select account_id, live, currency, due_day, incoming - settled as amount, settlements
                  from balance_snapshots
                 where account_id = ? and account_id < 0 and live = ? and purse = 'pending' and incoming <> settled
                   and due_day <= ?
                 order by due_day limit ?
                """, tenant.account(), tenant.live(), today, most);
    }

    /// The next day of theirs on which something becomes available, as far as the cut.
    Optional<Integer> nextDueDay(Sql sql, Tenant tenant, int after) {
        return sql.one(row -> row.integer("due_day"), """
                select due_day from balance_snapshots
                 where account_id = ? and account_id < 0 and live = ? and purse = 'pending' and incoming <> settled
                   and due_day > ?
                 order by due_day limit 1
                """, tenant.account(), tenant.live(), after);
    }

    /// The same, held until the transaction ends; empty when another node settled it.
    Optional<Unsettled> lock(Tx tx, Unsettled due) {
        return tx.one(
                Balances::unsettled,
                """
                select account_id, live, currency, due_day, incoming - settled as amount, settlements
                  from balance_snapshots
                 where account_id = ? and live = ? and currency = ? and purse = 'pending' and due_day = ?
                   and incoming <> settled
                   for update
                """,
                due.tenant().account(),
                due.tenant().live(),
                due.currency().code(),
                due.dueDay());
    }

    void saveSettled(Tx tx, Unsettled settled) {
        tx.later(
                """
                update balance_snapshots set settled = settled + ?, settlements = settlements + 1
                 where account_id = ? and live = ? and currency = ? and purse = 'pending' and due_day = ?
                """,
                settled.amount(),
                settled.tenant().account(),
                settled.tenant().live(),
                settled.currency().code(),
                settled.dueDay());
    }

    private static Unsettled unsettled(Columns row) {
        return new Unsettled(
                new Tenant(row.number("account_id"), row.flag("live")),
                CurrencyCode.of(row.text("currency")),
                row.integer("due_day"),
                row.number("amount"),
                row.integer("settlements"));
    }
}
