package dev.caisse.webhooks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caisse.api.Dialects;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Where to deliver and what to sign with, remembered for a second: so long may a call still begin that goes to an
/// endpoint just deleted or disabled, or is signed as before its secret was rolled.
final class KnownEndpoints {
    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final int MOST = 10_000;

    private final Db db;
    private final Clock clock;
    private final WebhookSecrets secrets;
    private final WebhookEndpoints endpoints;
    private final Dialects dialects;
    private final Cache<Long, Optional<Destination>> byId;

    KnownEndpoints(Db db, Clock clock, WebhookSecrets secrets, WebhookEndpoints endpoints, Dialects dialects) {
        this.db = db;
        this.clock = clock;
        this.secrets = secrets;
        this.endpoints = endpoints;
        this.dialects = dialects;
        this.byId = Caffeine.newBuilder()
                .ticker(clock::monotonicNanos)
                .maximumSize(MOST)
                .expireAfterWrite(REMEMBERED)
                .build();
    }

    /// Empty when nothing is to be delivered there any more.
    Optional<Destination> find(Tenant tenant, long endpoint) {
        return byId.get(
                endpoint,
                id -> endpoints
                        .find(db, tenant, id)
                        .filter(WebhookEndpoint::isEnabled)
                        .map(this::destination));
    }

    /// On this node it counts at once.
    void changed(long endpoint) {
        byId.invalidate(endpoint);
    }

    Destination destination(WebhookEndpoint endpoint) {
        return new Destination(
                endpoint.url(),
                secrets.open(endpoint, clock.nowMs()),
                dialects.named(endpoint.apiVersion().orElse(null)));
    }
}
