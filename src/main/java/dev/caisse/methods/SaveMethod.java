package dev.caisse.methods;

import dev.caisse.api.Caller;
import dev.caisse.customers.Customers;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Makes a method ready for later because something with it has succeeded: marks it, and saves it for its customer.
/// What
/// has happened cannot be refused any more, so a customer who is gone meanwhile, or a method that is another's, is left
/// as it is.
public final class SaveMethod {
    private final AttachMethod attachMethod;
    private final Customers customers = new Customers();
    private final PaymentMethods methods = new PaymentMethods();

    public SaveMethod(Events events) {
        this.attachMethod = new AttachMethod(events);
    }

    public void in(Tx tx, Caller caller, long method, Optional<Long> customer, Usage usage) {
        var tenant = caller.tenant();
        methods.setUp(tx, tenant, method, usage);
        customer.filter(id -> customers.lock(tx, tenant, id).isPresent())
                .filter(id -> methods.lock(tx, tenant, method)
                        .filter(known -> known.mayBeOf(id))
                        .isPresent())
                .ifPresent(id -> attachMethod.in(tx, caller, method, id));
    }
}
