package dev.caisse;

import dev.caisse.api.Wholes;
import dev.caisse.catalog.PriceApi;
import dev.caisse.customers.CustomerApi;
import dev.caisse.disputes.Disputing;
import dev.caisse.ledger.Ledger;
import dev.caisse.methods.PaymentMethodApi;
import dev.caisse.payments.ChargeApi;
import dev.caisse.payments.ChargeViews;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.refunds.RefundApi;
import dev.caisse.setup.Setups;

/// The objects that a dialect can show whole where a view only names them.
final class KnownObjects {
    private KnownObjects() {}

    static void tell(Wholes wholes, PaymentIntents intents, ChargeViews chargeViews, Setups setups, Ledger ledger) {
        PriceApi.wholes(wholes);
        CustomerApi.wholes(wholes);
        PaymentMethodApi.wholes(wholes);
        ChargeApi.wholes(wholes, intents, chargeViews);
        RefundApi.wholes(wholes);
        Disputing.wholes(wholes);
        setups.wholes(wholes);
        ledger.wholes(wholes);
    }
}
