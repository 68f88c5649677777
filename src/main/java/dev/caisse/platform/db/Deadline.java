package dev.caisse.platform.db;

import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The end of a waiting. Nothing in here waits without one.
record Deadline(long atNanos) {
    /// Other processes are waited for here, and they keep the machine's time.
    private static final Clock CLOCK = Clock.system();

    private static final long STEP_NANOS = Duration.ofMillis(10).toNanos();

    static Deadline in(Duration time) {
        return new Deadline(CLOCK.monotonicNanos() + time.toNanos());
    }

    boolean passed() {
        return CLOCK.monotonicNanos() - atNanos >= 0;
    }

    /// Looks every 10 ms.
    ///
    /// @return whether it became true in time
    /// @throws DatabaseUnavailable when the thread is interrupted
    boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            LockSupport.parkNanos(STEP_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                throw new DatabaseUnavailable("Interrupted while waiting for PostgreSQL.");
            }
        }
        return true;
    }
}
