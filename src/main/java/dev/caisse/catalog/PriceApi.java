package dev.caisse.catalog;

import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
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
    private final Prices prices = new Prices();

    public PriceApi(Db db, Events events, CreatePrice createPrice) {
        this.db = db;
        this.events = events;
        this.createPrice = createPrice;
    }

    public void routes(Routes routes) {
        routes.postInserting("/v1/prices", this::create)
                .get("/v1/prices", this::list)
                .get("/v1/prices/list", this::list)
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
        request.params().refuseUnknown();
        return request.insert(rows -> {
            var known = createPrice.known(request.tenant(), List.of(wanted));
            return PriceView.of(createPrice.in(rows, request.caller(), wanted, known), request.tenant());
        });
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

    private Object update(Request request) {
        var id = request.id(Prefix.PRICE);
        return request.once(tx -> {
            var old = prices.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.PRICE));
            var updated = new Offer(updated(request.params(), old.price()), old.product());
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
        params.refuseUnsupported("transfer_lookup_key");
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
