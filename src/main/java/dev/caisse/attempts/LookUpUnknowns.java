package dev.caisse.attempts;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempts.Unclear;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Routing;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recovery: asks what became of attempts that nobody knows the end of, five seconds after their deadline and never
/// while their caller may still be at work. Any number of nodes may do it; a claim is a lease that a crash ends.
public final class LookUpUnknowns {
    private static final Logger LOG = LoggerFactory.getLogger(LookUpUnknowns.class);
    /// A look may have to cancel, and then to refund, each as long as a call may take.
    private static final int CALLS_AT_MOST = 3;

    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final int AT_ONCE = 20;

    private final Db db;
    private final Clock clock;
    private final Duration timeout;
    private final Routing routing;
    private final Owner owner;
    private final AskOutside outside;
    private final Attempts attempts = new Attempts();

    public LookUpUnknowns(Db db, Clock clock, Duration timeout, Routing routing, Owner owner) {
        this.db = db;
        this.clock = clock;
        this.timeout = timeout;
        this.routing = routing;
        this.owner = owner;
        this.outside = new AskOutside(clock);
    }

    /// Looks up all whose time has come, some at once.
    public void run() {
        List<Unclear> claimed;
        do {
            long nowMs = clock.nowMs();
            claimed = attempts.claim(db, nowMs, nowMs + leaseMs(), AT_ONCE);
            together(claimed);
        } while (claimed.size() == AT_ONCE);
    }

    private long leaseMs() {
        return timeout.multipliedBy(CALLS_AT_MOST).plus(MARGIN).toMillis();
    }

    private void together(List<Unclear> claimed) {
        var threads = claimed.stream()
                .map(unclear -> Thread.startVirtualThread(() -> lookUp(unclear)))
                .toList();
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// One that fails must not keep the others waiting; its lease ends by itself.
    private void lookUp(Unclear unclear) {
        try {
            ask(Caller.worker(unclear.tenant()), unclear.attempt().until(clock.nowMs() + timeout.toMillis()));
        } catch (RuntimeException e) {
            LOG.error("attempt {} could not be looked up", unclear.attempt().id(), e);
        }
    }

    private void ask(Caller caller, Attempt attempt) {
        if (attempt.operation() == Operation.AUTHENTICATE) {
            var authenticator = routing.authenticator(attempt.connector());
            owner.answered(
                    caller,
                    attempt,
                    outside.<Authentication>run(
                            attempt.deadlineMs(),
                            () -> authenticator.lookup(attempt.asCall(caller.tenant())),
                            Authentication.Unknown::new));
        } else {
            var connector = routing.connector(attempt.connector());
            owner.answered(
                    caller,
                    attempt,
                    outside.<Answer>run(
                            attempt.deadlineMs(),
                            () -> connector.lookup(attempt.asCall(caller.tenant())),
                            Answer.Unknown::new));
        }
    }
}
