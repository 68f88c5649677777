package dev.caisse.platform.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// At most so many of something for each key in any stretch of time of this length, exactly; counted in this process
/// only. One is taken before the deed, so that many at once cannot pass, and given back when it turned out not to
/// count.
public final class Ration {
    private static final int MOST_KEYS = 50_000;

    private final int most;
    private final long windowMs;
    private final Clock clock;
    private final Cache<String, Deque<Long>> taken;

    public Ration(int most, Duration window, Clock clock) {
        this.most = most;
        this.windowMs = window.toMillis();
        this.clock = clock;
        this.taken = Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterAccess(window)
                .build();
    }

    /// Whether there was one left for this key; if so, it is taken.
    public boolean take(String key) {
        var times = times(key);
        long nowMs = clock.nowMs();
        synchronized (times) {
            while (!times.isEmpty() && times.getFirst() <= nowMs - windowMs) {
                times.removeFirst();
            }
            return times.size() < most && times.add(nowMs);
        }
    }

    /// The last one taken for this key did not count after all.
    public void giveBack(String key) {
        var times = times(key);
        synchronized (times) {
            times.pollLast();
        }
    }

    private Deque<Long> times(String key) {
        return taken.get(key, _ -> new ArrayDeque<>());
    }
}
