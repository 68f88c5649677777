package dev.caisse.platform.time;

import java.time.Duration;

/// The only place that reads a clock. Handed in everywhere, so that a test owns the time.
public interface Clock {

    /// Wall-clock milliseconds since 1970, UTC. May step back when the machine's clock is set.
    long nowMs();

    /// Nanoseconds that never step back; only differences mean anything.
    long monotonicNanos();

    /// Waits; ends early when the thread is interrupted, and leaves it interrupted.
    void sleep(Duration howLong);

    static Clock system() {
        return new SystemClock();
    }
}
