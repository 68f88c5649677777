package dev.caisse.methods;

import dev.caisse.api.Caller;
import dev.caisse.api.Params;
import dev.caisse.api.Tenant;
import dev.caisse.customers.Customers;
import dev.caisse.customers.NewSource;
import dev.caisse.events.Events;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.platform.db.Tx;
import java.util.Optional;

/// Saves a source for a customer: the payment method that it is, with the events of both names. A customer's first one
/// is what they pay with when nobody says otherwise.
public final class SaveSource implements NewSource {
    private final Events events;
    private final SourceReader sources;
    private final KeepCard keepCard;
    private final AttachMethod attachMethod;
    private final Customers customers = new Customers();
    private final PaymentMethods methods = new PaymentMethods();

    public SaveSource(Events events, SourceReader sources, KeepCard keepCard, AttachMethod attachMethod) {
        this.events = events;
        this.sources = sources;
        this.keepCard = keepCard;
        this.attachMethod = attachMethod;
    }

    @Override
    public Optional<Saving> find(Tenant tenant, Params params) {
        return sources.find(tenant, params, "source")
                .map(source -> (tx, caller, customer) ->
                        in(tx, caller, source, customer).id());
    }

    PaymentMethod in(Tx tx, Caller caller, Source source, long customer) {
        var known = customers.lock(tx, caller.tenant(), customer).orElseThrow(() -> Customers.missing(customer, "id"));
        var saved = attachMethod.in(tx, caller, method(tx, caller.tenant(), source), customer);
        events.append(tx, caller, "customer.source.created", SourceView.of(saved, caller.tenant()));
        if (known.defaultMethod().isEmpty()) {
            customers.save(tx, caller.tenant(), known.withDefaultMethod(saved.id()));
        }
        return saved;
    }

    private long method(Tx tx, Tenant tenant, Source source) {
        return switch (source) {
            case Source.Typed typed -> keepCard.in(tx, tenant, typed.card()).id();
            case Source.Kept kept -> kept.method();
            case Source.Token token ->
                methods.lock(tx, tenant, token.method())
                        .filter(method -> method.state() instanceof Unused)
                        .orElseThrow(() -> SourceReader.usedUp(token.method(), "source"))
                        .id();
        };
    }
}
