package dev.caisse.reconcile;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.reconcile.OurBooks.ChargeRow;
import dev.caisse.reconcile.OurBooks.IntentRow;
import dev.caisse.reconcile.OurBooks.SessionRow;
import dev.caisse.reconcile.OurLedger.Posted;
import dev.caisse.reconcile.Reconcile.Checked;
import java.util.List;
import java.util.stream.Collectors;

/// What payments, charges, sessions and the ledger must agree on, one page at a time, and how it is said when they do
/// not.
final class Compare {
    private final Db db;
    private final OurBooks ours;
    private final OurLedger ledger = new OurLedger();

    Compare(Db db, OurBooks ours) {
        this.db = db;
        this.ours = ours;
    }

    Checked<Long> intents(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.intents(db, tenant, after);
        for (var intent : rows) {
            var id = Prefix.INTENT.id(intent.id());
            if (intent.status().equals("succeeded") && intent.charges() == 0) {
                found.differ(
                        "%s succeeded with %d %s but has no paid charge.", id, intent.received(), intent.currency());
            } else if (intent.received() != intent.taken()) {
                found.differ(
                        "%s says it received %d %s, but its charges took %d %s.",
                        id, intent.received(), intent.currency(), intent.taken(), intent.currency());
            }
        }
        return found.of(rows, IntentRow::id, OurBooks.PAGE);
    }

    Checked<Long> charges(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.charges(db, tenant, after);
        var ids = rows.stream().mapToLong(ChargeRow::id).toArray();
        var posted = ledger.posted(db, tenant, ids).stream().collect(Collectors.groupingBy(Posted::charge));
        for (var charge : rows) {
            currencies(found, charge, posted.getOrDefault(charge.id(), List.of()));
            posted(found, charge, posted.getOrDefault(charge.id(), List.of()));
            if (charge.refunded() + charge.withheld() > charge.captured()) {
                found.differ(
                        "%s took %d %s, but %d of it was refunded and %d is disputed.",
                        Prefix.CHARGE.id(charge.id()),
                        charge.captured(),
                        charge.currency(),
                        charge.refunded(),
                        charge.withheld());
            }
            if (charge.refunding() != charge.pending()) {
                found.differ(
                        "%s reserves %d %s for refunds, but those under way come to %d.",
                        Prefix.CHARGE.id(charge.id()), charge.refunding(), charge.currency(), charge.pending());
            }
        }
        return found.of(rows, ChargeRow::id, OurBooks.PAGE);
    }

    private static void currencies(Found found, ChargeRow charge, List<Posted> posted) {
        var id = Prefix.CHARGE.id(charge.id());
        if (!charge.currency().equals(charge.intentCurrency())) {
            found.differ(
                    "%s is in %s, but its %s is in %s.",
                    id, charge.currency(), Prefix.INTENT.id(charge.intent()), charge.intentCurrency());
        }
        posted.stream()
                .filter(other -> !other.currency().equals(charge.currency()))
                .forEach(other -> found.differ(
                        "%s is in %s, but the ledger has transfers of it in %s.",
                        id, charge.currency(), other.currency()));
    }

    private static void posted(Found found, ChargeRow charge, List<Posted> posted) {
        var id = Prefix.CHARGE.id(charge.id());
        var currency = charge.currency();
        long times = posted.stream().mapToLong(Posted::times).sum();
        long came = posted.stream().mapToLong(Posted::came).sum();
        long back = posted.stream().mapToLong(Posted::back).sum();
        if (times > 1) {
            found.differ("%s is posted %d times in the ledger: %d %s together.", id, times, came, currency);
        } else if (times == 0 && charge.captured() > 0) {
            found.differ("%s took %d %s, but the ledger has no transfer of it.", id, charge.captured(), currency);
        } else if (came != charge.captured()) {
            found.differ("%s took %d %s, but the ledger has %d.", id, charge.captured(), currency, came);
        } else if (times == 1 && posted.stream().noneMatch(one -> one.transaction() == charge.transaction())) {
            found.differ(
                    "%s names %s as its transfer, but the ledger has it under another.",
                    id, Prefix.TRANSACTION.id(charge.transaction()));
        }
        if (back != charge.refunded()) {
            found.differ("%s was refunded %d %s, but the ledger has %d.", id, charge.refunded(), currency, back);
        }
    }

    Checked<Long> sessions(Tenant tenant, long after) {
        var found = new Found();
        var rows = ours.sessions(db, tenant, after);
        for (var session : rows) {
            boolean isPaid = session.intentStatus().filter("succeeded"::equals).isPresent();
            if (session.paymentStatus().equals("paid") && !isPaid) {
                found.differ(
                        "%s is paid, but its %s is %s.",
                        Prefix.SESSION.id(session.id()),
                        Prefix.INTENT.id(session.intent()),
                        session.intentStatus().orElse("missing"));
            } else if (isPaid && !session.paymentStatus().equals("paid")) {
                found.differ(
                        "%s is %s, but its %s succeeded.",
                        Prefix.SESSION.id(session.id()), session.paymentStatus(), Prefix.INTENT.id(session.intent()));
            }
        }
        return found.of(rows, SessionRow::id, OurBooks.PAGE);
    }
}
