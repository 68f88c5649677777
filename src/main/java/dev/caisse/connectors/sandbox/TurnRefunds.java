package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.sandbox.OddRefunds.Odd;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets refunds of test mode's bank end otherwise than they began, when their time has come: what was pending is done,
/// what was done is taken back; and tells the merchant's side until it has taken it. Safe on any number of nodes.
final class TurnRefunds {
    /// How long after it began.
    static final Duration DELAY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(TurnRefunds.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 12;

    private final Db db;
    private final Clock clock;
    private final MerchantTime time;
    private final SecureRandom random;
    private final SendNotices notices;
    private final OddRefunds oddRefunds = new OddRefunds();
    private final SandboxBook book = new SandboxBook();

    TurnRefunds(Db db, Clock clock, MerchantTime time, SecureRandom random, SendNotices notices) {
        this.db = db;
        this.clock = clock;
        this.time = time;
        this.random = random;
        this.notices = notices;
    }

    /// Waits for no one who is told.
    void run() {
        while (db.inTransaction(tx -> turned(tx, oddRefunds.claimDue(tx, clock.nowMs())))) {}
        long nowMs = clock.nowMs();
        for (var untold : oddRefunds.claimUntold(db, nowMs, nowMs + LEASE.toMillis())) {
            Thread.ofVirtual().name("sandbox-refund").start(() -> tell(untold));
        }
    }

    /// For one who lives by a clock of their own. Says whether everything was heard.
    boolean run(Merchant merchant) {
        long nowMs = time.nowMs(Optional.of(merchant));
        while (db.inTransaction(tx -> turned(tx, oddRefunds.claimDue(tx, merchant, nowMs)))) {}
        oddRefunds.claimUntold(db, merchant, clock.nowMs() + LEASE.toMillis()).forEach(this::tell);
        return !oddRefunds.isUntold(db, merchant);
    }

    Optional<Long> nextMs(Merchant merchant, long afterMs) {
        return oddRefunds.nextMs(db, merchant, afterMs);
    }

    private boolean turned(Tx tx, Optional<Odd> due) {
        due.ifPresent(odd -> {
            book.lock(tx, odd.original()).orElseThrow();
            var refund = book.lock(tx, odd.reference()).orElseThrow();
            switch (odd.kind()) {
                case PENDING_THEN_SUCCEEDED -> book.complete(tx, odd.reference(), "sbx_" + Tokens.letters(random, 20));
                case SUCCEEDED_THEN_FAILED -> {
                    book.takeBack(tx, odd.reference(), Refusals.of(DeclineCode.EXPIRED_CARD));
                    book.addRefunded(tx, odd.original(), -refund.amount().minor());
                }
            }
            oddRefunds.turned(tx, odd.reference(), clock.nowMs());
        });
        return due.isPresent();
    }

    private void tell(Odd odd) {
        try {
            var answer = book.find(db, odd.reference()).orElseThrow().answer();
            if (odd.merchant().isEmpty() || notices.isTaken(odd.merchant().get(), odd.reference(), answer)) {
                oddRefunds.told(db, odd.reference());
            } else {
                int doublings = Math.clamp(odd.tries() - 1, 0, DOUBLINGS);
                oddRefunds.tellAgain(db, odd.reference(), clock.nowMs() + (FIRST_PAUSE.toMillis() << doublings));
            }
        } catch (DbFailure e) {
            LOG.warn("The sandbox will tell of a refund again: {}", e.toString());
        }
    }
}
