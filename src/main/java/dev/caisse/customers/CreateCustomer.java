package dev.caisse.customers;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import java.util.List;
import java.util.Optional;

/// Makes a customer, with its event, added to what the caller inserts.
public final class CreateCustomer {
    private final Ids ids;
    private final Events events;
    private final Rebating rebating;
    private final Customers customers = new Customers();

    public CreateCustomer(Ids ids, Events events, Rebating rebating) {
        this.ids = ids;
        this.events = events;
        this.rebating = rebating;
    }

    public Customer in(Inserts into, Caller caller, NewCustomer wanted) {
        return added(into, caller, wanted.as(ids.next()), Optional.empty());
    }

    /// With what they have off from the start.
    Customer in(Tx tx, Caller caller, NewCustomer wanted, Rebate rebate) {
        var customer = wanted.as(ids.next()).having(Optional.of(rebate));
        var shown = rebating.shown(tx, caller.tenant(), List.of(customer)).get(customer.id());
        added(tx, caller, customer, Optional.of(shown));
        customers.save(tx, caller.tenant(), customer);
        events.append(tx, caller, "customer.discount.created", shown);
        return customer;
    }

    private Customer added(Inserts into, Caller caller, Customer customer, Optional<Record> rebate) {
        customers.add(into, caller.tenant(), customer);
        events.append(into, caller, "customer.created", CustomerView.of(customer, caller.tenant(), rebate));
        return customer;
    }
}
