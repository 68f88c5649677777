package dev.caisse.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When a delivery is tried again: 18 tries in 72 hours, the last one when they are over. Up to a fifth sooner or later
/// each time, so that what failed together does not come back together.
final class RetrySchedule {
    static final Duration WHOLE = Duration.ofHours(72);

    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(40),
            Duration.ofMinutes(90),
            Duration.ofHours(3),
            Duration.ofHours(9),
            Duration.ofHours(9),
            Duration.ofHours(9),
            Duration.ofHours(9),
            Duration.ofHours(9),
            Duration.ofHours(9));

    /// One at once, one after each pause, and one at the end.
    static final int TRIES = PAUSES.size() + 2;

    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /// @param tries how often it was tried, at least once
    /// @param firstMs when it was due for the first time
    /// @return empty when that was the last time
    Optional<Long> next(int tries, long firstMs, long nowMs) {
        long endMs = firstMs + WHOLE.toMillis();
        if (tries >= TRIES || nowMs >= endMs) {
            return Optional.empty();
        }
        return tries > PAUSES.size()
                ? Optional.of(endMs)
                : Optional.of(Math.min(endMs, nowMs + jittered(PAUSES.get(tries - 1))));
    }

    private long jittered(Duration pause) {
        return Math.round(pause.toMillis() * (1 - JITTER + 2 * JITTER * random.nextDouble()));
    }
}
