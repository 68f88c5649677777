package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.clocks.DueWork;
import dev.caisse.payments.CancelPayment.Ending;
import dev.caisse.payments.Held.Due;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets go of money that was held for seven days and never taken. Any number of nodes may do it: each intent is looked
/// at again under its lock, and has at most one open cancel.
public final class CancelHeld implements DueWork {
    private static final Logger LOG = LoggerFactory.getLogger(CancelHeld.class);
    private static final int AT_ONCE = 20;

    /// A round ends after this and the calls then under way, well before its worker counts as unwell.
    private static final Duration ROUND = Duration.ofSeconds(15);

    private final Db db;
    private final Clock clock;
    private final Clocks clocks;
    private final PaymentIntents intents;
    private final Held held = new Held();
    private final CancelPayment cancelPayment;
    private Due last = Due.BEFORE_ALL;

    CancelHeld(Db db, Clock clock, Clocks clocks, PaymentIntents intents, CancelPayment cancelPayment) {
        this.db = db;
        this.clock = clock;
        this.clocks = clocks;
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
        var due = held.due(db, clock.nowMs(), last, AT_ONCE);
        cancelTogether(due);
        boolean isMore = due.size() == AT_ONCE;
        last = isMore ? due.getLast() : Due.BEFORE_ALL;
        return isMore;
    }

    /// An answer that is not known is waited for by whoever looks it up; until then the money is held.
    @Override
    public boolean run(Tenant tenant) {
        var after = Due.BEFORE_ALL;
        List<Due> due;
        do {
            due = held.due(db, tenant, clocks.nowMs(tenant), after, AT_ONCE);
            cancelTogether(due);
            after = due.isEmpty() ? after : due.getLast();
        } while (due.size() == AT_ONCE);
        return held.due(db, tenant, clocks.nowMs(tenant), Due.BEFORE_ALL, 1).isEmpty();
    }

    @Override
    public Optional<Long> nextMs(Tenant tenant, long afterMs) {
        return held.nextDueMs(db, tenant, afterMs);
    }

    private void cancelTogether(List<Due> due) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(one -> threads.execute(() -> cancel(one)));
        }
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
                .filter(intent -> intent.cancelMs()
                        .filter(ms -> ms <= clocks.nowMs(caller.tenant()))
                        .isPresent())
                .flatMap(intent -> cancelPayment.letGo(tx, caller, intent));
    }
}
