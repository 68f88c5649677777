package dev.caisse.attempts;

import dev.caisse.api.Caller;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempts.Unclear;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Routing;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recovery: asks what became of attempts that nobody knows the end of, five seconds after their deadline and never
/// while their caller may still be at work. Any number of nodes may do it; a claim is a lease that a crash ends. Each
/// connector is asked so many questions at once and no more, so that one that hangs holds up its own attempts only.
public final class LookUpUnknowns implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LookUpUnknowns.class);
    /// A look may have to cancel, and then to refund, each as long as a call may take.
    private static final int CALLS_AT_MOST = 3;

    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);

    /// Of one connector, on this node.
    static final int AT_ONCE = 20;

    private final Db db;
    private final Clock clock;
    private final Clocks clocks;
    private final Duration timeout;
    private final Routing routing;
    private final Owner owner;
    private final AskOutside outside;
    private final Attempts attempts = new Attempts();
    private final Map<String, Semaphore> free = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    public LookUpUnknowns(Db db, Clock clock, Clocks clocks, Duration timeout, Routing routing, Owner owner) {
        this.db = db;
        this.clock = clock;
        this.clocks = clocks;
        this.timeout = timeout;
        this.routing = routing;
        this.owner = owner;
        this.outside = new AskOutside(clock);
    }

    /// Begins to look up those whose time has come, and waits for none of them. Not to be called by two threads at
    /// once.
    public void run() {
        for (var connector : attempts.connectorsToAsk(db, clock.nowMs())) {
            var places = free.computeIfAbsent(connector, _ -> new Semaphore(AT_ONCE));
            for (var unclear : claim(connector, places.availablePermits())) {
                places.acquireUninterruptibly();
                Thread.startVirtualThread(() -> lookUpFrom(unclear, connector, places));
            }
        }
    }

    /// Begins no more, and lets those under way finish; the leases of the others end by themselves.
    @Override
    public void close() {
        isClosed = true;
        long untilNanos = clock.monotonicNanos() + PATIENCE_AT_CLOSE.toNanos();
        for (var places : free.values()) {
            try {
                places.tryAcquire(AT_ONCE, untilNanos - clock.monotonicNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// One after the other, until none is left. What is claimed is asked at once, so that its lease need not last
    /// longer than its calls.
    private void lookUpFrom(Unclear first, String connector, Semaphore places) {
        try {
            var next = Optional.of(first);
            while (next.isPresent()) {
                lookUp(next.get());
                next = claim(connector, isClosed ? 0 : 1).stream().findFirst();
            }
        } catch (DbFailure e) {
            LOG.warn("recovery stops for a moment: {}", e.toString());
        } finally {
            places.release();
        }
    }

    private List<Unclear> claim(String connector, int most) {
        long nowMs = clock.nowMs();
        return most == 0 ? List.of() : attempts.claim(db, connector, nowMs, nowMs + leaseMs(), most);
    }

    private long leaseMs() {
        return timeout.multipliedBy(CALLS_AT_MOST).plus(MARGIN).toMillis();
    }

    /// One that fails must not keep the others waiting; its lease ends by itself.
    private void lookUp(Unclear unclear) {
        try {
            clocks.look(unclear.tenant());
            ask(Caller.worker(unclear.tenant()), unclear, clock.nowMs() + timeout.toMillis());
        } catch (RuntimeException e) {
            LOG.error("attempt {} could not be looked up", unclear.attempt().id(), e);
        }
    }

    /// What is rehearsed goes wrong with the first look alone: with every one, nobody would ever know.
    private void ask(Caller caller, Unclear unclear, long deadlineMs) {
        var attempt = unclear.attempt().until(deadlineMs);
        var call = (unclear.isFirst() ? attempt : attempt.undisturbed()).asCall(caller.tenant());
        if (attempt.operation() == Operation.AUTHENTICATE) {
            var authenticator = routing.authenticator(attempt.connector());
            owner.answered(
                    caller,
                    attempt,
                    outside.<Authentication>run(
                            attempt.deadlineMs(), () -> authenticator.lookup(call), Authentication.Unknown::new));
        } else {
            var connector = routing.connector(attempt.connector());
            owner.answered(
                    caller,
                    attempt,
                    outside.<Answer>run(attempt.deadlineMs(), () -> connector.lookup(call), Answer.Unknown::new));
        }
    }
}
