package dev.caisse.customers;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;

/// Makes a customer, with its event, added to what the caller inserts.
public final class CreateCustomer {
    private final Ids ids;
    private final Events events;
    private final Customers customers = new Customers();

    public CreateCustomer(Ids ids, Events events) {
        this.ids = ids;
        this.events = events;
    }

    public Customer in(Inserts into, Caller caller, NewCustomer wanted) {
        var customer = wanted.as(ids.next());
        customers.add(into, caller.tenant(), customer);
        events.append(into, caller, "customer.created", CustomerView.of(customer, caller.tenant()));
        return customer;
    }
}
