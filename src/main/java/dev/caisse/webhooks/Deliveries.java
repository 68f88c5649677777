package dev.caisse.webhooks;

import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.webhooks.Delivery.State;
import dev.caisse.webhooks.Delivery.Try;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where deliveries are kept: those that are due, few and always changing, and those that are over, which are written
/// once. Each is known by its endpoint and its event.
final class Deliveries {

    /// An endpoint that has deliveries waiting, and when the first of them is due.
    record Waiting(long endpoint, long dueMs) {}

    /// A delivery to be added.
    ///
    /// @param dueMs when it may be claimed
    record New(Tenant tenant, long event, long endpoint, long dueMs) {}

    /// Which deliveries a list is about; what is empty filters nothing.
    record Filter(Optional<State> state, Optional<Long> event) {}

    /// For fan-out.
    void add(Sql sql, List<New> deliveries, long nowMs) {
        add(sql, deliveries, 0, nowMs);
    }

    /// For whoever wants events sent again: what is under way, or already made and not recorded yet, does not count.
    void addAgain(Sql sql, List<New> deliveries, long nowMs) {
        add(sql, deliveries, 1, nowMs);
    }

    private static void add(Sql sql, List<New> deliveries, int askedMore, long nowMs) {
        sql.run(
                """
                insert into deliveries_due (account_id, live, endpoint_id, event_id, due_ms, first_ms)
                select d.account_id, d.live, d.endpoint_id, d.event_id, d.due_ms, ?
                  from unnest(?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[], ?::bigint[])
                       as d (account_id, live, endpoint_id, event_id, due_ms)
                    on conflict (account_id, live, endpoint_id, event_id)
                    do update set due_ms = least(deliveries_due.due_ms, excluded.due_ms),
                                  asked = deliveries_due.asked + ?
                """,
                nowMs,
                Tenant.accounts(deliveries, New::tenant),
                Tenant.modes(deliveries, New::tenant),
                longs(deliveries, New::endpoint),
                longs(deliveries, New::event),
                longs(deliveries, New::dueMs),
                askedMore);
    }

    /// The worker's look over all tenants: every endpoint for which something waits. Goes from one to the next, so that
    /// an endpoint with a million deliveries costs no more than one with a single one.
    List<Waiting> waiting(Sql sql) {
        return sql.all(row -> new Waiting(row.number("endpoint_id"), row.number("due_ms")), """
                with recursive waiting as (
                  (select endpoint_id, due_ms from deliveries_due order by endpoint_id, due_ms limit 1)
                  union all
                  select next.endpoint_id, next.due_ms
                    from waiting
                   cross join lateral (select d.endpoint_id, d.due_ms from deliveries_due d
                                        where d.endpoint_id > waiting.endpoint_id
                                        order by d.endpoint_id, d.due_ms limit 1) as next)
                select endpoint_id, due_ms from waiting
                """);
    }

    /// The worker's claim over all tenants: takes for the length of a lease what has been due longest, for each
    /// endpoint
    /// as many as it has room for.
    List<DueDelivery> claim(Sql sql, Map<Long, Integer> rooms, long nowMs) {
        var endpoints = List.copyOf(rooms.keySet());
        return sql.all(
                row -> due(row, nowMs),
                """
                with claimed as materialized (
                  select d.account_id, d.live, d.endpoint_id, d.event_id
                    from unnest(?::bigint[], ?::bigint[]) as room (endpoint_id, most)
                   cross join lateral (select * from deliveries_due
                                        where endpoint_id = room.endpoint_id and due_ms <= ?
                                        order by due_ms limit room.most
                                          for update skip locked) as d)
                update deliveries_due d set due_ms = ?
                  from claimed c
                 where d.account_id = c.account_id and d.live = c.live and d.endpoint_id = c.endpoint_id
                   and d.event_id = c.event_id
                returning d.account_id, d.live, d.endpoint_id, d.event_id, d.asked, d.tries, d.first_ms
                """,
                longs(endpoints, Long::longValue),
                longs(endpoints, rooms::get),
                nowMs,
                nowMs + DueDelivery.LEASE.toMillis());
    }

