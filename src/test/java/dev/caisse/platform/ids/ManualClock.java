package dev.caisse.platform.ids;

import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/// A clock whose hands a test moves. Short sleeps move it on by themselves; longer ones end when the test says so.
final class ManualClock implements Clock {
    private final Semaphore wakings = new Semaphore(0);
    private long ms;
    private long nanos;
    private long slept;

    ManualClock(long ms) {
        this.ms = ms;
    }

    @Override
    public synchronized long nowMs() {
        return ms;
    }

    @Override
    public synchronized long monotonicNanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration howLong) {
        if (howLong.toMillis() <= 100) {
            pass(howLong);
            return;
        }
        try {
            wakings.acquire();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends one of the longer sleeps.
    void wake() {
        wakings.release();
    }

    synchronized void advance(Duration byHowMuch) {
        ms += byHowMuch.toMillis();
        nanos += byHowMuch.toNanos();
    }

    /// Sets the wall clock alone, as an administrator does.
    synchronized void set(long wallMs) {
        ms = wallMs;
    }

    synchronized long sleptMs() {
        return slept;
    }

    private synchronized void pass(Duration howLong) {
        slept += howLong.toMillis();
        advance(howLong);
    }
}
