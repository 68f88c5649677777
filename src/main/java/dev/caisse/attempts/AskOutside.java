package dev.caisse.attempts;

import dev.caisse.connectors.Answer;
import dev.caisse.platform.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// *Call*: asks something outside and stops waiting at the deadline. Whatever goes wrong, a fault or a silence, is
/// [Answer.Unknown], because the money may have moved all the same.
public final class AskOutside {
    private static final Logger LOG = LoggerFactory.getLogger(AskOutside.class);

    private final Clock clock;

    public AskOutside(Clock clock) {
        this.clock = clock;
    }

    /// @param deadlineMs in wall-clock milliseconds
    public Answer run(long deadlineMs, Supplier<Answer> question) {
        var asking = new FutureTask<>(question::get);
        Thread.startVirtualThread(asking);
        try {
            return asking.get(Math.max(0, deadlineMs - clock.nowMs()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Answer.Unknown("no answer before the deadline");
        } catch (ExecutionException e) {
            LOG.error("a connector failed", e.getCause());
            return new Answer.Unknown("the connector failed");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer.Unknown("interrupted while waiting");
        }
    }
}
