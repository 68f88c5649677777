package dev.caisse.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caisse.platform.time.Clock;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/// So many requests a second for each key, with a second's worth at once; counted in this process only. Never waits,
/// and
/// forgets a key whose bucket is full again.
public final class RateLimit {
    private static final int MOST_KEYS = 100_000;
    private static final Duration FULL_AGAIN = Duration.ofSeconds(2);

    private final int perSecond;
    private final TimeMeter time;
    private final Cache<Long, Bucket> buckets;

    /// @param perSecond 0 for no limit
    public RateLimit(int perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.time = new Monotonic(clock);
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterAccess(FULL_AGAIN)
                .ticker(clock::monotonicNanos)
                .build();
    }

    /// Whether this key may make one more request now; if so, it is counted.
    public boolean allows(long key) {
        return perSecond == 0 || buckets.get(key, _ -> bucket()).tryConsume(1);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    private record Monotonic(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return clock.monotonicNanos();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
