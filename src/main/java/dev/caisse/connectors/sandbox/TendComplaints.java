package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call.Merchant;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens at test mode's bank as time passes: payers complain, banks decide, merchants miss their time; and the
/// merchant's side is told of each until it has taken it. Safe on any number of nodes.
final class TendComplaints {
    private static final Logger LOG = LoggerFactory.getLogger(TendComplaints.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int DOUBLINGS = 12;

    private final Db db;
    private final Clock clock;
    private final MerchantTime time;
    private final SendNotices notices;
    private final Complaints complaints = new Complaints();
    private final SandboxBook book = new SandboxBook();

    TendComplaints(Db db, Clock clock, MerchantTime time, SendNotices notices) {
        this.db = db;
        this.clock = clock;
        this.time = time;
        this.notices = notices;
    }

    /// Waits for no one who is told.
    void run() {
        while (db.inTransaction(tx -> moved(tx, complaints.claimDue(tx, clock.nowMs())))) {}
        long nowMs = clock.nowMs();
        for (var untold : complaints.claimUntold(db, nowMs, nowMs + LEASE.toMillis())) {
            Thread.ofVirtual().name("sandbox-dispute").start(() -> tell(untold));
        }
    }

    /// For one who lives by a clock of their own. Says whether everything was heard.
    boolean run(Merchant merchant) {
        long nowMs = time.nowMs(Optional.of(merchant));
        while (db.inTransaction(tx -> moved(tx, complaints.claimDue(tx, merchant, nowMs)))) {}
        complaints.claimUntold(db, merchant, clock.nowMs() + LEASE.toMillis()).forEach(this::tell);
        return !complaints.isUntold(db, merchant);
    }

    Optional<Long> nextMs(Merchant merchant, long afterMs) {
        return complaints.nextMs(db, merchant, afterMs);
    }

    private boolean moved(Tx tx, Optional<Complaint> due) {
        due.ifPresent(complaint -> {
            var payment = book.lock(tx, complaint.original()).orElseThrow();
            var then = complaint.moved(payment.left(), time.nowMs(complaint.merchant()));
            complaints.save(tx, then);
            book.setDisputed(tx, complaint.original(), then.held());
        });
        return due.isPresent();
    }

    private void tell(Complaints.Untold untold) {
        var complaint = untold.complaint();
        try {
            if (notices.isTaken(complaint)) {
                complaints.told(db, complaint);
            } else {
                complaints.tellAgain(db, complaint, clock.nowMs() + pauseMs(untold.tries()));
            }
        } catch (DbFailure e) {
            LOG.warn("The sandbox will tell of a dispute again: {}", e.toString());
        }
    }

    private static long pauseMs(int tries) {
        return Math.min(FIRST_PAUSE.toMillis() << Math.clamp(tries - 1, 0, DOUBLINGS), LONGEST_PAUSE.toMillis());
    }
}
