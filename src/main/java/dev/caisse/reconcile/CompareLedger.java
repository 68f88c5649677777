package dev.caisse.reconcile;

import dev.caisse.accounts.Account;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.reconcile.OurLedger.DisputeRow;
import dev.caisse.reconcile.OurLedger.RefundRow;
import dev.caisse.reconcile.OurLedger.TransferRow;
import dev.caisse.reconcile.Reconcile.Checked;

/// What refunds, disputes and balances say against the transfers of the ledger, one page at a time.
final class CompareLedger {
    private final Db db;
    private final OurLedger ledger = new OurLedger();

    CompareLedger(Db db) {
        this.db = db;
    }

    Checked<Long> transfers(Tenant tenant, long after) {
        var found = new Found();
        var rows = ledger.transfers(db, tenant, after);
        for (var transfer : rows) {
            if (!transfer.hasSource()) {
                found.differ(
                        "%s posts %d %s as %s of %d, which does not exist.",
                        Prefix.TRANSACTION.id(transfer.id()),
                        transfer.amount(),
                        transfer.currency(),
                        transfer.kind(),
                        transfer.source());
            }
        }
        return found.of(rows, TransferRow::id, OurBooks.PAGE);
    }

    /// What a failed refund posted came back; what is under way, or was cancelled, posted nothing.
    Checked<Long> refunds(Tenant tenant, long after) {
        var found = new Found();
        var rows = ledger.refunds(db, tenant, after);
        for (var refund : rows) {
            var id = Prefix.REFUND.id(refund.id());
            if (!refund.currency().equals(refund.chargeCurrency())) {
                found.differ(
                        "%s is in %s, but its %s is in %s.",
                        id, refund.currency(), Prefix.CHARGE.id(refund.charge()), refund.chargeCurrency());
            }
            long gone = refund.status().equals("succeeded") ? refund.amount() : 0;
            if (refund.gone() - refund.back() != gone || (refund.back() != 0 && refund.back() != refund.amount())) {
                found.differ(
                        "%s is %s with %d %s, but the ledger has %d gone and %d back.",
                        id, refund.status(), refund.amount(), refund.currency(), refund.gone(), refund.back());
            }
        }
        return found.of(rows, RefundRow::id, OurBooks.PAGE);
    }

    Checked<Long> disputes(Tenant tenant, long after) {
        var found = new Found();
        var rows = ledger.disputes(db, tenant, after);
        for (var dispute : rows) {
            long out = dispute.isTaken() ? dispute.amount() : 0;
            long back = dispute.status().equals("won") ? dispute.amount() : 0;
            if (dispute.out() != out || dispute.back() != back) {
                found.differ(
                        "%s is %s with %d %s, but the ledger has %d gone and %d back.",
                        Prefix.DISPUTE.id(dispute.id()),
                        dispute.status(),
                        dispute.amount(),
                        dispute.currency(),
                        dispute.out(),
                        dispute.back());
            }
        }
        return found.of(rows, DisputeRow::id, OurBooks.PAGE);
    }

    /// Snapshots are what balances are made of: each has to be what its transfers come to.
    Checked<Long> balances(Tenant tenant) {
        var found = new Found();
        for (var purse : ledger.wrongBalances(db, tenant)) {
            found.differ(
                    "The snapshot of %s in %s due on day %d, of %s in %s mode, says %d, but its transfers come to %d.",
                    purse.purse(),
                    purse.currency(),
                    purse.dueDay(),
                    Account.shown(tenant.account()),
                    tenant.mode(),
                    purse.kept(),
                    purse.summed());
        }
        for (var day : ledger.wrongSettlements(db, tenant)) {
            found.differ(
                    "Of %s due on day %d, %s in %s mode has settled %d, but the settlements posted come to %d.",
                    day.currency(),
                    day.dueDay(),
                    Account.shown(tenant.account()),
                    tenant.mode(),
                    day.kept(),
                    day.summed());
        }
        return found.of(0, null);
    }
}
