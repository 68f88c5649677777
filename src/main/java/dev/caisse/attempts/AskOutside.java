package dev.caisse.attempts;

import dev.caisse.platform.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// *Call*: asks something outside and stops waiting at the deadline. Whatever goes wrong, a fault or a silence, is an
/// unknown, because the money may have moved all the same.
public final class AskOutside {
    private static final Logger LOG = LoggerFactory.getLogger(AskOutside.class);

    private final Clock clock;

    public AskOutside(Clock clock) {
        this.clock = clock;
    }

    /// @param deadlineMs in wall-clock milliseconds
    /// @param unknown makes the answer that says why nothing is known
    public <T> T run(long deadlineMs, Supplier<T> question, Function<String, T> unknown) {
        var asking = new FutureTask<>(question::get);
        Thread.startVirtualThread(asking);
        try {
            return asking.get(Math.max(0, deadlineMs - clock.nowMs()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return unknown.apply("no answer before the deadline");
        } catch (ExecutionException e) {
            LOG.error("a connector failed", e.getCause());
            return unknown.apply("the connector failed");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return unknown.apply("interrupted while waiting");
        }
    }
}
