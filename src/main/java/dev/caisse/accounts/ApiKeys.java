package dev.caisse.accounts;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import java.util.List;
import java.util.Optional;

/// Where API keys are kept.
public final class ApiKeys {
    private static final String COLUMNS = "account_id, live, id, hash, hint, publishable, expires_ms";

    /// By the hash of its text; this is how a tenant is found, so it names none.
    Optional<ApiKey> find(Sql sql, byte[] hash) {
        return sql.one(ApiKeys::key, "select " + COLUMNS + " from api_keys where hash = ?", hash);
    }

    /// Those still valid at a time, oldest first.
    public List<ApiKey> list(Sql sql, Tenant tenant, long nowMs) {
        return sql.all(ApiKeys::key, "select " + COLUMNS + """
                         from api_keys
                        where account_id = ? and live = ? and (expires_ms is null or expires_ms > ?)
                        order by id
                        """, tenant.account(), tenant.live(), nowMs);
    }

    void add(Tx tx, ApiKey key) {
        tx.later(
                """
                insert into api_keys (account_id, live, id, is_secret, hash, hint, publishable)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                key.tenant().account(),
                key.tenant().live(),
                key.id(),
                key.isSecret(),
                key.hash(),
                key.hint(),
                key.publishable().orElse(null));
    }

    /// Lets every key of a kind that is older than this one end at a time, unless it ends sooner anyway.
    void expireOlder(Tx tx, ApiKey newest, long expiresMs) {
        tx.later(
                """
                update api_keys set expires_ms = least(coalesce(expires_ms, ?), ?)
                 where account_id = ? and live = ? and is_secret = ? and id < ?
                """,
                expiresMs,
                expiresMs,
                newest.tenant().account(),
                newest.tenant().live(),
                newest.isSecret(),
                newest.id());
    }

    private static ApiKey key(Columns row) {
        return new ApiKey(
                row.number("id"),
                new Tenant(row.number("account_id"), row.flag("live")),
                row.bytes("hash"),
                row.text("hint"),
                Optional.ofNullable(row.text("publishable")),
                row.maybeNumber("expires_ms"));
    }
}
