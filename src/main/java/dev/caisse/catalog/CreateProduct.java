package dev.caisse.catalog;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Snowflake;

/// Makes a product, with its event, in a transaction of the caller's.
public final class CreateProduct {
    private final Ids ids;
    private final Events events;
    private final Products products = new Products();

    public CreateProduct(Ids ids, Events events) {
        this.ids = ids;
        this.events = events;
    }

    public Product in(Tx tx, Caller caller, NewProduct wanted) {
        long id = ids.next();
        var product = wanted.as(id, Snowflake.ms(id));
        products.add(tx, caller.tenant(), product);
        events.append(tx, caller, "product.created", ProductView.of(product, caller.tenant()));
        return product;
    }
}
