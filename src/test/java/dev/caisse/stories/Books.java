package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.platform.db.Db;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Whether all that is written down about payments says the same, here and at the sandbox, once nothing is under way
/// any more.
final class Books {
    /// What was given up and approved all the same stands here as what came too much.
    private static final String OURS = """
            select reference from attempts a
             where operation = ?
               and (outcome = 'approved' or exists (select 1 from charges where attempt_id = a.id and surplus))
            """;
    private static final String THEIRS =
            "select reference from sandbox.book where operation = ? and outcome = 'approved'";
    /// Each finds what must not be; `about` says which.
    private static final Map<String, String> FAULTS = new LinkedHashMap<>();

    static {
        FAULTS.put("requests that were never answered", """
                select key as about from idempotency_keys where status is null
                """);
        FAULTS.put("sessions that are complete and not paid, paid and not complete, or busy", """
                select s.id::text as about
                  from checkout_sessions s join payment_intents i on i.id = s.payment_intent_id
                 where (s.status = 'complete') <> (i.status = 'succeeded' or exists (
                         select 1 from events where type = 'checkout.session.async_payment_failed'
                            and object->>'id' = 'cs_' || s.id))
                    or (s.payment_status = 'paid') <> (i.status = 'succeeded')
                    or s.busy
                """);
        FAULTS.put("intents that were charged otherwise than once for all they received", """
                select i.id || ' ' || i.status || ' ' || count(c.id) as about
                  from payment_intents i
                  left join charges c on c.intent_id = i.id and c.failure_code is null and not c.surplus
                 group by i.id, i.status, i.amount_received
                having count(c.id) <> case i.status when 'succeeded' then 1 else 0 end
                    or coalesce(sum(c.captured), 0) <> i.amount_received
                """);
        FAULTS.put("cards that were made ready otherwise than with one answer of their bank", """
                select s.id || ' ' || s.status || ' ' || count(a.id) as about
                  from setup_intents s
                  left join attempts a on a.intent_id = s.id and a.whose = 'setup' and a.operation = 'authorize'
                   and a.outcome = 'approved'
                 group by s.id, s.status
                having count(a.id) <> case s.status when 'succeeded' then 1 else 0 end
                """);
        FAULTS.put("charges that gave back, or reserve, something else than their refunds say, or too little", """
                select c.id::text as about
                  from charges c
                  left join lateral (
                    select sum(amount) filter (where status = 'succeeded') as gone,
                           sum(amount) filter (where status = 'pending') as reserved
                      from refunds where charge_id = c.id) r on true
                 where c.refunded <> coalesce(r.gone, 0) or c.refunding <> coalesce(r.reserved, 0)
                    or (c.surplus and c.refunded <> c.captured)
                """);
        FAULTS.put("refunds that went out and were posted otherwise than once", """
                select r.id::text as about
                  from refunds r left join transfers t on t.source_id = r.id and t.kind = 'refund'
                 group by r.id, r.status, r.amount
                having coalesce(sum(t.amount), 0) <> case r.status when 'succeeded' then r.amount else 0 end
                """);
        FAULTS.put("approved authorisations without their charge, and charges without theirs", """
                select coalesce(a.id, c.id)::text as about
                  from (select * from attempts
                         where operation = 'authorize' and outcome = 'approved' and whose = 'payment') a
                  full join (select * from charges where failure_code is null) c on c.attempt_id = a.id
                 where a.id is null and not c.surplus or c.id is null
                """);
        FAULTS.put("things that happened and were told otherwise than once", """
                with due as (
                  select 'pi_' || id as object, 'payment_intent.created' as type from payment_intents
                  union all select 'pi_' || id, 'payment_intent.succeeded' from payment_intents
                   where status = 'succeeded'
                  union all select 'seti_' || id, 'setup_intent.created' from setup_intents
                  union all select 'seti_' || id, 'setup_intent.succeeded' from setup_intents
                   where status = 'succeeded'
                  union all select 'cs_' || id, 'checkout.session.completed' from checkout_sessions
                   where status = 'complete'
                  union all select 'ch_' || id, 'charge.succeeded' from charges where failure_code is null
                  union all select 're_' || id, 'refund.created' from refunds
                  union all select 're_' || id, 'refund.updated' from refunds where status = 'succeeded'
                  union all select 'ch_' || id, 'charge.failed' from charges where failure_code is not null
                  union all select 'cs_' || s.id, 'checkout.session.async_payment_failed'
                    from checkout_sessions s join payment_intents i on i.id = s.payment_intent_id
                   where s.status = 'complete' and i.status = 'requires_payment_method'
                ), told as (
                  select object->>'id' as object, type, count(*) as times from events
                   where type in (select type from due) group by 1, 2
                )
                select coalesce(due.object || due.type, told.object || told.type) || ' ' || coalesce(times, 0) as about
                  from due full join told on told.object = due.object and told.type = due.type
                 where due.object is null or times is distinct from 1
                """);
    }

    private Books() {}

    /// What a kill left open is looked up first.
    static void agree(Db ours, Db bank) {
        Eventually.holds(() -> ours.one(_ -> true, "select 1 from attempts where outcome is null")
                .isEmpty());
        FAULTS.forEach((what, sql) ->
                assertThat(ours.all(row -> row.text("about"), sql)).as(what).isEmpty());
        for (var operation : List.of("authorize", "capture", "refund")) {
            assertThat(approved(ours, OURS, operation))
                    .as("what was approved here, and at the sandbox")
                    .containsExactlyInAnyOrderElementsOf(approved(bank, THEIRS, operation));
        }
        assertThat(money(ours, """
                select a.reference, i.amount_received - c.refunded as amount from payment_intents i
                  join charges c on c.intent_id = i.id and c.failure_code is null and not c.surplus
                  join attempts a on a.intent_id = i.id and a.operation = 'authorize' and a.outcome = 'approved'
                   and a.id = c.attempt_id and i.amount_received > c.refunded
                """))
                .as("money that was received here, and moved at the sandbox")
                .isEqualTo(money(bank, """
                select reference, coalesce(moved, 0) - refunded as amount from sandbox.book
                 where operation = 'authorize' and outcome = 'approved' and amount > 0
                   and not (refunded > 0 and refunded = moved)
                """));
    }

    /// Whether each of these purchases, however often it was asked for, is one intent in this state.
    static void haveEachOnce(Db ours, List<Purchase> purchases, String status) {
        var told = ours.all(row -> Map.entry(row.text("name"), row.text("status")), """
                select metadata->>'purchase' as name, status from payment_intents
                 union all select metadata->>'purchase', status from setup_intents
                """);
        var names = purchases.stream().map(Purchase::name).collect(Collectors.toSet());
        assertThat(told.stream().filter(intent -> names.contains(intent.getKey())))
                .as("payments, each once and " + status)
                .containsExactlyInAnyOrderElementsOf(
                        names.stream().map(name -> Map.entry(name, status)).toList());
    }

    private static List<String> approved(Db db, String sql, String operation) {
        return db.all(row -> row.text("reference"), sql, operation);
    }

    private static Map<String, Long> money(Db db, String sql) {
        return db.all(row -> Map.entry(row.text("reference"), row.number("amount")), sql).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
