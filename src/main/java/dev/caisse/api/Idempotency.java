package dev.caisse.api;

import dev.caisse.api.Cause.Keyed;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Change;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Rows;
import dev.caisse.platform.db.SealedColumn;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/// The answers given under an `Idempotency-Key`, so that the same request twice has one effect and one answer. What is
/// done in one transaction is kept with it; what waits for a connector is `running`, names its attempt, and is
/// completed
/// by whoever records that attempt's outcome. Bodies are sealed: they may repeat a client secret.
public final class Idempotency {
    private static final Table TABLE = Table.named("idempotency_keys")
            .key("account_id bigint", "live boolean", "key text")
            .columns("fingerprint bytea", "request_id text", "attempt_id bigint", "status smallint", "body bytea")
            .columns("created_ms bigint", "dialect text");

    private static final Change COMPLETE = Change.of("""
            update idempotency_keys k set status = u.status, body = u.body
              from unnest(?::integer[], ?::bigint[], ?::boolean[], ?::text[], ?::bigint[], ?::integer[], ?::bytea[])
                as u (place, account_id, live, key, attempt_id, status, body)
             where k.account_id = u.account_id and k.live = u.live and k.key = u.key
               and k.attempt_id = u.attempt_id and k.status is null
            returning u.place
            """)
            .columns("account_id bigint", "live boolean", "key text", "attempt_id bigint", "status integer")
            .columns("body bytea");

    private static final int DONE = 200;
    private static final int DECLINED = 402;

    public static final SealedColumn SEALED = SealedColumn.ofTenants(
            "idempotency_keys",
            "key text",
            "body",
            row -> context(new Tenant(row.number("account_id"), row.flag("live")), row.text("key")));

    private final Keyset keyset;

    private final Clock clock;
    private final Dialects dialects;
    private final Timelines timelines;

    public Idempotency(Keyset keyset, Clock clock, Dialects dialects, Timelines timelines) {
        this.keyset = keyset;
        this.clock = clock;
        this.dialects = dialects;
        this.timelines = timelines;
    }

    /// A request that waits for an attempt's answer, and the dialect in which it gets that.
    private record Waiting(String key, Dialect dialect) {}

    /// @param requestId of the request that was first
    /// @param answer empty while it is running
    record Kept(byte[] fingerprint, String requestId, Optional<Answer> answer) {}

    record Answer(int status, byte[] body) {}

    /// A twin of this request came first, so nothing of this one was written.
    static final class Twin extends RuntimeException {
        Twin() {
            super("a twin came first", null, false, false);
        }
    }

    Optional<Kept> find(Sql sql, Tenant tenant, String key) {
        return sql.one(row -> kept(row, tenant, key), """
                select fingerprint, request_id, status, body
                  from idempotency_keys
                 where account_id = ? and live = ? and key = ?
                """, tenant.account(), tenant.live(), key);
    }

    /// A fingerprint as it is kept. What it was made of may hold a card number and its security code, so few that a
    /// hash without a key would give them away.
    byte[] keyed(byte[] fingerprint) {
        return keyset.keyedHash("request/" + HexFormat.of().formatHex(fingerprint));
    }

    /// Written together with the effect, and deciding over it. A transaction throws what [#isTwin] knows when a twin
    /// came first. Does nothing for a request without a key.
    public void add(Inserts into, Caller caller, int status, byte[] body) {
        caller.cause().keyed().ifPresent(keyed -> {
            var kept = keyset.seal(body, context(caller.tenant(), keyed.key()));
            add(into, caller, keyed, Optional.empty(), status, kept);
        });
    }

    /// As [#add], for a payment that was over without asking anyone.
    public void addDone(Tx tx, Caller caller, Supplier<Object> view) {
        caller.cause()
                .keyed()
                .ifPresent(keyed -> add(tx, caller, 200, written(tx, caller, keyed.dialect(), view.get())));
    }

    /// As [#add], for a payment that was declined without asking anyone.
    public void addRefused(Tx tx, Caller caller, Supplier<Refusal> refusal) {
        caller.cause()
                .keyed()
                .ifPresent(keyed -> add(tx, caller, DECLINED, refused(tx, caller, keyed.dialect(), refusal.get())));
    }

    /// *Intend*: the request waits for an attempt's answer. Does nothing for a request without a key.
    ///
    /// @throws DbFailure that [#isTwin] knows, when a twin came first
    public void begin(Inserts into, Caller caller, long attempt) {
        caller.cause().keyed().ifPresent(keyed -> add(into, caller, keyed, Optional.of(attempt), null, null));
    }

