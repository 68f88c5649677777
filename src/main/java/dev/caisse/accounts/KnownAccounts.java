package dev.caisse.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caisse.platform.db.Db;
import java.time.Duration;

/// Accounts with their logos, remembered for a few seconds so that a page need not ask the database.
public final class KnownAccounts {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 1000;

    private final Db db;
    private final Accounts accounts;
    private final Cache<Long, Account> byId =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    public KnownAccounts(Db db, Accounts accounts) {
        this.db = db;
        this.accounts = accounts;
    }

    /// The account of a tenant; accounts are never removed.
    public Account of(long id) {
        return byId.get(id, _ -> accounts.find(db, id).orElseThrow());
    }
}
