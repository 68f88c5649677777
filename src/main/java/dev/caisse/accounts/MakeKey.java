package dev.caisse.accounts;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/// Makes a key beside those there are, or rolls: makes one and lets the older ones of its kind end after an overlap.
public final class MakeKey {
    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random;
    private final ApiKeys apiKeys;

    public MakeKey(Db db, Ids ids, Clock clock, SecureRandom random, ApiKeys apiKeys) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
        this.apiKeys = apiKeys;
    }

    /// @param overlap for how long the older keys stay valid; empty to leave them alone
    public ApiKey.Text run(Tenant tenant, boolean isSecret, Optional<Duration> overlap) {
        var text = ApiKey.random(random, tenant.live(), isSecret);
        var key = ApiKey.of(ids.next(), tenant, text);
        return db.inTransaction(tx -> {
            apiKeys.add(tx, key);
            overlap.ifPresent(time -> apiKeys.expireOlder(tx, key, clock.nowMs() + time.toMillis()));
            return text;
        });
    }
}
