package dev.caisse.payments;

import dev.caisse.api.Tenant;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.Money;

/// Changes what an intent is to take, before anybody pays it or between two tries. Its session's total changes in the
/// same transaction.
public final class ChangeAmount {
    private final PaymentIntents intents;

    public ChangeAmount(PaymentIntents intents) {
        this.intents = intents;
    }

    /// @param locked an intent that waits for a payment method
    public void in(Tx tx, Tenant tenant, PaymentIntent locked, Money amount) {
        if (!(locked.state() instanceof State.RequiresPaymentMethod)
                || !locked.amount().currency().equals(amount.currency())) {
            throw new IllegalStateException(
                    "intent " + locked.id() + " cannot be given another amount when " + locked.state());
        }
        if (!locked.amount().equals(amount)) {
            intents.saveAmount(tx, tenant, locked.id(), amount);
        }
    }
}
