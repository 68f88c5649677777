package dev.caisse.platform.jobs;

import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Background work on a thread of its own: does its step again and again, at once when woken, else after a pause. A
/// step that fails is logged and tried again; a worker whose step has not succeeded for long
/// is not well.
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration UNWELL_AFTER = Duration.ofSeconds(60);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);

    private final String name;
    private final Duration pause;
    private final Clock clock;
    private final Runnable step;
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile long lastRoundNanos;
    private volatile boolean closed;

    private Worker(String name, Duration pause, Clock clock, Runnable step) {
        this.name = name;
        this.pause = pause;
        this.clock = clock;
        this.step = step;
        this.lastRoundNanos = clock.monotonicNanos();
        this.thread = Thread.ofVirtual().name(name).unstarted(this::work);
    }

    public static Worker start(String name, Duration pause, Clock clock, Runnable step) {
        var worker = new Worker(name, pause, clock, step);
        worker.thread.start();
        return worker;
    }

    public String name() {
        return name;
    }

    /// Does the next step now. May be called from any thread, any number of times.
    public void wake() {
        bell.release();
    }

    public boolean isWell() {
        var allowed = UNWELL_AFTER.plus(pause);
        return thread.isAlive() && clock.monotonicNanos() - lastRoundNanos < allowed.toNanos();
    }

    /// Lets the step under way finish.
    @Override
    public void close() {
        closed = true;
        bell.release();
        try {
            thread.join(PATIENCE_AT_CLOSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (!closed) {
            try {
                step.run();
                lastRoundNanos = clock.monotonicNanos();
            } catch (RuntimeException e) {
                LOG.warn("{} failed and will try again: {}", name, e.toString());
            }
            waitForBell();
        }
    }

    private void waitForBell() {
        try {
            if (bell.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException _) {
            closed = true;
        }
    }
}
