package dev.caisse.methods;

import dev.caisse.api.Caller;
import dev.caisse.api.Tenant;
import dev.caisse.customers.Customers;
import dev.caisse.customers.Wallet;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Takes methods away from a customer, with their events; none of them can be used again.
public final class DetachMethod implements Wallet {
    private final Events events;
    private final Customers customers = new Customers();
    private final PaymentMethods methods = new PaymentMethods();

    public DetachMethod(Events events) {
        this.events = events;
    }

    /// Locks the customer before the method, as whoever attaches does, and so looks first whose it is.
    Optional<PaymentMethod> in(Tx tx, Caller caller, long id) {
        methods.find(tx, caller.tenant(), id)
                .flatMap(PaymentMethod::customer)
                .flatMap(customer -> customers.lock(tx, caller.tenant(), customer))
                .filter(customer -> customer.defaultMethod().equals(Optional.of(id)))
                .ifPresent(customer -> customers.save(tx, caller.tenant(), customer.withoutDefaultMethod()));
        return methods.lock(tx, caller.tenant(), id).map(old -> {
            var detached = old.detached();
            methods.save(tx, caller.tenant(), detached);
            tell(tx, caller, old, detached);
            return detached;
        });
    }

    @Override
    public boolean holds(Tx tx, Tenant tenant, long customer, long method) {
        return methods.find(tx, tenant, method)
                .flatMap(PaymentMethod::customer)
                .filter(owner -> owner == customer)
                .isPresent();
    }

    @Override
    public void empty(Tx tx, Caller caller, long customer) {
        methods.detachAll(tx, caller.tenant(), customer).forEach(old -> tell(tx, caller, old, old.detached()));
    }

    private void tell(Tx tx, Caller caller, PaymentMethod old, PaymentMethod detached) {
        events.appendUpdate(
                tx,
                caller,
                "payment_method.detached",
                MethodView.of(old, caller.tenant()),
                MethodView.of(detached, caller.tenant()));
    }
}
