package dev.caisse.catalog;

import dev.caisse.api.Caller;
import dev.caisse.clocks.Clocks;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;

/// Makes a product, with its event, added to what the caller inserts.
public final class CreateProduct {
    private final Ids ids;
    private final Clocks clocks;
    private final Events events;
    private final Products products = new Products();

    public CreateProduct(Ids ids, Clocks clocks, Events events) {
        this.ids = ids;
        this.clocks = clocks;
        this.events = events;
    }

    Product in(Inserts into, Caller caller, NewProduct wanted) {
        return added(into, caller, made(caller, wanted));
    }

    /// @param price the number of the price that is made with it
    Product in(Inserts into, Caller caller, NewProduct wanted, long price) {
        return added(into, caller, made(caller, wanted).withDefaultPrice(price));
    }

    private Product made(Caller caller, NewProduct wanted) {
        long id = ids.next();
        return wanted.as(id, clocks.of(caller.tenant()).ms(id));
    }

    private Product added(Inserts into, Caller caller, Product product) {
        products.add(into, caller.tenant(), product);
        events.append(into, caller, "product.created", ProductView.of(product, caller.tenant()));
        return product;
    }
}
