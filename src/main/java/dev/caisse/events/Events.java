package dev.caisse.events;

import dev.caisse.api.Caller;
import dev.caisse.api.NativeDialect;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;

/// The append-only record of what happened, written in the same transaction as the change. Keeps the view of the
/// changed object, without its secrets.
public final class Events {
    /// The shape of the views as they are written now; a view that changes gets a reader for its old number.
    private static final int SHAPE = 1;

    private final Ids ids;

    public Events(Ids ids) {
        this.ids = ids;
    }

    public void append(Tx tx, Caller caller, String type, Object view) {
        tx.run(
                """
                insert into events (account_id, live, id, type, shape, object, request_id, idempotency_key)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                caller.tenant().account(),
                caller.tenant().live(),
                ids.next(),
                type,
                SHAPE,
                new dev.caisse.platform.db.Jsonb(NativeDialect.neutral(view)),
                caller.cause().requestId().orElse(null),
                caller.cause().idempotencyKey().orElse(null));
    }
}
