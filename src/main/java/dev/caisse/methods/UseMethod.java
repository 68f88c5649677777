package dev.caisse.methods;

import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// Takes a kept method for something to be paid or set up: one without a customer is used up by it, and of two that
/// want
/// it at once one gets it.
public final class UseMethod {
    private final PaymentMethods methods = new PaymentMethods();

    /// @param customer of what is paid
    /// @throws Refusal when there is no such method, or it cannot be used for that
    public PaymentMethod in(Tx tx, Tenant tenant, long id, Optional<Long> customer) {
        var method = methods.lock(tx, tenant, id)
                .orElseThrow(() -> Refusal.notFound(Prefix.METHOD.noun(), Prefix.METHOD.id(id), "payment_method"));
        var used = method.usedFor(customer);
        if (!used.equals(method)) {
            methods.save(tx, tenant, used);
        }
        return used;
    }
}
