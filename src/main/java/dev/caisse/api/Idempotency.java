package dev.caisse.api;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import java.util.Optional;

/// The answers already given under an `Idempotency-Key`, so that the same request twice has one effect and one answer.
/// Bodies are sealed: they may repeat a client secret.
public final class Idempotency {
    private static final Table TABLE = Table.named("idempotency_keys")
            .key("account_id bigint", "live boolean", "key text")
            .columns("fingerprint bytea", "status smallint", "body bytea", "created_ms bigint");

    private final Keyset keyset;

    public Idempotency(Keyset keyset) {
        this.keyset = keyset;
    }

    record Answered(byte[] fingerprint, int status, byte[] body) {}

    /// A twin of this request came first, so nothing of this one was written.
    static final class Twin extends RuntimeException {
        Twin() {
            super("a twin came first", null, false, false);
        }
    }

    Optional<Answered> find(Sql sql, Tenant tenant, String key) {
        return sql.one(row -> answered(row, tenant, key), """
                select fingerprint, status, body
                  from idempotency_keys
                 where account_id = ? and live = ? and key = ?
                """, tenant.account(), tenant.live(), key);
    }

    /// Written together with the effect, and deciding over it. A transaction throws what [#isTwin] knows when a twin
    /// came first.
    void add(Inserts into, Tenant tenant, String key, long nowMs, Answered answered) {
        into.addOnce(
                TABLE,
                tenant.account(),
                tenant.live(),
                key,
                answered.fingerprint(),
                answered.status(),
                keyset.seal(answered.body(), context(tenant, key)),
                nowMs);
    }

    static boolean isTwin(DbFailure failure) {
        return failure.broke("idempotency_keys_pkey");
    }

    /// Deletes a batch of the answers given before a time; says how many.
    public int forget(Sql sql, long beforeMs, int most) {
        return sql.run("""
                delete from idempotency_keys
                 where ctid in (select ctid from idempotency_keys where created_ms < ? order by created_ms limit ?)
                """, beforeMs, most);
    }

    private Answered answered(Columns row, Tenant tenant, String key) {
        return new Answered(
                row.bytes("fingerprint"), row.integer("status"), keyset.open(row.bytes("body"), context(tenant, key)));
    }

    private static String context(Tenant tenant, String key) {
        return "idempotency:" + tenant.account() + ":" + tenant.mode() + ":" + key;
    }
}
