package dev.caisse;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what happens in the background.
public final class Eventually {
    private static final Duration LOOK = Duration.ofMillis(20);

    private Eventually() {}

    /// Returns as soon as the condition holds; fails when it does not in time.
    public static void holds(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true within " + patience);
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
