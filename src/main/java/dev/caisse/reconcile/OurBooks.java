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

    /// @param pending what its refunds under way come to
    /// @param excess how much more came than was asked for, and goes back without being shown
    /// @param transaction where it says that the ledger has it; 0 when nowhere
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
            long refunding,
            long withheld,
            long pending,
            long excess,
            boolean isPaid,
            boolean isExpired,
            long transaction,
            boolean isUnderWay) {}

    record SessionRow(long id, long intent, String paymentStatus, Optional<String> intentStatus) {}

    /// @param outcome empty while it is open
    /// @param refund how its refund stands; empty when it has none
    /// @param isFollowed whether anything of the same payment is still open
    record AttemptRow(
            long id,
            long intent,
            boolean isSetup,
            String operation,
            String connector,
            String outcome,
            long amount,
            String currency,
            String refund,
            boolean hasCharge,
            boolean isFollowed) {}

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
                        row.number("refunding"),
                        row.number("withheld"),
                        row.number("pending"),
                        row.number("excess"),
                        row.flag("paid"),
                        row.flag("expired"),
                        row.number("balance_transaction"),
                        row.flag("under_way")),
                """
                select c.id, c.intent_id, c.attempt_id, a.connector, c.amount, c.currency, i.currency as intent_currency,
                       c.captured, c.refunded, c.refunding, c.withheld, c.failure_code is null and not c.pending as paid,
                       c.expired,
                       coalesce(c.balance_transaction, 0) as balance_transaction,
                       (select coalesce(sum(r.amount), 0) from refunds r
                         where r.account_id = ? and r.live = ? and r.charge_id = c.id
                           and r.status = 'pending') as pending,
                       (select coalesce(sum(e.amount), 0) from attempts e
                         where e.account_id = ? and e.live = ? and e.original_id = c.attempt_id
                           and e.purpose = 'excess') as excess,
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

    /// Every call that may move money or is open, at any connector, and how it stands here.
    List<AttemptRow> attempts(Sql sql, Tenant tenant, long after) {
        return sql.all(
                OurBooks::attempt,
                """
                select a.id, a.intent_id, a.whose = 'setup' as setup, a.operation, a.connector, a.amount, a.currency,
                       coalesce(a.outcome, '') as outcome,
                       coalesce((select r.status from refunds r
                                  where r.account_id = ? and r.live = ? and r.id = a.refund_id), '') as refund,
                       exists (select 1 from charges c
                                where c.account_id = ? and c.live = ? and c.attempt_id = a.id) as has_charge,
                       exists (select 1 from attempts o
                                where o.account_id = ? and o.live = ? and o.intent_id = a.intent_id
                                  and o.outcome is null) as followed
                  from attempts a
                 where a.account_id = ? and a.live = ? and a.id > ?
                   and (a.outcome is null or a.operation in ('authorize', 'capture', 'cancel', 'refund'))
                 order by a.id limit ?
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

    /// Which of these references are this tenant's attempts, for the bank knows no tenants.
    List<Long> named(Sql sql, Tenant tenant, long[] ids) {
        return sql.all(
                row -> row.number("id"),
                "select id from attempts where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids);
    }

    private static AttemptRow attempt(Columns row) {
        return new AttemptRow(
                row.number("id"),
                row.number("intent_id"),
                row.flag("setup"),
                row.text("operation"),
                row.text("connector"),
                row.text("outcome"),
                row.number("amount"),
                row.text("currency"),
                row.text("refund"),
                row.flag("has_charge"),
                row.flag("followed"));
    }
}
