package dev.caisse.catalog;

import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.SearchView;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.clocks.Clocks;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `/v1/products`
public final class ProductApi {
    private final Db db;
    private final Clocks clocks;
    private final Events events;
    private final CreateProduct createProduct;
    private final CreatePrice createPrice;
    private final Products products = new Products();
    private final Prices prices = new Prices();

    public ProductApi(Db db, Clocks clocks, Events events, CreateProduct createProduct, CreatePrice createPrice) {
        this.db = db;
        this.clocks = clocks;
        this.events = events;
        this.createProduct = createProduct;
        this.createPrice = createPrice;
    }

    public void routes(Routes routes) {
        routes.postInserting("/v1/products", this::create)
                .get("/v1/products", this::list)
                .get("/v1/products/list", this::list)
                .get("/v1/products/search", this::search)
                .get("/v1/products/{id}", this::retrieve)
                .post("/v1/products/{id}", this::update)
                .delete("/v1/products/{id}", this::delete);
    }

    public static void views(Views views) {
        views.add("product", ProductView.class);
    }

    /// @param param names them in the refusal when one of them does not exist
    public static void mustExist(Sql sql, Tenant tenant, List<Long> ids, String param) {
        var found = ids.isEmpty()
                ? Set.of()
                : new Products()
                        .find(sql, tenant, ids).stream().map(Product::id).collect(Collectors.toSet());
        ids.stream().filter(id -> !found.contains(id)).findFirst().ifPresent(id -> {
            throw Refusal.notFound(Prefix.PRODUCT.noun(), Prefix.PRODUCT.id(id), param);
        });
    }

    private Object create(Request request) {
        var params = request.params();
        var wanted = NewProduct.read(params);
        var price = params.object("default_price_data").map(data -> NewPrice.readDefault(data, wanted));
        params.refuseUnknown();
        return request.insert(rows -> ProductView.of(
                price.map(data -> createPrice.withProduct(rows, request.caller(), wanted, data))
                        .orElseGet(() -> createProduct.in(rows, request.caller(), wanted)),
                request.tenant()));
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.PRODUCT);
        request.params().refuseUnknown();
        return products.find(db, request.tenant(), id)
                .map(product -> ProductView.of(product, request.tenant()))
                .orElseThrow(() -> request.notFound(Prefix.PRODUCT));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.PRODUCT);
        var filter = new Products.Filter(
                params.flag("active"), params.ids("ids", 100, Prefix.PRODUCT), params.text("url", 5000));
        params.refuseUnknown();
        var page = products.list(db, request.tenant(), filter, slice);
        return ListView.of("/v1/products", page, product -> ProductView.of(product, request.tenant()));
    }

    private Object search(Request request) {
        var params = request.params();
        var query = SearchQuery.read(params, Products.SEARCHED);
        var slice = Slice.ofSearch(params, Prefix.PRODUCT);
        params.refuseUnknown();
        return SearchView.of(
                "/v1/products/search",
                products.search(db, request.tenant(), query, slice),
                product -> ProductView.of(product, request.tenant()),
                Prefix.PRODUCT);
    }

    private Object update(Request request) {
        var id = request.id(Prefix.PRODUCT);
        return request.once(tx -> {
            var old = products.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.PRODUCT));
            var updated = updated(tx, request, old).changedFrom(old);
            products.save(tx, request.tenant(), updated);
            var view = ProductView.of(updated, request.tenant());
            events.appendUpdate(tx, request.caller(), "product.updated", ProductView.of(old, request.tenant()), view);
            return view;
        });
    }

    private Product updated(Tx tx, Request request, Product old) {
        var params = request.params();
        if (params.isCleared("name")) {
            throw Refusal.invalid("name", "cannot be cleared: a product needs one");
        }
        var updated = new Product(
                old.id(),
                params.flag("active").orElse(old.active()),
                params.text("name", NewProduct.MAX_NAME).orElse(old.name()),
                params.has("description") ? params.text("description", NewProduct.MAX_DESCRIPTION) : old.description(),
                params.has("images") ? params.addresses("images", NewProduct.MAX_IMAGES) : old.images(),
                params.merged("metadata", old.metadata()),
                params.has("url") ? params.address("url") : old.url(),
                params.has("default_price") ? ownPrice(tx, request, params, old) : old.defaultPrice(),
                clocks.nowMs(request.tenant()));
        params.refuseUnknown();
        return updated;
    }

    private Optional<Long> ownPrice(Tx tx, Request request, Params params, Product product) {
        return params.id("default_price", Prefix.PRICE)
                .map(id -> prices.find(tx, request.tenant(), id)
                        .map(Offer::price)
                        .filter(price -> price.product() == product.id())
                        .map(Price::id)
                        .orElseThrow(
                                () -> Refusal.notFound("price of this product", Prefix.PRICE.id(id), "default_price")));
    }

    private Object delete(Request request) {
        var id = request.id(Prefix.PRODUCT);
        request.params().refuseUnknown();
        try {
            return request.once(tx -> deleted(tx, request, id));
        } catch (DbFailure e) {
            if (e.broke("prices_product")) {
                throw Refusal.of(
                        400,
                        "product_has_prices",
                        "id",
                        "This product has prices and cannot be deleted. Update it with active=false instead.");
            }
            throw e;
        }
    }

    private Deleted deleted(Tx tx, Request request, long id) {
        var product = products.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.PRODUCT));
        products.remove(tx, request.tenant(), id);
        events.append(tx, request.caller(), "product.deleted", ProductView.of(product, request.tenant()));
        return new Deleted(Prefix.PRODUCT.id(id), "product", true);
    }

    /// What is left to say of a product that was deleted.
    record Deleted(String id, String object, boolean deleted) {}
}
