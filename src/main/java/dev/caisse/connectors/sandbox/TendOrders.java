package dev.caisse.connectors.sandbox;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets payments that are made elsewhere turn into what they turn into, when their time has come, and tells the
/// merchant's
/// side of every change until it has taken it. Safe on any number of nodes.
final class TendOrders {
    private static final Logger LOG = LoggerFactory.getLogger(TendOrders.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 12;

    private final Db db;
    private final Clock clock;
    private final TakeOrder takeOrder;
    private final SendNotices notices;
    private final Orders orders = new Orders();
    private final SandboxBook book = new SandboxBook();

    TendOrders(Db db, Clock clock, TakeOrder takeOrder, SendNotices notices) {
        this.db = db;
        this.clock = clock;
        this.takeOrder = takeOrder;
        this.notices = notices;
    }

    /// Waits for no one who is told.
    void run() {
        while (takeOrder.turnOne()) {}
        long nowMs = clock.nowMs();
        for (var untold : orders.claimUntold(db, nowMs, nowMs + LEASE.toMillis())) {
            Thread.ofVirtual().name("sandbox-order").start(() -> tell(untold));
        }
    }

    private void tell(Order order) {
        try {
            var answer = book.find(db, order.reference()).orElseThrow().answer();
            var isTaken = order.merchant()
                    .map(merchant -> notices.isTaken(merchant, order.reference(), order.version(), answer))
                    .orElse(true);
            if (isTaken) {
                orders.told(db, order);
            } else {
                int doublings = Math.clamp(order.tries() - 1, 0, DOUBLINGS);
                orders.tellAgain(db, order.reference(), clock.nowMs() + (FIRST_PAUSE.toMillis() << doublings));
            }
        } catch (DbFailure e) {
            LOG.warn("The sandbox will tell of a payment again: {}", e.toString());
        }
    }
}
