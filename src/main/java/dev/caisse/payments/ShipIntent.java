package dev.caisse.payments;

import dev.caisse.api.Tenant;
import dev.caisse.customers.Shipping;
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
        var shipped = intent.changed(intent.amount(), intent.capture(), intent.details())
                .with(Optional.empty(), intent.details().particulars().shippedTo(Optional.of(to)));
        intents.saveTerms(tx, tenant, shipped);
        return shipped.saved();
    }
}
