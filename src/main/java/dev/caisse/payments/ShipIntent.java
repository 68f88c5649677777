package dev.caisse.payments;

import dev.caisse.api.Tenant;
import dev.caisse.customers.Shipping;
import dev.caisse.payments.PaymentIntent.Details;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Writes where an intent's goods go, as its payer has said on the session's page.
public final class ShipIntent {
    private final PaymentIntents intents;

    public ShipIntent(PaymentIntents intents) {
        this.intents = intents;
    }

    /// @param intent locked, and not being paid
    /// @return the intent as it is then
    public PaymentIntent in(Tx tx, Tenant tenant, PaymentIntent intent, Shipping to) {
        var old = intent.details();
        var details = new Details(
                old.description(),
                old.metadata(),
                old.merchantOrderId(),
                old.merchantUserId(),
                old.receiptEmail(),
                old.returnUrl(),
                old.threeDSecure(),
                old.session(),
                old.customer(),
                old.clientSecret(),
                old.particulars().shippedTo(Optional.of(to)));
        var shipped = intent.changed(intent.amount(), intent.capture(), details);
        intents.saveTerms(tx, tenant, shipped);
        return shipped.saved();
    }
}
