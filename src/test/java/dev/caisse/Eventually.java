package dev.caisse;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what happens in the background. How long that takes says more of the machine than of the program, so there
/// is one patience for all, longer than any machine is busy.
public final class Eventually {
    public static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofMillis(20);

    private Eventually() {}

    /// Returns as soon as the condition holds; fails when it does not in time.
    public static void holds(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true within " + PATIENCE);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
