package dev.caisse.payments;

import dev.caisse.attempts.ThreeDSecure;
import dev.caisse.connectors.Answer.Risk;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.ShownMethod;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;

/// The public face of an authorisation that reached a connector: what was paid, or why not.
///
/// @param captured how much of the amount was taken, in the smallest unit
/// @param refunded how much of that went back
/// @param refunding how much more of it is on its way back: reserved, so that no other refund gives it back too
/// @param hasRefunds whether there was ever a refund of it
/// @param isDisputed whether its payer ever disputed it, or their bank asked
/// @param withheld how much of it the payer's bank has because of that
/// @param isSurplus whether it should not have been, and goes back by itself
/// @param isExpired whether it was held and is held no more, nothing taken
/// @param isPending whether its money is still on the way
/// @param paidWith the method as it was then
/// @param balanceTransaction where the ledger has what was taken
/// @param authenticated what 3-D Secure said of its payer, where they were authenticated
public record Charge(
        long id,
        long intent,
        long attempt,
        Money amount,
        long captured,
        long refunded,
        long refunding,
        boolean hasRefunds,
        boolean isDisputed,
        long withheld,
        Optional<Failure> failure,
        Risk risk,
        boolean isSurplus,
        boolean isExpired,
        boolean isPending,
        long method,
        ShownMethod paidWith,
        BillingDetails billing,
        Optional<Long> balanceTransaction,
        Optional<ThreeDSecure> authenticated) {

    /// All there are. Most are written when their outcome is known; that of a delayed payment waits for it.
    static final List<String> STATUSES = List.of("succeeded", "pending", "failed");

    /// Why it failed, in the API's words.
    public record Failure(String code, String declineCode, String message) {}

    public boolean isPaid() {
        return failure.isEmpty() && !isPending;
    }

    /// Whether there is something to show its payer for their money.
    public boolean hasReceipt() {
        return isPaid() && captured > 0;
    }

    /// Whether all of it went back, or was let go before it was taken.
    public boolean isRefunded() {
        return isPaid() && (isExpired || (captured > 0 && refunded == captured));
    }

    /// How much may still be refunded, in the smallest unit.
    public long left() {
        return captured - refunded - refunding - withheld;
    }

    public String status() {
        return isPending ? "pending" : isPaid() ? "succeeded" : "failed";
    }

    /// The same, under the id of the one that was shown while it was on the way.
    Charge insteadOf(Charge pending) {
        return new Charge(
                pending.id,
                intent,
                attempt,
                amount,
                captured,
                refunded,
                refunding,
                hasRefunds,
                isDisputed,
                withheld,
                failure,
                risk,
                isSurplus,
                isExpired,
                isPending,
                method,
                paidWith,
                billing,
                balanceTransaction,
                authenticated);
    }

    Charge captured(long taken, long transaction) {
        return with(taken, refunded, isExpired, Optional.of(transaction));
    }

    /// What was taken is in the ledger now.
    public Charge posted(long transaction) {
        return with(captured, refunded, isExpired, Optional.of(transaction));
    }

    Charge returned() {
        return with(captured, captured, captured == 0, balanceTransaction);
    }

    Charge released() {
        return with(captured, refunded, true, balanceTransaction);
    }

    /// @param theirs how much of it the payer's bank has now
    public Charge disputed(long theirs) {
        return new Charge(
                id,
                intent,
                attempt,
                amount,
                captured,
                refunded,
                refunding,
                hasRefunds,
                true,
                theirs,
                failure,
                risk,
                isSurplus,
                isExpired,
                isPending,
                method,
                paidWith,
                billing,
                balanceTransaction,
                authenticated);
    }

    private Charge with(
            long takenThen, long refundedThen, boolean isExpiredThen, Optional<Long> balanceTransactionThen) {
        return new Charge(
                id,
                intent,
                attempt,
                amount,
                takenThen,
                refundedThen,
                refunding,
                hasRefunds,
                isDisputed,
                withheld,
                failure,
                risk,
                isSurplus,
                isExpiredThen,
                isPending,
                method,
                paidWith,
                billing,
                balanceTransactionThen,
                authenticated);
    }
}
