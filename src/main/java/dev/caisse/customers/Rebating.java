package dev.caisse.customers;

import dev.caisse.api.Params;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Gives customers rebates and shows them, for the room that keeps customers and knows nothing of coupons.
public interface Rebating {

    /// Empty when the parameters name none.
    Optional<Giving> find(Params params);

    /// The view of what each of these customers has off, by their number; nobody's that is over.
    Map<Long, Record> shown(Sql sql, Tenant tenant, Collection<Customer> customers);

    /// What is left to say of one that was taken away.
    ///
    /// @param shown as it was until then
    Record deleted(Record shown);

    /// Redeems what was read. Locks the coupon and the code, and so is asked before the customer is locked.
    @FunctionalInterface
    interface Giving {
        /// @param customer empty for one that is yet to be made
        Rebate in(Tx tx, Tenant tenant, Optional<Long> customer);
    }
}
