package dev.caisse.events;

import dev.caisse.api.Caller;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Timelines;
import dev.caisse.api.Views;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import java.util.List;
import java.util.Optional;

/// The append-only record of what happened, written in the same transaction as the change. Keeps the view of the
/// changed object, without its secrets.
public final class Events {
    private static final String COLUMNS = "id, type, shape, object, before, request_id, idempotency_key";

    private static final Table TABLE = Table.named("events")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("type text", "shape smallint", "object json", "before json")
            .columns("request_id text", "idempotency_key text");

    private final Ids ids;
    private final Timelines timelines;
    private final Views views;
    private final Audience audience;
    private final Table table;

    public Events(Ids ids, Timelines timelines, Views views, Audience audience) {
        this.ids = ids;
        this.timelines = timelines;
        this.views = views;
        this.audience = audience;
        this.table = TABLE.computed("fanned_out", "nullif(" + audience.isNobody() + ", false)");
    }

    public void append(Inserts into, Caller caller, String type, Record view) {
        add(into, caller, type, views.keep(view, timelines.of(caller.tenant())), Optional.empty());
    }

    /// Of an update; keeps what changed too. Nothing is written when nothing changed.
    public void appendUpdate(Inserts into, Caller caller, String type, Record before, Record after) {
        var change = views.keepChange(before, after, timelines.of(caller.tenant()));
        if (change.isPresent()) {
            add(into, caller, type, views.keep(after, timelines.of(caller.tenant())), change);
        }
    }

    public Optional<Event> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                Events::event,
                "select " + COLUMNS + " from events where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// @param types which are asked for; all when it is empty
    Page<Event> list(Sql sql, Tenant tenant, List<String> types, Slice slice) {
        var found = sql.all(
                Events::event,
                "select " + COLUMNS + """
                         from events
                        where account_id = ? and live = ? and id > ? and id < ?
                          and (cardinality(?::text[]) = 0 or type = any (?::text[]))
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                types,
                types,
                slice.fetch());
        return slice.page(found);
    }

    /// What came into being after that one, oldest first. Transactions do not commit in this order: see `SeenIds`.
    public List<Event> after(Sql sql, Tenant tenant, long id, int most) {
        return sql.all(
                Events::event,
                "select " + COLUMNS + " from events where account_id = ? and live = ? and id > ? order by id limit ?",
                tenant.account(),
                tenant.live(),
                id,
                most);
    }

    /// The newest one there is.
    public Optional<Long> newest(Sql sql, Tenant tenant) {
        return sql.one(
                row -> row.number("id"),
                "select id from events where account_id = ? and live = ? order by id desc limit 1",
                tenant.account(),
                tenant.live());
    }

    /// The worker's claim over all tenants: takes the oldest events that have not been fanned out, for this
    /// transaction,
    /// and none that another holds. By their mark alone: transactions do not commit in the order of their ids.
    public List<Happened> claimWaiting(Tx tx, int most) {
        return tx.all(
                Events::happened,
                "select account_id, live, " + COLUMNS
                        + " from events where fanned_out is null order by id limit ? for update skip locked",
                most);
    }

    /// The worker's look over all tenants: the oldest event that has not been fanned out.
    public Optional<Long> oldestWaiting(Sql sql) {
        return sql.one(row -> row.maybeNumber("id"), "select min(id) as id from events where fanned_out is null")
                .flatMap(id -> id);
    }

    /// Marks what was claimed in this transaction.
    public void markFannedOut(Tx tx, List<Happened> claimed) {
        tx.run(
                """
                update events e set fanned_out = true
                  from unnest(?::bigint[], ?::boolean[], ?::bigint[]) as c (account_id, live, id)
                 where e.account_id = c.account_id and e.live = c.live and e.id = c.id
                   and e.fanned_out is null and e.id between ? and ?
                """,
                Tenant.accounts(claimed, Happened::tenant),
                Tenant.modes(claimed, Happened::tenant),
                claimed.stream().mapToLong(happened -> happened.event().id()).toArray(),
                claimed.getFirst().event().id(),
                claimed.getLast().event().id());
    }

    /// Those of these that are still kept, in no order.
    public List<Happened> find(Sql sql, Tenant tenant, long[] ids) {
        return sql.all(
                row -> new Happened(tenant, event(row)),
                "select " + COLUMNS + " from events where account_id = ? and live = ? and id = any (?)",
                tenant.account(),
                tenant.live(),
                ids);
    }

    private void add(Inserts into, Caller caller, String type, String object, Optional<String> before) {
        if (!EventTypes.all().contains(type)) {
            throw new IllegalArgumentException(type + " is not among the types of events");
        }
        into.afterCommit(audience.appended());
        into.add(
                table,
                caller.tenant().account(),
                caller.tenant().live(),
                ids.next(),
                type,
                Views.SHAPE,
                new Jsonb(object),
                before.map(Jsonb::new).orElse(null),
                caller.cause().requestId().orElse(null),
                caller.cause().idempotencyKey().orElse(null));
    }

    private static Happened happened(Columns row) {
        return new Happened(new Tenant(row.number("account_id"), row.flag("live")), event(row));
    }

    private static Event event(Columns row) {
        return new Event(
                row.number("id"),
                row.text("type"),
                row.integer("shape"),
                row.text("object"),
                Optional.ofNullable(row.text("before")),
                Optional.ofNullable(row.text("request_id")),
                Optional.ofNullable(row.text("idempotency_key")));
    }
}
