package dev.caisse.catalog;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.catalog.NewPrice.ForProduct;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;

/// Makes a price, and its product when that comes with it, with their events, added to what the caller inserts.
public final class CreatePrice {
    private final Db db;
    private final Ids ids;
    private final Events events;
    private final CreateProduct createProduct;
    private final Products products = new Products();
    private final Prices prices = new Prices();

    public CreatePrice(Db db, Ids ids, Events events, CreateProduct createProduct) {
        this.db = db;
        this.ids = ids;
        this.events = events;
        this.createProduct = createProduct;
    }

    /// The products that prices are wanted for, by number, as far as they exist: at most one query. One may be deleted
    /// before the price is committed; the database's reference tells then.
    public Map<Long, Product> known(Tenant tenant, Collection<NewPrice> wanted) {
        var asked = new HashSet<Long>();
        for (var price : wanted) {
            if (price.product() instanceof ForProduct.Existing existing) {
                asked.add(existing.id());
            }
        }
        return asked.isEmpty()
                ? Map.of()
                : products.find(db, tenant, asked).stream().collect(Collectors.toMap(Product::id, product -> product));
    }

    /// @param known what [#known] answered
    /// @throws Refusal 404 when the product does not exist
    public Offer in(Inserts into, Caller caller, NewPrice wanted, Map<Long, Product> known) {
        var product = switch (wanted.product()) {
            case ForProduct.Existing existing when known.containsKey(existing.id()) -> known.get(existing.id());
            case ForProduct.Existing existing -> throw gone(existing);
            case ForProduct.Inline inline -> createProduct.in(into, caller, inline.product());
        };
        return added(into, caller, wanted.as(ids.next(), product.id()), product);
    }

    /// A product and its default price.
    Product withProduct(Inserts into, Caller caller, NewProduct wanted, NewPrice price) {
        long id = ids.next();
        var product = createProduct.in(into, caller, wanted, id);
        return added(into, caller, price.as(id, product.id()), product).product();
    }

    private Offer added(Inserts into, Caller caller, Price price, Product product) {
        var offer = new Offer(price, product);
        prices.add(into, caller.tenant(), price);
        events.append(into, caller, "price.created", PriceView.of(offer, caller.tenant()));
        return offer;
    }

    private static Refusal gone(ForProduct.Existing wanted) {
        return Refusal.notFound(Prefix.PRODUCT.noun(), Prefix.PRODUCT.id(wanted.id()), wanted.param());
    }
}
