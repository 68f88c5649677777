package dev.caisse.catalog;

import dev.caisse.api.Caller;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Snowflake;

/// Makes a product, with its event, added to what the caller inserts.
public final class CreateProduct {
    private final Ids ids;
    private final Events events;
    private final Products products = new Products();

    public CreateProduct(Ids ids, Events events) {
        this.ids = ids;
        this.events = events;
    }

    Product in(Inserts into, Caller caller, NewProduct wanted) {
        return added(into, caller, made(wanted));
    }

    /// @param price the number of the price that is made with it
    Product in(Inserts into, Caller caller, NewProduct wanted, long price) {
        return added(into, caller, made(wanted).withDefaultPrice(price));
    }

    private Product made(NewProduct wanted) {
        long id = ids.next();
        return wanted.as(id, Snowflake.ms(id));
    }

    private Product added(Inserts into, Caller caller, Product product) {
        products.add(into, caller.tenant(), product);
        events.append(into, caller, "product.created", ProductView.of(product, caller.tenant()));
        return product;
    }
}
