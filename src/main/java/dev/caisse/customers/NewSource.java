package dev.caisse.customers;

import dev.caisse.api.Caller;
import dev.caisse.api.Params;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Reads the `source` that a customer is to pay with, for the room that keeps customers and knows nothing of methods.
public interface NewSource {

    /// Empty when the parameters name none.
    Optional<Saving> find(Tenant tenant, Params params);

    /// Saves what was read for a customer.
    @FunctionalInterface
    interface Saving {
        /// @return the payment method it is
        long in(Tx tx, Caller caller, long customer);
    }
}
