package dev.caisse.reconcile;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What the tables say, read across them and written by nobody here: page after page by id.
final class OurBooks {
    static final int PAGE = 500;

    record IntentRow(long id, String status, String currency, long received, long taken, long charges) {}

    record ChargeRow(
            long id,
            long intent,
            long attempt,
            String connector,
            long amount,
            String currency,
            String intentCurrency,
            long captured,
            long refunded,
            boolean isPaid,
            boolean isUnderWay) {}

    /// What the ledger has of a charge: what came, how often, and what went back less what came again.
    record Posted(long charge, String currency, long came, long times, long back) {}

    record TransferRow(long id, String kind, long source, long amount, String currency, boolean hasSource) {}

    record SessionRow(long id, long intent, String paymentStatus, Optional<String> intentStatus) {}

    record AttemptRow(
            long id, long intent, String operation, long amount, String currency, boolean hasCharge, long lookMs) {}

    List<Tenant> tenants(Sql sql) {
        return sql.all(row -> row.number("id"), "select id from accounts order by id").stream()
                .flatMap(account -> Stream.of(new Tenant(account, false), new Tenant(account, true)))
                .toList();
    }

    List<IntentRow> intents(Sql sql, Tenant tenant, long after) {
        return sql.all(
                row -> new IntentRow(
                        row.number("id"),
                        row.text("status"),
                        row.text("currency"),
                        row.number("amount_received"),
                        row.number("taken"),
                        row.number("charges")),
                """
                select i.id, i.status, i.currency, i.amount_received,
                       (select coalesce(sum(c.captured), 0) from charges c
                         where c.account_id = ? and c.live = ? and c.intent_id = i.id and not c.surplus) as taken,
                       (select count(*) from charges c
                         where c.account_id = ? and c.live = ? and c.intent_id = i.id and not c.surplus
                           and c.failure_code is null) as charges
                  from payment_intents i
                 where i.account_id = ? and i.live = ? and i.id > ?
                 order by i.id limit ?
                """,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                after,
                PAGE);
    }

    List<ChargeRow> charges(Sql sql, Tenant tenant, long after) {
        return sql.all(
                row -> new ChargeRow(
                        row.number("id"),
                        row.number("intent_id"),
                        row.number("attempt_id"),
                        row.text("connector"),
                        row.number("amount"),
                        row.text("currency"),
                        row.text("intent_currency"),
                        row.number("captured"),
                        row.number("refunded"),
                        row.flag("paid"),
                        row.flag("under_way")),
                """
                select c.id, c.intent_id, c.attempt_id, a.connector, c.amount, c.currency, i.currency as intent_currency,
                       c.captured, c.refunded, c.failure_code is null as paid,
                       exists (select 1 from attempts o
                                where o.account_id = ? and o.live = ? and o.intent_id = c.intent_id
                                  and o.outcome is null) as under_way
                  from charges c
                  join payment_intents i on i.account_id = ? and i.live = ? and i.id = c.intent_id
                  join attempts a on a.account_id = ? and a.live = ? and a.id = c.attempt_id
                 where c.account_id = ? and c.live = ? and c.id > ?
                 order by c.id limit ?
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
                PAGE);
    }

    /// What the ledger has of these charges, and of their refunds.
    List<Posted> posted(Sql sql, Tenant tenant, long[] charges) {
        return sql.all(
                row -> new Posted(
                        row.number("charge"),
                        row.text("currency"),
                        row.number("came"),
                        row.number("times"),
                        row.number("back")),
                """
                select charge, currency, sum(came)::bigint as came, sum(times)::bigint as times, sum(back)::bigint as back
                  from (select source_id as charge, currency, case kind when 'charge' then amount else 0 end as came,
                               case kind when 'charge' then 1 else 0 end as times,
                               case kind when 'return' then amount else 0 end as back
                          from transfers
                         where account_id = ? and live = ? and source_id = any (?) and kind in ('charge', 'return')
                        union all
                        select r.charge_id, t.currency, 0, 0,
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
                after,
                PAGE);
    }

    List<SessionRow> sessions(Sql sql, Tenant tenant, long after) {
        return sql.all(
                row -> new SessionRow(
                        row.number("id"),
                        row.number("payment_intent_id"),
                        row.text("payment_status"),
                        Optional.ofNullable(row.text("intent_status"))),
                """
                select s.id, s.payment_intent_id, s.payment_status,
                       (select i.status from payment_intents i
                         where i.account_id = ? and i.live = ? and i.id = s.payment_intent_id) as intent_status
                  from checkout_sessions s
                 where s.account_id = ? and s.live = ? and s.id > ?
                 order by s.id limit ?
                """,
                tenant.account(),
                tenant.live(),
                tenant.account(),
                tenant.live(),
                after,
                PAGE);
    }

    /// Authorisations that left no charge: open, declined before there was one, or cancelled.
    List<AttemptRow> attempts(Sql sql, Tenant tenant, long after) {
        return sql.all(OurBooks::attempt, """
                select a.id, a.intent_id, a.operation, a.amount, a.currency, a.look_ms, false as has_charge
                  from attempts a
                 where a.account_id = ? and a.live = ? and a.id > ? and a.outcome is null
                 order by a.id limit ?
                """, tenant.account(), tenant.live(), after, PAGE);
    }

    /// Of all tenants, for the bank knows none: which of these references are ours.
    List<AttemptRow> named(Sql sql, Tenant tenant, long[] ids) {
        return sql.all(OurBooks::attempt, """
                select a.id, a.intent_id, a.operation, a.amount, a.currency, a.look_ms,
                       exists (select 1 from charges c
                                where c.account_id = ? and c.live = ? and c.attempt_id = a.id) as has_charge
                  from attempts a
                 where a.account_id = ? and a.live = ? and a.id = any (?)
                """, tenant.account(), tenant.live(), tenant.account(), tenant.live(), ids);
    }

    private static AttemptRow attempt(Columns row) {
        return new AttemptRow(
                row.number("id"),
                row.number("intent_id"),
                row.text("operation"),
                row.number("amount"),
                row.text("currency"),
                row.flag("has_charge"),
                row.number("look_ms"));
    }
}