    /// The request goes on to wait for another attempt.
    public void follow(Tx tx, Tenant tenant, long from, long to) {
        tx.later("""
                update idempotency_keys set attempt_id = ?
                 where account_id = ? and live = ? and attempt_id = ? and status is null
                """, to, tenant.account(), tenant.live(), from);
    }

    /// *Record*: completes the request that waits for an attempt, if one does.
    public void complete(Tx tx, Caller caller, long attempt, Supplier<Object> view) {
        findWaiting(tx, caller, attempt)
                .ifPresent(waiting ->
                        complete(tx, caller, waiting.key(), 200, written(tx, caller, waiting.dialect(), view.get())));
    }

    /// *Record*: completes the caller's own request, if it is kept and waits for this attempt.
    ///
    /// @return what a handler answers with: the view, or what was written of it already
    public Object complete(Rows rows, Caller caller, long attempt, Object view) {
        var keyed = caller.cause().keyed();
        if (keyed.isEmpty()) {
            return view;
        }
        var body = keyed.get().dialect().view(view, caller.isPayer());
        var tenant = caller.tenant();
        var key = keyed.get().key();
        var sealed = keyset.seal(body, context(tenant, key));
        rows.change(COMPLETE, tenant.account(), tenant.live(), key, attempt, DONE, sealed);
        return new Request.Rendered(body);
    }

    /// *Record*: completes the request that waits for an attempt, if one does, with a decline or another refusal.
    public void completeRefused(Tx tx, Caller caller, long attempt, Supplier<Refusal> refusal) {
        findWaiting(tx, caller, attempt).ifPresent(waiting -> {
            var told = refusal.get();
            complete(tx, caller, waiting.key(), told.status(), refused(tx, caller, waiting.dialect(), told));
        });
    }

    /// What to throw when a twin of this request came first, and so nothing of it was written.
    public static RuntimeException twin() {
        return new Twin();
    }

    static boolean isTwin(DbFailure failure) {
        return failure.broke("idempotency_keys_pkey");
    }

    /// Deletes a batch of the answers given before a time; says how many. Those still running stay.
    public int forget(Sql sql, long beforeMs, int most) {
        return sql.run("""
                delete from idempotency_keys
                 where ctid in (select ctid from idempotency_keys
                                 where created_ms < ? and status is not null order by created_ms limit ?)
                """, beforeMs, most);
    }

    private void add(Inserts into, Caller caller, Keyed keyed, Optional<Long> attempt, Integer status, byte[] body) {
        into.addOnce(
                TABLE,
                caller.tenant().account(),
                caller.tenant().live(),
                keyed.key(),
                keyed.fingerprint(),
                caller.cause().requestId().orElse(null),
                attempt.orElse(null),
                status,
                body,
                clock.nowMs(),
                keyed.dialect().name());
    }

    /// Most answers are waited for by nobody: then nothing is asked for a caller that has no key of its own.
    private Optional<Waiting> findWaiting(Tx tx, Caller caller, long attempt) {
        boolean mayWait =
                caller.role() != Caller.Role.PAYER || caller.cause().keyed().isPresent();
        return mayWait
                ? tx.one(
                        row -> new Waiting(
                                row.text("key"),
                                dialects.named(row.text("dialect")).by(timelines.of(caller.tenant()))),
                        """
                        select key, dialect from idempotency_keys
                         where account_id = ? and live = ? and attempt_id = ? and status is null
                        """,
                        caller.tenant().account(),
                        caller.tenant().live(),
                        attempt)
                : Optional.empty();
    }

    private void complete(Tx tx, Caller caller, String key, int status, byte[] body) {
        tx.later(
                """
                update idempotency_keys set status = ?, body = ?
                 where account_id = ? and live = ? and key = ? and status is null
                """,
                status,
                keyset.seal(body, context(caller.tenant(), key)),
                caller.tenant().account(),
                caller.tenant().live(),
                key);
    }

    private static byte[] written(Tx tx, Caller caller, Dialect dialect, Object view) {
        return dialect.bringing(tx, caller.tenant(), view).view(view, caller.isPayer());
    }

    private static byte[] refused(Tx tx, Caller caller, Dialect dialect, Refusal refusal) {
        return refusal.bringing(tx, caller.tenant(), dialect)
                .refusal(refusal, caller.cause().requestId().orElse(null));
    }

    private Kept kept(Columns row, Tenant tenant, String key) {
        var answer = Optional.ofNullable(row.bytes("body"))
                .map(body -> new Answer(row.integer("status"), keyset.open(body, context(tenant, key))));
        return new Kept(row.bytes("fingerprint"), row.text("request_id"), answer);
    }

    private static String context(Tenant tenant, String key) {
        return "idempotency:" + tenant.account() + ":" + tenant.mode() + ":" + key;
    }
}
