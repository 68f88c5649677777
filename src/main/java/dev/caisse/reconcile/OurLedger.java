package dev.caisse.reconcile;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import java.util.List;

/// What the ledger's tables say, and what refunds and disputes say of them; written by nobody here.
final class OurLedger {

    /// What the ledger has of a charge: what came, how often and under which transfer, and what went back less what
    /// came again.
    record Posted(long charge, String currency, long came, long times, long transaction, long back) {}

    record TransferRow(long id, String kind, long source, long amount, String currency, boolean hasSource) {}

    /// A refund, and what was posted of it as gone and as back.
    record RefundRow(
            long id,
            long charge,
            String status,
            long amount,
            String currency,
            String chargeCurrency,
            long gone,
            long back) {}

    /// A dispute, and what was posted of it as gone and as back.
    record DisputeRow(long id, String status, boolean isTaken, long amount, String currency, long out, long back) {}

    /// A snapshot, and what it should be.
    record Balance(String purse, String currency, int dueDay, long kept, long summed) {}

    /// What the ledger has of these charges, and of their refunds.
    List<Posted> posted(Sql sql, Tenant tenant, long[] charges) {
        return sql.all(
                row -> new Posted(
                        row.number("charge"),
                        row.text("currency"),
                        row.number("came"),
                        row.number("times"),
                        row.number("transaction"),
                        row.number("back")),
                """
                select charge, currency, sum(came)::bigint as came, sum(times)::bigint as times,
                       max(transaction) as transaction, sum(back)::bigint as back
                  from (select source_id as charge, currency, case kind when 'charge' then amount else 0 end as came,
                               case kind when 'charge' then 1 else 0 end as times,
                               case kind when 'charge' then id else 0 end as transaction,
                               case kind when 'return' then amount else 0 end as back
                          from transfers
                         where account_id = ? and live = ? and source_id = any (?) and kind in ('charge', 'return')
                        union all
                        select r.charge_id, t.currency, 0, 0, 0,
                               case t.kind when 'refund' then t.amount else -t.amount end
                          from refunds r
                          join transfers t on t.account_id = ? and t.live = ? and t.source_id = r.id
                                          and t.kind in ('refund', 'refund_failure')
                         where r.account_id = ? and r.live = ? and r.charge_id = any (?)) moved
                 group by charge, currency
                """,
                tenant.account(),
                tenant.live(),
                charges,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                charges);
    }

    /// Every transfer, and whether what it names as its source is there.
    List<TransferRow> transfers(Sql sql, Tenant tenant, long after) {
        return sql.all(
                row -> new TransferRow(
                        row.number("id"),
                        row.text("kind"),
                        row.number("source_id"),
                        row.number("amount"),
                        row.text("currency"),
                        row.flag("has_source")),
                """
                select t.id, t.kind, t.source_id, t.amount, t.currency,
                       case when t.kind in ('charge', 'fee', 'return')
                            then exists (select 1 from charges c
                                          where c.account_id = ? and c.live = ? and c.id = t.source_id)
                            when t.kind in ('refund', 'refund_failure')
                            then exists (select 1 from refunds r
                                          where r.account_id = ? and r.live = ? and r.id = t.source_id)
                            when t.kind in ('dispute', 'dispute_reversal')
                            then exists (select 1 from disputes d
                                          where d.account_id = ? and d.live = ? and d.id = t.source_id)
                            else true end as has_source
                  from transfers t
                 where t.account_id = ? and t.live = ? and t.id > ?
                 order by t.id limit ?
                """,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                after,
                OurBooks.PAGE);
    }

    List<RefundRow> refunds(Sql sql, Tenant tenant, long after) {
        return sql.all(
                row -> new RefundRow(
                        row.number("id"),
                        row.number("charge_id"),
                        row.text("status"),
                        row.number("amount"),
                        row.text("currency"),
                        row.text("charge_currency"),
                        row.number("gone"),
                        row.number("back")),
                """
                select r.id, r.charge_id, r.status, r.amount, r.currency, c.currency as charge_currency,
                       (select coalesce(sum(t.amount), 0) from transfers t
                         where t.account_id = ? and t.live = ? and t.source_id = r.id and t.kind = 'refund') as gone,
                       (select coalesce(sum(t.amount), 0) from transfers t
                         where t.account_id = ? and t.live = ? and t.source_id = r.id
                           and t.kind = 'refund_failure') as back
                  from refunds r
                  join charges c on c.account_id = ? and c.live = ? and c.id = r.charge_id
                 where r.account_id = ? and r.live = ? and r.id > ?
                 order by r.id limit ?
                """,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                after,
                OurBooks.PAGE);
    }

    List<DisputeRow> disputes(Sql sql, Tenant tenant, long after) {
        return sql.all(
                row -> new DisputeRow(
                        row.number("id"),
                        row.text("status"),
                        row.flag("taken"),
                        row.number("amount"),
                        row.text("currency"),
                        row.number("out"),
                        row.number("back")),
                """
                select d.id, d.status, d.status in ('needs_response', 'under_review', 'lost', 'won') as taken,
                       d.amount, d.currency,
                       (select coalesce(sum(t.amount), 0) from transfers t
                         where t.account_id = ? and t.live = ? and t.source_id = d.id and t.kind = 'dispute') as out,
                       (select coalesce(sum(t.amount), 0) from transfers t
                         where t.account_id = ? and t.live = ? and t.source_id = d.id
                           and t.kind = 'dispute_reversal') as back
                  from disputes d
                 where d.account_id = ? and d.live = ? and d.id > ?
                 order by d.id limit ?
                """,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                after,
                OurBooks.PAGE);
    }

    /// Snapshots that are not what the transfers up to the cut come to. One statement, so that no cut falls in between.
    List<Balance> wrongBalances(Sql sql, Tenant tenant) {
        return sql.all(
                OurLedger::balance,
                """
                select purse, currency, due_day, sum(kept)::bigint as kept, sum(summed)::bigint as summed
                  from (select purse, currency, due_day, amount as kept, 0 as summed from balance_snapshots
                         where account_id = ? and live = ?
                        union all
                        select credit, currency, case credit when 'pending' then due_day else 0 end, 0, amount
                          from transfers
                         where account_id = ? and live = ? and tide <= (select tide from ledger_cut)
                        union all
                        select debit, currency, case debit when 'pending' then due_day else 0 end, 0, -amount
                          from transfers
                         where account_id = ? and live = ? and tide <= (select tide from ledger_cut)) moved
                 group by purse, currency, due_day having sum(kept) <> sum(summed)
                 order by currency, purse, due_day
                """,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live());
    }

    /// Days of which something else was settled than the settlements posted come to.
    List<Balance> wrongSettlements(Sql sql, Tenant tenant) {
        return sql.all(OurLedger::balance, """
                select 'pending' as purse, currency, due_day, sum(kept)::bigint as kept, sum(summed)::bigint as summed
                  from (select currency, due_day, settled as kept, 0 as summed from balance_snapshots
                         where account_id = ? and live = ? and purse = 'pending'
                        union all
                        select currency, due_day, 0, case debit when 'pending' then amount else -amount end
                          from transfers
                         where account_id = ? and live = ? and kind = 'settlement') moved
                 group by currency, due_day having sum(kept) <> sum(summed)
                 order by currency, due_day
                """, tenant.account(), tenant.live(), tenant.account(), tenant.live());
    }

    private static Balance balance(Columns row) {
        return new Balance(
                row.text("purse"),
                row.text("currency"),
                row.integer("due_day"),
                row.number("kept"),
                row.number("summed"));
    }
}
