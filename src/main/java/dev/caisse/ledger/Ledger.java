package dev.caisse.ledger;

import dev.caisse.api.Routes;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.clocks.Clocks;
import dev.caisse.clocks.DueWork;
import dev.caisse.events.Events;
import dev.caisse.ledger.Transfer.Kind;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// Posts what has happened to money, inside the transaction that records it. Adds transfers and changes nothing: no
/// balance is updated on the way of a payment.
public final class Ledger {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Db db;
    private final Ids ids;
    private final Clock clock;
    private final Clocks clocks;
    private final Events events;
    private final Terms terms;
    private final Transfers transfers = new Transfers();

    public Ledger(Db db, Ids ids, Clock clock, Clocks clocks, Events events, Terms terms) {
        this.db = db;
        this.ids = ids;
        this.clock = clock;
        this.clocks = clocks;
        this.events = events;
        this.terms = terms;
    }

    /// What the operator decided.
    ///
    /// @param settlementDays how many days later a payment becomes available, at midnight UTC; 0: at once
    public record Terms(Fee fee, int settlementDays) {}

    public void routes(Routes routes) {
        new BalanceApi(db, clocks).routes(routes);
    }

    /// What it does for those who live by clocks of their own; one thread's.
    public DueWork byClock() {
        return new SettleBalances(db, ids, clock, clocks, events);
    }

    /// How balance transactions that are only named elsewhere are found whole.
    public void wholes(Wholes wholes) {
        wholes.add(
                Prefix.TRANSACTION,
                (sql, tenant, ids) -> new Transfers()
                        .findTransactions(sql, tenant, ids).stream()
                                .map(transaction -> BalanceTransactionView.of(transaction, clocks.nowMs(tenant)))
                                .toList());
    }

    public static void views(Views views) {
        views.add("balance", BalanceView.class);
    }

    /// Starts to keep snapshots and to settle.
    public Worker start() {
        return Worker.start("settle-balances", PAUSE, clock, new SettleBalances(db, ids, clock, clocks, events)::run);
    }

    /// A payment was taken, and its fee.
    ///
    /// @param isAtOnce whether it is available without the usual wait
    /// @return the id of its balance transaction
    public long charged(Inserts into, Tenant tenant, long charge, Money amount, boolean isAtOnce) {
        var posted = received(into, tenant, charge, amount, isAtOnce);
        var fee = terms.fee().of(amount);
        if (!fee.isZero()) {
            post(
                    into,
                    tenant,
                    new Transfer(ids.next(), Kind.FEE, charge, posted.credit(), Purse.FEES, fee, posted.dueDay()));
        }
        return posted.id();
    }

    /// Money came of which nothing is kept: it goes back by itself, or was taken before anybody posted it.
    ///
    /// @return the id of its balance transaction
    public long late(Inserts into, Tenant tenant, long charge, Money amount) {
        return received(into, tenant, charge, amount, false).id();
    }

    /// Late money is back with its payer, without a refund of its own.
    ///
    /// @return the id of its balance transaction
    public long returned(Tx tx, Tenant tenant, long charge, Money amount) {
        return back(tx, tenant, Kind.RETURN, charge, charge, amount);
    }

    /// A refund has gone out. Its charge's money is taken from where it is: pending until it is due, then available.
    ///
    /// @return the id of its balance transaction
    public long refunded(Tx tx, Tenant tenant, long refund, long charge, Money amount) {
        return back(tx, tenant, Kind.REFUND, refund, charge, amount);
    }

    /// A refund that had gone out came back: what [#refunded] posted is there again.
    ///
    /// @return the id of its balance transaction
    public long refundFailed(Tx tx, Tenant tenant, long refund) {
        var out = transfers
                .find(tx, tenant, Kind.REFUND, refund)
                .orElseThrow(() -> new IllegalStateException("refund " + refund + " was never posted"));
        var purse = isDue(tenant, out) ? Purse.AVAILABLE : out.debit();
        return post(
                tx,
                tenant,
                new Transfer(
                        ids.next(),
                        Kind.REFUND_FAILURE,
                        refund,
                        Purse.PAYER_CLEARING,
                        purse,
                        out.amount(),
                        out.dueDay()));
    }

    /// A dispute was opened, and its money is gone until it is won.
    ///
    /// @return the id of its balance transaction
    public long disputed(Inserts into, Tenant tenant, long dispute, Money amount) {
        return atOnce(into, tenant, Kind.DISPUTE, dispute, Purse.AVAILABLE, Purse.DISPUTES, amount);
    }

    /// A dispute was won: what [#disputed] took is there again.
    ///
    /// @return the id of its balance transaction
    public long disputeWon(Inserts into, Tenant tenant, long dispute, Money amount) {
        return atOnce(into, tenant, Kind.DISPUTE_REVERSAL, dispute, Purse.DISPUTES, Purse.AVAILABLE, amount);
    }

    private Transfer received(Inserts into, Tenant tenant, long charge, Money amount, boolean isAtOnce) {
        long id = ids.next();
        int days = isAtOnce ? 0 : terms.settlementDays();
        var purse = days == 0 ? Purse.AVAILABLE : Purse.PENDING;
        var transfer =
                new Transfer(id, Kind.CHARGE, charge, Purse.PAYER_CLEARING, purse, amount, dayOf(tenant, id) + days);
        post(into, tenant, transfer);
        return transfer;
    }

    private long back(Tx tx, Tenant tenant, Kind kind, long source, long charge, Money amount) {
        var came = transfers
                .find(tx, tenant, Kind.CHARGE, charge)
                .orElseThrow(() -> new IllegalStateException("charge " + charge + " was never posted"));
        var purse = isDue(tenant, came) ? Purse.AVAILABLE : came.credit();
        long id = ids.next();
        int dueDay = Math.max(came.dueDay(), dayOf(tenant, id));
        return post(tx, tenant, new Transfer(id, kind, source, purse, Purse.PAYER_CLEARING, amount, dueDay));
    }

    private boolean isDue(Tenant tenant, Transfer transfer) {
        return transfer.dueDay() <= Transfer.day(clocks.nowMs(tenant));
    }

    /// The day in which something was posted, as its tenant's clock had it.
    private int dayOf(Tenant tenant, long id) {
        return Transfer.day(clocks.of(tenant).ms(id));
    }

    private long atOnce(Inserts into, Tenant tenant, Kind kind, long source, Purse debit, Purse credit, Money amount) {
        long id = ids.next();
        return post(into, tenant, new Transfer(id, kind, source, debit, credit, amount, dayOf(tenant, id)));
    }

    private long post(Inserts into, Tenant tenant, Transfer transfer) {
        transfers.add(into, tenant, transfer);
        return transfer.id();
    }
}
