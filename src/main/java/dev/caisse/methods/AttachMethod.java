package dev.caisse.methods;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.customers.Customers;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;

/// Saves a method for a customer, with its event. Locks the customer, then the method, so that neither goes meanwhile.
public final class AttachMethod {
    private final Events events;
    private final Customers customers = new Customers();
    private final PaymentMethods methods = new PaymentMethods();

    public AttachMethod(Events events) {
        this.events = events;
    }

    /// @throws Refusal when there is no such customer or method, or it cannot be attached to them
    public PaymentMethod in(Tx tx, Caller caller, long method, long customer) {
        var tenant = caller.tenant();
        customers.lock(tx, tenant, customer).orElseThrow(() -> Customers.missing(customer, "customer"));
        var old = methods.lock(tx, tenant, method)
                .orElseThrow(() -> Refusal.notFound(Prefix.METHOD.noun(), Prefix.METHOD.id(method), "payment_method"));
        var attached = old.attachedTo(customer);
        if (!attached.equals(old)) {
            methods.save(tx, tenant, attached);
            events.append(tx, caller, "payment_method.attached", MethodView.of(attached, tenant));
        }
        return attached;
    }
}
