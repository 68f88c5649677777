package dev.caisse.accounts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caisse.api.KeyCheck;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// Which key belongs to whom, remembered for a few seconds so that a request need not ask the database. One that
/// was just made is known at once; one whose end is moved forward still works for these seconds.
public final class KnownKeys implements KeyCheck {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final Db db;
    private final Clock clock;
    private final Clocks clocks;
    private final ApiKeys apiKeys;
    private final Cache<ByteBuffer, ApiKey> byHash;
    private final Cache<Tenant, ApiKey> publishable;

    public KnownKeys(Db db, Clock clock, Clocks clocks, ApiKeys apiKeys) {
        this.db = db;
        this.clock = clock;
        this.clocks = clocks;
        this.apiKeys = apiKeys;
        this.byHash = remembering(clock);
        this.publishable = remembering(clock);
    }

    @Override
    public Optional<Holder> holder(String key) {
        var hash = ApiKey.hash(key);
        var known = Optional.ofNullable(
                byHash.get(ByteBuffer.wrap(hash), _ -> apiKeys.find(db, hash).orElse(null)));
        return known.filter(found -> found.isValidAt(clock.nowMs()))
                .flatMap(found -> clocks.look(found.tenant())
                        .map(timeline -> new Holder(found.tenant(), found.isSecret(), found.id(), timeline)));
    }

    /// The newest publishable key of a tenant, for links to the payment page.
    public String publishable(Tenant tenant) {
        return publishable.get(tenant, this::newestPublishable).publishable().orElseThrow();
    }

    private ApiKey newestPublishable(Tenant tenant) {
        return apiKeys.list(db, tenant, clock.nowMs()).reversed().stream()
                .filter(key -> !key.isSecret())
                .findFirst()
                .orElseThrow();
    }

    private static <K, V> Cache<K, V> remembering(Clock clock) {
        return Caffeine.newBuilder()
                .ticker(clock::monotonicNanos)
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .build();
    }
}
