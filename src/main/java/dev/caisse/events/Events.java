package dev.caisse.events;

import dev.caisse.api.Caller;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
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
    private final Views views;

    public Events(Ids ids, Views views) {
        this.ids = ids;
        this.views = views;
    }

    public void append(Inserts into, Caller caller, String type, Record view) {
        add(into, caller, type, views.keep(view), Optional.empty());
    }

    /// Of an update; keeps what changed too. Nothing is written when nothing changed.
    public void appendUpdate(Inserts into, Caller caller, String type, Record before, Record after) {
        var change = views.keepChange(before, after);
        if (change.isPresent()) {
            add(into, caller, type, views.keep(after), change);
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

    private void add(Inserts into, Caller caller, String type, String object, Optional<String> before) {
        if (!EventTypes.all().contains(type)) {
            throw new IllegalArgumentException(type + " is not among the types of events");
        }
        into.add(
                TABLE,
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
