package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.checkout.CheckoutSessions.Due;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The clock's share: expires sessions whose time has come, on time even if nobody looks. Any number of nodes may do
/// it; each session is checked again under its lock.
public final class ExpireSessions {
    private static final Logger LOG = LoggerFactory.getLogger(ExpireSessions.class);
    private static final int BATCH = 100;

    private final Db db;
    private final Clock clock;
    private final CheckoutSessions sessions;
    private final ExpireSession expireSession;

    public ExpireSessions(Db db, Clock clock, CheckoutSessions sessions, ExpireSession expireSession) {
        this.db = db;
        this.clock = clock;
        this.sessions = sessions;
        this.expireSession = expireSession;
    }

    /// Expires all that are due.
    public void run() {
        int expired = 0;
        do {
            var due = sessions.due(db, clock.nowMs(), BATCH);
            expired = (int) due.stream().filter(this::expire).count();
        } while (expired == BATCH);
    }

    /// One that fails must not keep the others waiting.
    private boolean expire(Due due) {
        try {
            var caller = Caller.worker(due.tenant());
            db.inTransaction(tx -> expireSession.in(tx, caller, due.id(), this::isDue));
            return true;
        } catch (RuntimeException e) {
            LOG.error("session {} could not be expired", due.id(), e);
            return false;
        }
    }

    private boolean isDue(CheckoutSession session) {
        return session.state() instanceof State.Open && session.stateAt(clock.nowMs()) instanceof State.Expired;
    }
}
