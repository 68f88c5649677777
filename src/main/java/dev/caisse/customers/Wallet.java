package dev.caisse.customers;

import dev.caisse.api.Caller;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Tx;

/// What a customer pays with, for the room that keeps customers and knows nothing of methods. Asked with the customer
/// locked.
public interface Wallet {
    boolean holds(Tx tx, Tenant tenant, long customer, long method);

    /// The customer is about to go.
    void empty(Tx tx, Caller caller, long customer);
}
