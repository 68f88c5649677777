package dev.caisse;

import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// A wall clock that a test can set forward; whoever sleeps by it wakes when its time has come. The monotonic one is
/// the machine's.
public final class SettableClock implements Clock {
    private long aheadMs;

    @Override
    public synchronized long nowMs() {
        return System.currentTimeMillis() + aheadMs;
    }

    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public synchronized void sleep(Duration howLong) {
        long untilMs = nowMs() + howLong.toMillis();
        try {
            while (nowMs() < untilMs) {
                wait(Math.max(1, untilMs - nowMs()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    public synchronized void advance(Duration byHowMuch) {
        aheadMs += byHowMuch.toMillis();
        notifyAll();
    }
}
