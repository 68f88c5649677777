package dev.caisse.catalog;

import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.SearchView;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;

/// `/v1/prices`
public final class PriceApi {
    private static final String[] NEVER_CHANGING = {
        "currency", "unit_amount", "product", "product_data", "recurring", "billing_scheme", "tiers", "tiers_mode"
    };

    private final Db db;
    private final Events events;
    private final CreatePrice createPrice;
    private final TakeLookupKey takeLookupKey;
    private final Prices prices = new Prices();

    public PriceApi(Db db, Events events, CreatePrice createPrice) {
        this.db = db;
        this.events = events;
        this.createPrice = createPrice;
        this.takeLookupKey = new TakeLookupKey(events);
    }

    public void routes(Routes routes) {
        routes.postInserting("/v1/prices", this::create)
                .get("/v1/prices", this::list)
                .get("/v1/prices/list", this::list)
                .get("/v1/prices/search", this::search)
                .get("/v1/prices/{id}", this::retrieve)
                .post("/v1/prices/{id}", this::update);
    }

    /// How those that are only named elsewhere are found whole.
    public static void wholes(Wholes wholes) {
        wholes.add(
                Prefix.PRICE,
                (sql, tenant, ids) -> new Prices()
                        .find(sql, tenant, ids).stream()
                                .map(offer -> PriceView.of(offer, tenant))
                                .toList());
    }

    public static void views(Views views) {
        views.add("price", PriceView.class);
    }

    private Object create(Request request) {
        var wanted = NewPrice.read(request.params());
        boolean isTransferred = isTransferred(request);
        request.params().refuseUnknown();
        return isKeyItsOwn(request) && wanted.lookupKey().isPresent()
                ? request.once(tx -> {
                    var offer = made(tx, request, wanted);
                    takeLookupKey.in(tx, request.caller(), offer.price(), isTransferred);
                    return PriceView.of(offer, request.tenant());
                })
                : request.insert(rows -> PriceView.of(made(rows, request, wanted), request.tenant()));
    }

    private Offer made(Inserts into, Request request, NewPrice wanted) {
        return createPrice.in(into, request.caller(), wanted, createPrice.known(request.tenant(), List.of(wanted)));
    }

    /// In Stripe's dialect a lookup key is one active price's alone.
    private static boolean isKeyItsOwn(Request request) {
        return request.version().isPresent();
    }

    private static boolean isTransferred(Request request) {
        if (!isKeyItsOwn(request)) {
            request.params().refuseUnsupported("transfer_lookup_key");
        }
        return request.params().flag("transfer_lookup_key").orElse(false);
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.PRICE);
        request.params().refuseUnknown();
        return prices.find(db, request.tenant(), id)
                .map(offer -> PriceView.of(offer, request.tenant()))
                .orElseThrow(() -> request.notFound(Prefix.PRICE));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.PRICE);
        var filter = new Prices.Filter(
                params.id("product", Prefix.PRODUCT),
                params.flag("active"),
                params.choice("type", "one_time", "recurring").map("recurring"::equals),
                params.currency("currency").map(CurrencyCode::code),
                params.texts("lookup_keys", 10, NewPrice.MAX_LOOKUP_KEY));
        params.refuseUnknown();
        var page = prices.list(db, request.tenant(), filter, slice);
        return ListView.of("/v1/prices", page, offer -> PriceView.of(offer, request.tenant()));
    }

    private Object search(Request request) {
        var params = request.params();
        var query = SearchQuery.read(params, Prices.SEARCHED);
        var slice = Slice.ofSearch(params, Prefix.PRICE);
        params.refuseUnknown();
        return SearchView.of(
                "/v1/prices/search",
                prices.search(db, request.tenant(), query, slice),
                offer -> PriceView.of(offer, request.tenant()),
                Prefix.PRICE);
    }

    private Object update(Request request) {
        var id = request.id(Prefix.PRICE);
        return request.once(tx -> {
            var old = prices.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.PRICE));
            boolean isTransferred = isTransferred(request);
            var updated = new Offer(updated(request.params(), old.price()), old.product());
            if (isKeyItsOwn(request)) {
                takeLookupKey.in(tx, request.caller(), updated.price(), isTransferred);
            }
            prices.save(tx, request.tenant(), updated.price());
            var view = PriceView.of(updated, request.tenant());
            events.appendUpdate(tx, request.caller(), "price.updated", PriceView.of(old, request.tenant()), view);
            return view;
        });
    }

    private static Price updated(Params params, Price old) {
        for (var parameter : NEVER_CHANGING) {
            if (params.has(parameter)) {
                throw Refusal.invalid(parameter, "of a price never changes: make a new price instead");
            }
        }
        var updated = new Price(
                old.id(),
                old.product(),
                params.flag("active").orElse(old.active()),
                old.currency(),
                old.rate(),
                params.has("nickname") ? params.text("nickname", NewPrice.MAX_NICKNAME) : old.nickname(),
                params.has("lookup_key") ? params.text("lookup_key", NewPrice.MAX_LOOKUP_KEY) : old.lookupKey(),
                params.merged("metadata", old.metadata()),
                old.recurring());
        params.refuseUnknown();
        return updated;
    }
}
