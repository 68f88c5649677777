package dev.caisse.refunds;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.ledger.Ledger;
import dev.caisse.payments.Charge;
import dev.caisse.payments.ChargeView;
import dev.caisse.payments.ChargeViews;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.Money;
import dev.caisse.refunds.Refund.State;

/// Writes what has become of a refund: its row, what its charge has left, and their events. Decides nothing; the
/// machine
/// and [RecordRefund] do. The intent is locked.
final class MoveRefund {
    private final Events events;
    private final ChargeViews chargeViews;
    private final Ledger ledger;
    private final Refunds refunds = new Refunds();
    private final Charges charges = new Charges();

    MoveRefund(Events events, ChargeViews chargeViews, Ledger ledger) {
        this.events = events;
        this.chargeViews = chargeViews;
        this.ledger = ledger;
    }

    /// A new one, of what the charge has left.
    ///
    /// @return false when the charge has not so much left; then nothing was written
    boolean begin(Tx tx, Caller caller, Refund refund) {
        if (!charges.reserve(
                tx, caller.tenant(), refund.charge(), refund.amount().minor())) {
            return false;
        }
        refunds.add(tx, caller.tenant(), refund);
        events.append(tx, caller, "refund.created", RefundView.of(refund, caller.tenant()));
        return true;
    }

    /// Another state, and what that does to the charge.
    Refund to(Tx tx, Caller caller, PaymentIntent intent, Refund before, Refund moved) {
        var charge = charge(tx, caller, moved);
        var after = posted(tx, caller, charge, before, moved);
        var shownBefore = chargeViews.of(tx, caller.tenant(), charge, intent);
        refunds.save(tx, caller.tenant(), after);
        charges.moveRefund(
                tx, caller.tenant(), charge.id(), after.reserved() - before.reserved(), after.gone() - before.gone());
        told(tx, caller, before, after);
        if (after.gone() != before.gone()) {
            var shown = chargeViews.of(tx, caller.tenant(), charge(tx, caller, after), intent);
            chargeTold(tx, caller, shownBefore, shown);
        }
        return after;
    }

    /// Money that goes out is posted, and money that comes back again.
    private Refund posted(Tx tx, Caller caller, Charge charge, Refund before, Refund after) {
        if (after.gone() > before.gone()) {
            makeGood(tx, caller, charge);
            return after.posted(ledger.refunded(tx, caller.tenant(), after.id(), after.charge(), after.amount()));
        }
        if (after.gone() < before.gone()) {
            ledger.refundFailed(tx, caller.tenant(), after.id());
        }
        return after;
    }

    /// A node of a release without a ledger, at work beside newer ones, posts nothing of what it takes.
    private void makeGood(Tx tx, Caller caller, Charge charge) {
        if (charge.balanceTransaction().isEmpty()) {
            var taken = Money.of(charge.captured(), charge.amount().currency());
            charges.save(tx, caller.tenant(), charge.posted(ledger.late(tx, caller.tenant(), charge.id(), taken)));
        }
    }

    /// Tells of a change of the refund itself, under both of the names that the API has for that.
    void told(Tx tx, Caller caller, Refund before, Refund after) {
        var shownBefore = RefundView.of(before, caller.tenant());
        var shown = RefundView.of(after, caller.tenant());
        var type = after.state() instanceof State.Failed ? "refund.failed" : "refund.updated";
        events.appendUpdate(tx, caller, type, shownBefore, shown);
        events.appendUpdate(tx, caller, "charge.refund.updated", shownBefore, shown);
    }

    private void chargeTold(Tx tx, Caller caller, ChargeView before, ChargeView after) {
        boolean isMore = after.amountRefunded() > before.amountRefunded();
        events.appendUpdate(tx, caller, isMore ? "charge.refunded" : "charge.updated", before, after);
    }

    private Charge charge(Tx tx, Caller caller, Refund refund) {
        return charges.find(tx, caller.tenant(), refund.charge()).orElseThrow();
    }
}
