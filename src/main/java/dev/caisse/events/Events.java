package dev.caisse.events;

import dev.caisse.api.Caller;
import dev.caisse.api.NativeDialect;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.ids.Ids;

/// The append-only record of what happened, written in the same transaction as the change. Keeps the view of the
/// changed object, without its secrets.
public final class Events {
    /// The shape of the views as they are written now; a view that changes gets a reader for its old number.
    private static final int SHAPE = 1;

    private static final Table TABLE = Table.named("events")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("type text", "shape smallint", "object json", "request_id text", "idempotency_key text");

    private final Ids ids;

    public Events(Ids ids) {
        this.ids = ids;
    }

    public void append(Inserts into, Caller caller, String type, Object view) {
        into.add(
                TABLE,
                caller.tenant().account(),
                caller.tenant().live(),
                ids.next(),
                type,
                SHAPE,
                new Jsonb(NativeDialect.neutral(view)),
                caller.cause().requestId().orElse(null),
                caller.cause().idempotencyKey().orElse(null));
    }
}
