package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.payments.CancelPayment.Ending;
import dev.caisse.payments.PaymentIntents.Due;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets go of money that was held for seven days and never taken. Any number of nodes may do it: each intent is looked
/// at again under its lock, and has at most one open cancel.
public final class CancelHeld {
    private static final Logger LOG = LoggerFactory.getLogger(CancelHeld.class);
    private static final int AT_ONCE = 20;

    /// A round ends after this and the calls then under way, well before its worker counts as unwell.
    private static final Duration ROUND = Duration.ofSeconds(15);

    private final Db db;
    private final Clock clock;
    private final PaymentIntents intents;
    private final CancelPayment cancelPayment;
    private Due last = Due.BEFORE_ALL;

    CancelHeld(Db db, Clock clock, PaymentIntents intents, CancelPayment cancelPayment) {
        this.db = db;
        this.clock = clock;
        this.intents = intents;
        this.cancelPayment = cancelPayment;
    }

    public static Duration pause() {
        return Duration.ofSeconds(1);
    }

    /// Comes by those that are due, going on where the last round had to end. Not to be called by two threads at once.
    public void run() {
        long untilNanos = clock.monotonicNanos() + ROUND.toNanos();
        boolean isMore = true;
        while (isMore && clock.monotonicNanos() < untilNanos) {
            isMore = cancelSome();
        }
    }

    private boolean cancelSome() {
        var due = intents.due(db, clock.nowMs(), last, AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(one -> threads.execute(() -> cancel(one)));
        }
        boolean isMore = due.size() == AT_ONCE;
        last = isMore ? due.getLast() : Due.BEFORE_ALL;
        return isMore;
    }

    /// One that fails must not keep the others waiting.
    private void cancel(Due due) {
        try {
            var caller = Caller.worker(due.tenant());
            db.inTransaction(tx -> intend(tx, caller, due.id()))
                    .ifPresent(ending -> cancelPayment.carryOut(caller, ending));
        } catch (Refusal e) {
            LOG.warn("what intent {} holds was not let go: {}", due.id(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("what intent {} holds could not be let go", due.id(), e);
        }
    }

    private Optional<Ending> intend(Tx tx, Caller caller, long id) {
        return intents.lock(tx, caller.tenant(), id)
                .filter(intent ->
                        intent.cancelMs().filter(ms -> ms <= clock.nowMs()).isPresent())
                .flatMap(intent -> cancelPayment.letGo(tx, caller, intent));
    }
}
