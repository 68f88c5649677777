package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.Tenant;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.CheckoutSessions.Due;
import dev.caisse.clocks.Clocks;
import dev.caisse.clocks.DueWork;
import dev.caisse.payments.CancelPayment;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clock's share: expires sessions whose time has come, on time even if nobody looks. Any number of nodes may do
/// it;
/// each session is checked again under its lock.
public final class ExpireSessions implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(ExpireSessions.class);
    private static final int BATCH = 100;

    private final Db db;
    private final Clock clock;
    private final Clocks clocks;
    private final CheckoutSessions sessions;
    private final ExpireSession expireSession;
    private final CancelPayment cancelPayment;

    public ExpireSessions(
            Db db,
            Clock clock,
            Clocks clocks,
            CheckoutSessions sessions,
            ExpireSession expireSession,
            CancelPayment cancelPayment) {
        this.db = db;
        this.clock = clock;
        this.clocks = clocks;
        this.sessions = sessions;
        this.expireSession = expireSession;
        this.cancelPayment = cancelPayment;
    }

    /// Comes by all that are due, each once.
    public void run() {
        long nowMs = clock.nowMs();
        expireAll(last -> sessions.due(db, nowMs, last, BATCH));
    }

    @Override
    public boolean run(Tenant tenant) {
        long nowMs = clocks.nowMs(tenant);
        expireAll(last -> sessions.due(db, tenant, nowMs, last, BATCH));
        return sessions.due(db, tenant, nowMs, Due.BEFORE_ALL, 1).isEmpty();
    }

    @Override
    public Optional<Long> nextMs(Tenant tenant, long afterMs) {
        return sessions.nextDueMs(db, tenant, afterMs);
    }

    private void expireAll(Function<Due, List<Due>> dueAfter) {
        var last = Due.BEFORE_ALL;
        List<Due> due;
        do {
            due = dueAfter.apply(last);
            due.forEach(this::expire);
            last = due.isEmpty() ? last : due.getLast();
        } while (due.size() == BATCH);
    }

    /// One that fails must not keep the others waiting.
    private void expire(Due due) {
        try {
            var caller = Caller.worker(due.tenant());
            db.inTransaction(tx -> expireSession.in(tx, caller, due.id(), session -> isDue(due, session)))
                    .flatMap(ExpireSession.Expiry::ending)
                    .ifPresent(ending -> cancelPayment.carryOut(caller, ending));
        } catch (RuntimeException e) {
            LOG.error("session {} could not be expired", due.id(), e);
        }
    }

    private boolean isDue(Due due, CheckoutSession session) {
        return session.state() instanceof State.Open && clocks.nowMs(due.tenant()) >= session.expiresMs();
    }
}
