package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.CheckoutSessions.Due;
import dev.caisse.payments.CancelPayment;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clock's share: expires sessions whose time has come, on time even if nobody looks. Any number of nodes may do
/// it;
/// each session is checked again under its lock.
public final class ExpireSessions {
    private static final Logger LOG = LoggerFactory.getLogger(ExpireSessions.class);
    private static final int BATCH = 100;

    private final Db db;
    private final Clock clock;
    private final CheckoutSessions sessions;
    private final ExpireSession expireSession;
    private final CancelPayment cancelPayment;

    public ExpireSessions(
            Db db, Clock clock, CheckoutSessions sessions, ExpireSession expireSession, CancelPayment cancelPayment) {
        this.db = db;
        this.clock = clock;
        this.sessions = sessions;
        this.expireSession = expireSession;
        this.cancelPayment = cancelPayment;
    }

    /// Comes by all that are due, each once.
    public void run() {
        long nowMs = clock.nowMs();
        var last = Due.BEFORE_ALL;
        List<Due> due;
        do {
            due = sessions.due(db, nowMs, last, BATCH);
            due.forEach(this::expire);
            last = due.isEmpty() ? last : due.getLast();
        } while (due.size() == BATCH);
    }

    /// One that fails must not keep the others waiting.
    private void expire(Due due) {
        try {
            var caller = Caller.worker(due.tenant());
            db.inTransaction(tx -> expireSession.in(tx, caller, due.id(), this::isDue))
                    .flatMap(ExpireSession.Expiry::ending)
                    .ifPresent(ending -> cancelPayment.carryOut(caller, ending));
        } catch (RuntimeException e) {
            LOG.error("session {} could not be expired", due.id(), e);
        }
    }

    private boolean isDue(CheckoutSession session) {
        return session.state() instanceof State.Open && clock.nowMs() >= session.expiresMs();
    }
}
