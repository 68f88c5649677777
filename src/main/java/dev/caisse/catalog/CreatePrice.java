package dev.caisse.catalog;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.catalog.NewPrice.ForProduct;
import dev.caisse.events.Events;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;

/// Makes a price, and its product when that comes with it, with their events, in a transaction of the caller's.
public final class CreatePrice {
    private final Ids ids;
    private final Events events;
    private final CreateProduct createProduct;
    private final Products products = new Products();
    private final Prices prices = new Prices();

    public CreatePrice(Ids ids, Events events, CreateProduct createProduct) {
        this.ids = ids;
        this.events = events;
        this.createProduct = createProduct;
    }

    /// @throws Refusal 404 when the product does not exist
    public Offer in(Tx tx, Caller caller, NewPrice wanted) {
        var product = switch (wanted.product()) {
            case ForProduct.Existing existing -> existing(tx, caller, existing);
            case ForProduct.Inline inline -> createProduct.in(tx, caller, inline.product());
        };
        return in(tx, caller, wanted, product);
    }

    Offer in(Tx tx, Caller caller, NewPrice wanted, Product product) {
        var offer = new Offer(wanted.as(ids.next(), product.id()), product);
        add(tx, caller, offer, wanted);
        events.append(tx, caller, "price.created", PriceView.of(offer, caller.tenant()));
        return offer;
    }

    private Product existing(Tx tx, Caller caller, ForProduct.Existing wanted) {
        return products.find(tx, caller.tenant(), wanted.id()).orElseThrow(() -> gone(wanted));
    }

    /// The product may be deleted between our look and our insert; the database's reference tells.
    private void add(Tx tx, Caller caller, Offer offer, NewPrice wanted) {
        try {
            prices.add(tx, caller.tenant(), offer.price());
        } catch (DbFailure e) {
            if (e.broke("prices_product") && wanted.product() instanceof ForProduct.Existing existing) {
                throw gone(existing);
            }
            throw e;
        }
    }

    private static Refusal gone(ForProduct.Existing wanted) {
        return Refusal.notFound(Prefix.PRODUCT.noun(), Prefix.PRODUCT.id(wanted.id()), wanted.param());
    }
}
