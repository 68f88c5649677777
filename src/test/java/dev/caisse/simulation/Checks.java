package dev.caisse.simulation;

import dev.caisse.platform.db.Db;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What must be true of payments whatever was done to them, asked of the database in a few statements for many payments
/// at once. Reads tables, and knows none of the program's classes.
final class Checks {
    private static final String OURS = "account_id = ? and live = false and ";

    /// Each finds what must not be. All are asked of payments with which nobody is at work, and name the payment in
    /// `intent_id`.
    private static final Map<String, String> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("no payment is charged twice at the bank", """
                select a.intent_id, count(*) || ' authorisations took money' as about
                  from attempts a join sandbox.book b on b.reference = a.reference and b.operation = 'authorize'
                 where %s a.intent_id = any (?::bigint[]) and b.outcome = 'approved' and coalesce(b.moved, 0) > b.refunded +
                       case a.outcome when 'approved' then 0 else b.disputed end
                 group by a.intent_id having count(*) > 1
                """);
        FAULTS.put("what was received and not refunded is what the bank moved", """
                select i.id as intent_id, i.status || ', received ' || i.amount_received || ', moved ' ||
                       coalesce(sum(b.moved - b.refunded - case a.outcome when 'approved' then 0 else b.disputed end), 0) as about
                  from payment_intents i
                  left join attempts a on a.account_id = i.account_id and a.live = i.live and a.intent_id = i.id
                       and a.operation = 'authorize'
                  left join sandbox.book b on b.reference = a.reference
                 where %s i.id = any (?::bigint[])
                 group by i.account_id, i.live, i.id, i.status, i.amount_received
                having coalesce(sum(b.moved - b.refunded - case a.outcome when 'approved' then 0 else b.disputed end), 0)
                       <> i.amount_received -
                       (select coalesce(sum(r.amount), 0) from refunds r
                          join charges c on c.account_id = r.account_id and c.live = r.live and c.id = r.charge_id
                         where r.account_id = i.account_id and r.live = i.live and r.intent_id = i.id
                           and r.status = 'succeeded' and not c.surplus)
                """);
        FAULTS.put("refunds and their charge agree", """
                select c.intent_id, 'charge ' || c.id || ' refunded ' || c.refunded || ' refunding ' || c.refunding as about
                  from charges c left join refunds r on r.account_id = c.account_id and r.live = c.live
                       and r.charge_id = c.id
                 where %s c.intent_id = any (?::bigint[])
                 group by c.id, c.intent_id, c.refunded, c.refunding, c.captured
                having not (c.refunded = coalesce(sum(r.amount) filter (where r.status = 'succeeded'), 0)
                    and c.refunding = coalesce(sum(r.amount) filter (where r.status = 'pending'), 0)
                    and c.refunded + c.refunding <= c.captured)
                """);
        FAULTS.put("every refund has its events", """
                select r.intent_id, 'refund ' || r.id || ' is ' || r.status || ' and was told by ' ||
                       coalesce(string_agg(e.type, ' ' order by e.id), 'nothing') as about
                  from refunds r left join events e on e.account_id = r.account_id and e.live = r.live
                       and e.object ->> 'id' = 're_' || r.id
                 where %s r.intent_id = any (?::bigint[])
                 group by r.id, r.intent_id, r.status
                having count(e.id) filter (where e.type = 'refund.created') <> 1
                    or (array_agg(e.object ->> 'status' order by e.id desc))[1] is distinct from r.status
                """);
        FAULTS.put("what is held is what the bank holds", """
                select i.id as intent_id, i.status || ', held at the bank ' || coalesce(sum(b.amount), 0) as about
                  from payment_intents i
                  left join attempts a on a.account_id = i.account_id and a.live = i.live and a.intent_id = i.id
                       and a.operation = 'authorize'
                  left join sandbox.book b on b.reference = a.reference and b.outcome = 'approved' and b.moved is null
                 where %s i.id = any (?::bigint[])
                 group by i.id, i.status, i.amount_capturable
                having coalesce(sum(b.amount), 0) <> i.amount_capturable
                """);
        FAULTS.put("attempts and the bank's book agree", """
                select a.intent_id, a.operation || ' ' || a.id || ' is ' || a.outcome || ' here, at the bank ' ||
                       coalesce(b.outcome, 'unknown') as about
                  from attempts a left join sandbox.book b on b.reference = a.reference
                 where %s a.intent_id = any (?::bigint[]) and a.operation <> 'authenticate' and a.outcome is not null
                   and case a.outcome
                     when 'approved' then b.operation = a.operation and (b.outcome = 'approved' or
                          a.operation = 'authorize' and b.outcome = 'canceled')
                     when 'declined' then b.outcome in ('declined', 'canceled') or
                          a.last_answer ->> 'answer' = 'approved'
                     when 'canceled' then b.outcome in ('canceled', 'declined')
                   end is not true
                """);
        FAULTS.put("charges and attempts agree", """
                select coalesce(a.intent_id, c.intent_id) as intent_id, coalesce(a.id, c.attempt_id) || ' ' ||
                       coalesce(a.outcome, 'no attempt') || ', charge ' || coalesce(c.id::text, 'none') as about
                  from (select * from attempts a where %s a.intent_id = any (?::bigint[]) and a.operation = 'authorize'
                           and a.outcome is not null) a
                  full join (select * from charges c where %s c.intent_id = any (?::bigint[])) c on c.attempt_id = a.id
                 where a.id is null
                    or (a.outcome = 'approved') <> (c.id is not null and c.failure_code is null and not c.surplus)
                       and not (a.outcome = 'approved' and c.surplus)
                    or a.outcome = 'declined' and c.id is null and a.last_answer ->> 'answer' <> 'canceled'
                """);
        FAULTS.put("the ledger has what was received, once", """
                select i.id as intent_id, i.status || ', received ' || i.amount_received || ', posted ' ||
                       coalesce(sum(t.amount * case when t.debit = 'payer_clearing' then 1 else -1 end), 0) as about
                  from payment_intents i
                  left join charges c on c.account_id = i.account_id and c.live = i.live and c.intent_id = i.id
                  left join transfers t on t.account_id = c.account_id and t.live = c.live
                       and 'payer_clearing' in (t.debit, t.credit) and (t.source_id = c.id or t.source_id in (
                         select r.id from refunds r where r.account_id = c.account_id and r.live = c.live
                            and r.charge_id = c.id))
                 where %s i.id = any (?::bigint[])
                 group by i.account_id, i.live, i.id, i.status, i.amount_received
                having coalesce(sum(t.amount * case when t.debit = 'payer_clearing' then 1 else -1 end), 0)
                       <> i.amount_received - (
                         select coalesce(sum(c.refunded), 0) from charges c where c.account_id = i.account_id
                            and c.live = i.live and c.intent_id = i.id and not c.surplus)
                """);
        FAULTS.put("a session ends as its payment does, and says so once", """
                select s.payment_intent_id as intent_id, 'session ' || s.id || ' is ' || s.status || ', its payment ' || i.status || ', told by ' ||
                       coalesce(string_agg(e.type, ' ' order by e.id), 'nothing') as about
                  from checkout_sessions s
                  join payment_intents i on i.account_id = s.account_id and i.live = s.live and i.id = s.payment_intent_id
                  left join events e on e.account_id = s.account_id and e.live = s.live
                       and e.object ->> 'id' = 'cs_' || s.id
                 where %s s.payment_intent_id = any (?::bigint[])
                 group by s.payment_intent_id, s.id, s.status, s.busy, i.status, i.latest_charge
                having not case s.status
                         when 'open' then i.status in ('requires_payment_method', 'requires_action')
                         when 'complete' then i.status in ('requires_capture', 'succeeded', 'canceled')
                         else i.status = 'canceled' end
                    or s.busy and s.status <> 'open'
                    or count(e.id) filter (where e.type = 'checkout.session.completed') <> (s.status = 'complete')::int
                    or count(e.id) filter (where e.type = 'checkout.session.expired') <> (s.status = 'expired')::int
                """);
        FAULTS.put("what a payer's bank has was taken from the merchant, and nothing else", """
                select c.intent_id, 'charge ' || c.id || ' withheld ' || c.withheld || ', disputes ' ||
                       coalesce(string_agg(d.status, ' '), 'none') as about
                  from charges c left join disputes d on d.account_id = c.account_id and d.live = c.live
                       and d.charge_id = c.id
                 where %s c.intent_id = any (?::bigint[])
                 group by c.account_id, c.live, c.id, c.intent_id, c.withheld
                having c.withheld <> coalesce(sum(d.amount) filter (where d.status in ('needs_response', 'under_review', 'lost')), 0)
                    or c.withheld <> (select coalesce(sum(t.amount * case when t.credit = 'disputes' then 1 else -1 end), 0)
                         from transfers t where t.account_id = c.account_id and t.live = c.live
                          and 'disputes' in (t.debit, t.credit)
                          and t.source_id in (select d.id from disputes d where d.account_id = c.account_id
                               and d.live = c.live and d.charge_id = c.id))
                """);
        FAULTS.put("charges and their payment agree", """
                select i.id as intent_id, i.status || ', captured ' || coalesce(sum(c.captured), 0) as about
                  from payment_intents i
                  left join charges c on c.account_id = i.account_id and c.live = i.live and c.intent_id = i.id
                       and c.failure_code is null and not c.surplus
                 where %s i.id = any (?::bigint[])
                 group by i.id, i.status, i.amount_received
                having coalesce(sum(c.captured), 0) <> i.amount_received
                    or count(c.id) filter (where not c.expired) <>
                       case when i.status in ('succeeded', 'requires_capture') then 1 else 0 end
                    or count(c.id) > 1
                """);
    }

    private static final Map<String, Set<String>> AFTER = Map.of(
            "requires_payment_method",
                    Set.of(
                            "requires_confirmation",
                            "processing",
                            "requires_action",
                            "requires_capture",
                            "succeeded",
                            "requires_payment_method",
                            "canceled"),
            "requires_confirmation",
                    Set.of(
                            "processing",
                            "requires_action",
                            "requires_capture",
                            "succeeded",
                            "requires_payment_method",
                            "canceled"),
            "processing",
                    Set.of("requires_action", "requires_capture", "succeeded", "requires_payment_method", "canceled"),
            "requires_action",
                    Set.of(
                            "processing",
                            "requires_capture",
                            "succeeded",
                            "requires_payment_method",
                            "canceled",
                            "requires_action"),
            "requires_capture", Set.of("requires_capture", "succeeded", "canceled"),
            "succeeded", Set.of(),
            "canceled", Set.of());
    private static final Map<String, Set<String>> TELLS = Map.of(
            "payment_intent.created", Set.of("requires_payment_method", "requires_confirmation"),
            "payment_intent.processing", Set.of("processing"),
            "payment_intent.requires_action", Set.of("requires_action"),
            "payment_intent.amount_capturable_updated", Set.of("requires_capture"),
            "payment_intent.succeeded", Set.of("succeeded"),
            "payment_intent.payment_failed", Set.of("requires_payment_method", "requires_capture"),
            "payment_intent.canceled", Set.of("canceled"));

    private final Db db;
    private final long account;

    Checks(Db db) {
        this.db = db;
        this.account = db.one(row -> row.number("id"), "select min(id) as id from accounts")
                .orElseThrow();
        db.run("create index if not exists simulation_events on events ((object ->> 'id'))");
    }

    /// Leaves nothing of any payment.
    void forget() {
        db.run("""
                truncate payment_intents, setup_intents, attempts, charges, refunds, disputes, payment_methods, customers,
                         checkout_sessions, line_items, prices, products, events, idempotency_keys, notices,
                         sandbox.book, sandbox.authentications, sandbox.disputes
                """);
    }

    /// A payment as it is now.
    ///
    /// @param back how much was refunded, or is to be
    /// @param open how many questions to the bank are open
    record Seen(Guess.Status status, long capturable, long received, long back, long open) {}

    /// A payment, and what is wrong with it.
    record Fault(long intent, String invariant, String about) {}

    Map<Long, Seen> look(List<Long> intents) {
        var seen = new HashMap<Long, Seen>();
        db.all(
                row -> seen.put(
                        row.number("id"),
                        new Seen(
                                Guess.Status.of(row.text("status")),
                                row.number("amount_capturable"),
                                row.number("amount_received"),
                                row.number("back"),
                                row.number("open"))),
                """
                select i.id, i.status, i.amount_capturable, i.amount_received,
                       (select coalesce(sum(c.refunded + c.refunding), 0) from charges c
                         where c.account_id = i.account_id and c.live = i.live and c.intent_id = i.id
                           and c.failure_code is null and not c.surplus) as back,
                       (select count(*) from attempts a where a.account_id = i.account_id and a.live = i.live
                           and a.intent_id = i.id and a.outcome is null and a.operation <> 'authenticate') as open
                  from payment_intents i where i.account_id = ? and i.live = false and i.id = any (?::bigint[])
                """,
                account,
                intents);
        return seen;
    }

    /// @param intents with which nobody is at work any more
    Optional<Fault> fault(List<Long> intents) {
        for (var check : FAULTS.entrySet()) {
            var sql = check.getValue();
            var found = sql.contains("full join")
                    ? faults(check.getKey(), sql.formatted(ours("a"), ours("c")), account, intents, account, intents)
                    : faults(check.getKey(), sql.formatted(ours(table(sql))), account, intents);
            if (!found.isEmpty()) {
                return Optional.of(found.getFirst());
            }
        }
        return untold(intents);
    }

    /// Whether a request under one of these keys was never answered.
    Optional<String> unanswered(List<String> keys) {
        return db.one(
                row -> row.text("key"),
                "select key from idempotency_keys where " + OURS + "key = any (?) and status is null",
                account,
                keys);
    }

    /// The table by which a check finds its payments, by its short name.
    private static String table(String sql) {
        return sql.substring(sql.indexOf("%s ") + 3).substring(0, 1);
    }

    private static String ours(String table) {
        return table + ".account_id = ? and not " + table + ".live and";
    }

    private List<Fault> faults(String invariant, String sql, Object... values) {
        return db.all(row -> new Fault(row.number("intent_id"), invariant, row.text("about")), sql, values);
    }

    /// Every change has its event, in its order, showing the object as it was.
    private Optional<Fault> untold(List<Long> intents) {
        return db
                .all(
                        row -> {
                            long id = row.number("id");
                            var wrong = wrong(
                                    row.text("status"),
                                    row.text("types"),
                                    row.text("states"),
                                    row.text("amounts"),
                                    row.number("amount_capturable") + "/" + row.number("amount_received") + "/"
                                            + row.text("latest"));
                            return wrong.map(about -> new Fault(id, "every change has its event", about));
                        },
                        """
                        select i.id, i.status, i.amount_capturable, i.amount_received,
                               coalesce('ch_' || i.latest_charge, '') as latest,
                               string_agg(e.type, ' ' order by e.id) as types,
                               string_agg(e.object ->> 'status', ' ' order by e.id) as states,
                               string_agg((e.object ->> 'amount_capturable') || '/' || (e.object ->> 'amount_received') || '/' ||
                                   coalesce(e.object ->> 'latest_charge', ''), ' ' order by e.id) as amounts
                          from payment_intents i
                          left join events e on e.account_id = i.account_id and e.live = i.live
                               and e.object ->> 'id' = 'pi_' || i.id
                         where i.account_id = ? and not i.live and i.id = any (?::bigint[])
                         group by i.id, i.status, i.amount_capturable, i.amount_received, i.latest_charge
                        """,
                        account,
                        intents)
                .stream()
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> untoldCharge(intents));
    }

    private static Optional<String> wrong(String status, String types, String states, String amounts, String now) {
        if (types == null) {
            return Optional.of(status + " without any event");
        }
        var told = types.split(" ");
        var shown = states.split(" ");
        var trail = types + " showing " + states + "; it is " + status + " " + now + ", last told " + amounts;
        for (int i = 0; i < told.length; i++) {
            boolean isFirst = i == 0;
            if (isFirst != told[i].equals("payment_intent.created")
                    || !TELLS.getOrDefault(told[i], Set.of()).contains(shown[i])
                    || !isFirst && !AFTER.get(shown[i - 1]).contains(shown[i])) {
                return Optional.of(trail);
            }
        }
        var last = amounts.substring(amounts.lastIndexOf(' ') + 1);
        return shown[shown.length - 1].equals(status) && last.equals(now) ? Optional.empty() : Optional.of(trail);
    }

    private Optional<Fault> untoldCharge(List<Long> intents) {
        return faults("every change of a charge has its event", """
                select c.intent_id, 'charge ' || c.id || ' was told by ' || coalesce(string_agg(e.type, ' ' order by e.id), 'nothing') as about
                  from charges c left join events e on e.account_id = c.account_id and e.live = c.live
                       and e.object ->> 'id' = 'ch_' || c.id
                 where c.account_id = ? and not c.live and c.intent_id = any (?::bigint[])
                 group by c.intent_id, c.id, c.surplus, c.failure_code, c.captured, c.refunded, c.expired, c.amount
                having count(e.id) filter (where e.type = 'charge.succeeded') <> case when c.failure_code is null then 1 else 0 end
                    or count(e.id) filter (where e.type = 'charge.failed') <> case when c.failure_code is null then 0 else 1 end
                    or count(e.id) filter (where e.type = 'charge.expired'
                                              or c.surplus and e.type = 'charge.refunded') < c.expired::int
                    or count(e.id) filter (where e.type = 'charge.expired') > c.expired::int
                    or count(e.id) filter (where e.type = 'charge.captured') > 1
                    or (array_agg((e.object ->> 'amount_captured')::bigint order by e.id desc))[1] <> c.captured
                    or (array_agg((e.object ->> 'amount_refunded')::bigint order by e.id desc))[1] <> c.refunded
                """, account, intents).stream()
                .findFirst();
    }
}
