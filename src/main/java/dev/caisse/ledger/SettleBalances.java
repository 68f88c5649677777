package dev.caisse.ledger;

import dev.caisse.api.Caller;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.clocks.DueWork;
import dev.caisse.events.Events;
import dev.caisse.ledger.Balances.Turned;
import dev.caisse.ledger.Balances.Unsettled;
import dev.caisse.ledger.Transfer.Kind;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Keeps snapshots close behind what is posted, and makes pending money available when its day has come: one transfer
/// for
/// a tenant, a currency and a day. What is posted late is settled by a further one. Safe on any number of nodes.
final class SettleBalances implements DueWork {
    private static final int AT_ONCE = 100;
    private static final int TRIES = 50;
    private static final Duration A_MOMENT = Duration.ofMillis(20);
    private static final int LETTERS = 26;
    private static final long CURRENCIES = LETTERS * LETTERS * LETTERS;
    private static final long TIMES = 1_000_000;

    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Clocks clocks;
    private final Events events;
    private final Balances balances = new Balances();
    private final Transfers transfers = new Transfers();
    private Optional<Turned> turned = Optional.empty();

    SettleBalances(Db db, Ids ids, Clock clock, Clocks clocks, Events events) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.clocks = clocks;
        this.events = events;
    }

    void run() {
        snapshot();
        while (settle(balances.due(db, Transfer.day(clock.nowMs()), AT_ONCE)) == AT_ONCE) {
            // until none is left
        }
    }

    /// A slow transaction may still write into the tide that was closed: nothing is cut before it is over.
    private void snapshot() {
        if (turned.isEmpty() && balances.isBehind(db)) {
            turned = Optional.of(db.inTransaction(balances::turn));
        }
        turned.filter(last -> balances.isOver(db, last)).ifPresent(last -> {
            db.inTransaction(tx -> {
                balances.cut(tx, last.tide());
                return true;
            });
            turned = Optional.empty();
        });
    }

    /// What was posted may still be above the cut: it is waited for, until whoever wrote meanwhile is done.
    @Override
    public boolean run(Tenant tenant) {
        boolean isCut = isSnapshot();
        int today = Transfer.day(clocks.nowMs(tenant));
        while (settle(balances.due(db, tenant, today, AT_ONCE)) == AT_ONCE) {
            // until none is left
        }
        return isCut;
    }

    @Override
    public Optional<Long> nextMs(Tenant tenant, long afterMs) {
        return balances.nextDueDay(db, tenant, Transfer.day(afterMs)).map(Transfer::beginMs);
    }

    /// Cuts above all that is posted by now; false when somebody who began before takes too long.
    private boolean isSnapshot() {
        if (!balances.isBehind(db)) {
            return true;
        }
        var fresh = db.inTransaction(balances::turn);
        for (int i = 0; i < TRIES; i++) {
            if (balances.isOver(db, fresh)) {
                return db.inTransaction(tx -> {
                    balances.cut(tx, fresh.tide());
                    return true;
                });
            }
            clock.sleep(A_MOMENT);
        }
        return false;
    }

    private int settle(List<Unsettled> due) {
        for (var day : due) {
            db.inTransaction(tx -> {
                balances.lock(tx, day).ifPresent(unsettled -> settled(tx, unsettled));
                return true;
            });
        }
        return due.size();
    }

    /// Below zero when more was refunded of a day than was paid in it: then pending gets back what it lacks.
    private void settled(Tx tx, Unsettled day) {
        var amount = Money.of(Math.abs(day.amount()), day.currency());
        boolean isGain = day.amount() > 0;
        var debit = isGain ? Purse.PENDING : Purse.AVAILABLE;
        var credit = isGain ? Purse.AVAILABLE : Purse.PENDING;
        transfers.add(
                tx,
                day.tenant(),
                new Transfer(ids.next(), Kind.SETTLEMENT, cause(day), debit, credit, amount, day.dueDay()));
        balances.saveSettled(tx, day);
        events.append(
                tx,
                Caller.worker(day.tenant()),
                "balance.available",
                BalanceView.of(balances.list(tx, day.tenant()), day.tenant()));
    }

    /// The same day of the same currency is never settled for the nth time twice, whatever the code above believes.
    static long cause(Unsettled day) {
        long currency = day.currency().code().chars().reduce(0, (sum, letter) -> sum * LETTERS + letter - 'A');
        return (day.dueDay() * CURRENCIES + currency) * TIMES + day.settlements();
    }
}
