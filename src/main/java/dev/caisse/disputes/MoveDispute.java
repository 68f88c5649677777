package dev.caisse.disputes;

import dev.caisse.api.Caller;
import dev.caisse.disputes.Dispute.State;
import dev.caisse.events.Events;
import dev.caisse.ledger.Ledger;
import dev.caisse.payments.Charge;
import dev.caisse.payments.ChargeViews;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Writes what has become of a dispute: its row, what the bank took or gave back in the ledger and on the charge, and
/// the events. Decides nothing; its caller holds the intent's lock.
final class MoveDispute {
    private static final Duration AFTER_ITS_TIME = Duration.ofMinutes(1);
    static final Duration LOOK_EVERY = Duration.ofHours(1);

    private final Clock clock;
    private final Events events;
    private final Ledger ledger;
    private final ChargeViews chargeViews;
    private final Charges charges = new Charges();
    private final Disputes disputes = new Disputes();

    MoveDispute(Clock clock, Events events, Ledger ledger, ChargeViews chargeViews) {
        this.clock = clock;
        this.events = events;
        this.ledger = ledger;
        this.chargeViews = chargeViews;
    }

    /// A dispute that is new to us, which may have come further by now.
    Dispute begin(Tx tx, Caller caller, PaymentIntent intent, Charge charge, Dispute opened, Dispute now) {
        var posted = posted(tx, caller, opened, now);
        disputes.add(tx, caller.tenant(), posted, lookMs(posted));
        tell(tx, caller, "charge.dispute.created", opened.posted(posted.withdrawn(), Optional.empty()));
        if (posted.withdrawn().isPresent()) {
            tell(tx, caller, "charge.dispute.funds_withdrawn", opened.posted(posted.withdrawn(), Optional.empty()));
        }
        mark(tx, caller, intent, charge, posted);
        if (!posted.state().equals(opened.state())) {
            moved(tx, caller, posted);
        }
        return posted;
    }

    /// What was there, and what it is by now.
    Dispute to(Tx tx, Caller caller, PaymentIntent intent, Dispute before, Dispute after) {
        var posted = posted(tx, caller, before, after);
        disputes.save(tx, caller.tenant(), posted, lookMs(posted));
        if (posted.withdrawn().isPresent() && before.withdrawn().isEmpty()) {
            tell(tx, caller, "charge.dispute.funds_withdrawn", posted);
        }
        if (posted.state().isWithheld() != before.state().isWithheld()) {
            mark(tx, caller, intent, charge(tx, caller, posted), posted);
        }
        if (!posted.state().equals(before.state())) {
            moved(tx, caller, posted);
        } else {
            events.appendUpdate(
                    tx,
                    caller,
                    "charge.dispute.updated",
                    DisputeView.of(before, caller.tenant()),
                    DisputeView.of(posted, caller.tenant()));
        }
        return posted;
    }

    /// An answer is on its way to the bank, which shows nowhere yet.
    void answered(Tx tx, Caller caller, Dispute dispute) {
        disputes.save(tx, caller.tenant(), dispute, lookMs(dispute));
    }

    /// Asks the bank how it stands as soon as a worker comes by.
    void lookSoon(Tx tx, Caller caller, Dispute dispute) {
        disputes.save(
                tx, caller.tenant(), dispute, dispute.state().isOver() ? Optional.empty() : Optional.of(clock.nowMs()));
    }

    private void moved(Tx tx, Caller caller, Dispute dispute) {
        if (dispute.state() instanceof State.Won) {
            tell(tx, caller, "charge.dispute.funds_reinstated", dispute);
        }
        tell(tx, caller, dispute.state().isOver() ? "charge.dispute.closed" : "charge.dispute.updated", dispute);
    }

    private Dispute posted(Tx tx, Caller caller, Dispute before, Dispute after) {
        boolean isTaken =
                before.state().isWithheld() || after.state().isWithheld() || after.state() instanceof State.Won;
        var out = after.withdrawn()
                .or(() -> isTaken
                        ? Optional.of(ledger.disputed(tx, caller.tenant(), after.id(), after.amount()))
                        : Optional.empty());
        var back = after.reinstated()
                .or(() -> after.state() instanceof State.Won
                        ? Optional.of(ledger.disputeWon(tx, caller.tenant(), after.id(), after.amount()))
                        : Optional.empty());
        return after.posted(out, back);
    }

    /// The charge says that it is disputed, and how much of it may not be refunded because of that.
    private void mark(Tx tx, Caller caller, PaymentIntent intent, Charge charge, Dispute dispute) {
        var marked =
                charge.disputed(dispute.state().isWithheld() ? dispute.amount().minor() : 0);
        charges.saveDisputed(tx, caller.tenant(), marked);
        events.appendUpdate(
                tx,
                caller,
                "charge.updated",
                chargeViews.of(tx, caller.tenant(), charge, intent),
                chargeViews.of(tx, caller.tenant(), marked, intent));
    }

    private Charge charge(Tx tx, Caller caller, Dispute dispute) {
        return charges.find(tx, caller.tenant(), dispute.charge()).orElseThrow();
    }

    private void tell(Tx tx, Caller caller, String type, Dispute dispute) {
        events.append(tx, caller, type, DisputeView.of(dispute, caller.tenant()));
    }

    private Optional<Long> lookMs(Dispute dispute) {
        long nowMs = clock.nowMs();
        return switch (dispute.state()) {
            case State.WarningNeedsResponse _, State.NeedsResponse _ ->
                Optional.of(Math.max(nowMs + LOOK_EVERY.toMillis(), dispute.dueMs() + AFTER_ITS_TIME.toMillis()));
            case State.WarningUnderReview _, State.UnderReview _ -> Optional.of(nowMs + LOOK_EVERY.toMillis());
            case State.WarningClosed _, State.Won _, State.Lost _ -> Optional.empty();
        };
    }
}
