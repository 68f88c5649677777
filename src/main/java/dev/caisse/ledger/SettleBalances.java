package dev.caisse.ledger;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.ledger.Balances.Turned;
import dev.caisse.ledger.Balances.Unsettled;
import dev.caisse.ledger.Transfer.Kind;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.util.Optional;

/// Keeps snapshots close behind what is posted, and makes pending money available when its day has come: one transfer
/// for
/// a tenant, a currency and a day. What is posted late is settled by a further one. Safe on any number of nodes.
final class SettleBalances {
    private static final int AT_ONCE = 100;
    private static final int LETTERS = 26;
    private static final long CURRENCIES = LETTERS * LETTERS * LETTERS;
    private static final long TIMES = 1_000_000;

    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Events events;
    private final Balances balances = new Balances();
    private final Transfers transfers = new Transfers();
    private Optional<Turned> turned = Optional.empty();

    SettleBalances(Db db, Ids ids, Clock clock, Events events) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.events = events;
    }

    void run() {
        snapshot();
        while (settle() == AT_ONCE) {
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

    private int settle() {
        var due = balances.due(db, Transfer.day(clock.nowMs()), AT_ONCE);
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