    /// Gives claimed ones back, for others to try at once.
    void giveBack(Sql sql, Collection<DueDelivery> due, long nowMs) {
        sql.run(
                """
                update deliveries_due d set due_ms = ?
                  from unnest(?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[])
                       as g (account_id, live, endpoint_id, event_id)
                 where d.account_id = g.account_id and d.live = g.live and d.endpoint_id = g.endpoint_id
                   and d.event_id = g.event_id
                """,
                nowMs,
                Tenant.accounts(due, DueDelivery::tenant),
                Tenant.modes(due, DueDelivery::tenant),
                longs(due, DueDelivery::endpoint),
                longs(due, DueDelivery::event));
    }

    /// Sets the time of the next try. What somebody else has tried meanwhile, after the lease, stays as it is.
    ///
    /// @param dueMs one for each
    void postpone(Tx tx, List<Tried> tried, List<Long> dueMs) {
        tx.run("""
                with t as (select tried.*, due.ms as due_ms
                             from unnest(?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                                         ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[]) with ordinality
                                  as tried (account_id, live, endpoint_id, event_id, asked, tries, tried_ms, took_ms,
                                            status, answer, error, place)
                             join unnest(?::bigint[]) with ordinality as due (ms, place) using (place))
                update deliveries_due d
                   set tries = d.tries + 1, due_ms = t.due_ms, tried_ms = t.tried_ms, status = nullif(t.status, 0),
                       took_ms = t.took_ms, answer = t.answer, error = t.error
                  from t
                 where d.account_id = t.account_id and d.live = t.live and d.endpoint_id = t.endpoint_id
                   and d.event_id = t.event_id and d.asked = t.asked and d.tries = t.tries
                """, with(columns(tried), longs(dueMs, Long::longValue)));
    }

    /// Puts an end to these. A success counts even if somebody else has claimed the delivery meanwhile, but not if it
    /// was
    /// asked for again; what is not a success does not take away what somebody else may still deliver.
    void end(Tx tx, List<Tried> tried, State state) {
        tx.run("""
                with t as (select * from unnest(?::bigint[], ?::boolean[], ?::bigint[], ?::bigint[], ?::bigint[],
                                                ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                                                ?::text[])
                                         as t (account_id, live, endpoint_id, event_id, asked, tries, tried_ms,
                                               took_ms, status, answer, error)),
                over as (
                  delete from deliveries_due d using t
                   where d.account_id = t.account_id and d.live = t.live and d.endpoint_id = t.endpoint_id
                     and d.event_id = t.event_id and d.asked = t.asked
                     and (? = 'succeeded' or d.tries = t.tries)
                  returning d.*, t.tried_ms as now_ms, t.took_ms as now_took_ms, nullif(t.status, 0) as now_status,
                            t.answer as now_answer, t.error as now_error)
                insert into deliveries_ended (account_id, live, endpoint_id, event_id, state, tries, first_ms,
                                                   tried_ms, status, took_ms, answer, error)
                select account_id, live, endpoint_id, event_id, ?, tries + case when now_ms > 0 then 1 else 0 end,
                       first_ms,
                       case when now_ms > 0 then now_ms else tried_ms end,
                       case when now_ms > 0 then now_status else status end,
                       case when now_ms > 0 then now_took_ms else took_ms end,
                       case when now_ms > 0 then now_answer else answer end,
                       case when now_ms > 0 then now_error else error end
                  from over
                    on conflict (account_id, live, endpoint_id, event_id)
                    do update set state = excluded.state, tries = deliveries_ended.tries + excluded.tries,
                                  tried_ms = excluded.tried_ms, status = excluded.status, took_ms = excluded.took_ms,
                                  answer = excluded.answer, error = excluded.error
                """, with(columns(tried), word(state), word(state)));
    }

    /// Of an endpoint that is no more.
    void remove(Tx tx, Tenant tenant, long endpoint) {
        tx.run(
                "delete from deliveries_due where account_id = ? and live = ? and endpoint_id = ?",
                tenant.account(),
                tenant.live(),
                endpoint);
    }

    /// How many endpoints wait for these events, by event.
    Map<Long, Integer> pending(Sql sql, Tenant tenant, Collection<Long> events) {
        return sql
                .all(
                        row -> Map.entry(row.number("event_id"), row.integer("waiting")),
                        """
                        select d.event_id, count(*) as waiting
                          from webhook_endpoints w
                         cross join unnest(?::bigint[]) as e (id)
                          join deliveries_due d
                            on d.account_id = w.account_id and d.live = w.live and d.endpoint_id = w.id
                           and d.event_id = e.id
                         where w.account_id = ? and w.live = ?
                         group by d.event_id
                        """,
                        longs(events, Long::longValue),
                        tenant.account(),
                        tenant.live())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// The deliveries to an endpoint, by event. One that is sent again is pending, whatever became of it before.
    Page<Delivery> list(Sql sql, Tenant tenant, long endpoint, Filter filter, Slice slice) {
        long above = filter.event().map(event -> event - 1).orElse(slice.above());
        long below = filter.event().map(event -> event + 1).orElse(slice.below());
        var state = filter.state().map(Deliveries::word).orElse(null);
        var found = sql.all(
                Deliveries::delivery,
                """
                select * from (
                  (select event_id, 'pending' as state, tries, due_ms, tried_ms, took_ms, status, answer, error
                     from deliveries_due
                    where account_id = ? and live = ? and endpoint_id = ? and event_id > ? and event_id < ?
                      and coalesce(?, 'pending') = 'pending'
                    order by event_id $order limit ?)
                  union all
                  (select event_id, state, tries, null, tried_ms, took_ms, status, answer, error
                     from deliveries_ended e
                    where account_id = ? and live = ? and endpoint_id = ? and event_id > ? and event_id < ?
                      and coalesce(?, state) = state
                      and not exists (select 1 from deliveries_due d
                                       where d.account_id = e.account_id and d.live = e.live
                                         and d.endpoint_id = e.endpoint_id and d.event_id = e.event_id)
                    order by event_id $order limit ?)) as d
                order by event_id $order limit ?
                """.replace("$order", slice.order()),
                tenant.account(),
                tenant.live(),
                endpoint,
                Math.max(above, slice.above()),
                Math.min(below, slice.below()),
                state,
                slice.fetch(),
                tenant.account(),
                tenant.live(),
                endpoint,
                Math.max(above, slice.above()),
                Math.min(below, slice.below()),
                state,
                slice.fetch(),
                slice.fetch());
        return slice.page(found);
    }

    private static Object[] columns(List<Tried> tried) {
        return new Object[] {
            Tenant.accounts(tried, one -> one.due().tenant()),
            Tenant.modes(tried, one -> one.due().tenant()),
            longs(tried, one -> one.due().endpoint()),
            longs(tried, one -> one.due().event()),
            longs(tried, one -> one.due().asked()),
            longs(tried, one -> one.due().tries()),
            longs(tried, one -> one.call().map(Try::atMs).orElse(0L)),
            longs(tried, one -> one.call().map(Try::tookMs).orElse(0L)),
            longs(tried, one -> one.call().flatMap(Try::status).orElse(0)),
            texts(tried, Try::answer),
            texts(tried, Try::error)
        };
    }

    private static Object[] with(Object[] columns, Object... more) {
        return Stream.concat(Stream.of(columns), Stream.of(more)).toArray();
    }

    private static <T> long[] longs(Collection<T> rows, ToLongFunction<T> number) {
        return rows.stream().mapToLong(number).toArray();
    }

    private static List<String> texts(List<Tried> tried, Function<Try, Optional<String>> text) {
        return tried.stream().map(one -> one.call().flatMap(text).orElse(null)).toList();
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static DueDelivery due(Columns row, long nowMs) {
        return new DueDelivery(
                new Tenant(row.number("account_id"), row.flag("live")),
                row.number("endpoint_id"),
                row.number("event_id"),
                row.integer("asked"),
                row.integer("tries"),
                row.number("first_ms"),
                nowMs);
    }

    private static Delivery delivery(Columns row) {
        return new Delivery(
                row.number("event_id"),
                State.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
                row.integer("tries"),
                row.maybeNumber("due_ms"),
                row.maybeNumber("tried_ms").map(atMs -> lastTry(row, atMs)));
    }

    private static Try lastTry(Columns row, long atMs) {
        return new Try(
                atMs,
                row.number("took_ms"),
                row.maybeNumber("status").map(Long::intValue),
                Optional.ofNullable(row.text("answer")),
                Optional.ofNullable(row.text("error")));
    }
}
