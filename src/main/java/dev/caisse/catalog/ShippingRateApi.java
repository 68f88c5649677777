package dev.caisse.catalog;

import dev.caisse.api.ListView;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Views;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import java.util.List;

/// `/v1/shipping_rates`
public final class ShippingRateApi {
    private static final String PATH = "/v1/shipping_rates";

    private final Db db;
    private final Ids ids;
    private final ShippingRates rates = new ShippingRates();

    public ShippingRateApi(Db db, Ids ids) {
        this.db = db;
        this.ids = ids;
    }

    public void routes(Routes routes) {
        routes.postInserting(PATH, this::create)
                .get(PATH, this::list)
                .get(PATH + "/list", this::list)
                .get(PATH + "/{id}", this::retrieve)
                .post(PATH + "/{id}", this::update);
    }

    public static void views(Views views) {
        views.add("shipping_rate", ShippingRateView.class);
    }

    private Object create(Request request) {
        var wanted = NewShippingRate.read(request.params());
        return request.insert(rows -> {
            var rate = wanted.as(ids.next());
            rates.add(rows, request.tenant(), rate);
            return ShippingRateView.of(rate, request.tenant());
        });
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.SHIPPING_RATE);
        request.params().refuseUnknown();
        return rates.find(db, request.tenant(), List.of(id)).stream()
                .map(rate -> ShippingRateView.of(rate, request.tenant()))
                .findFirst()
                .orElseThrow(() -> request.notFound(Prefix.SHIPPING_RATE));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.SHIPPING_RATE);
        var active = params.flag("active");
        var currency = params.currency("currency");
        params.refuseUnknown();
        return ListView.of(
                PATH,
                rates.list(db, request.tenant(), active, currency, slice),
                rate -> ShippingRateView.of(rate, request.tenant()));
    }

    private Object update(Request request) {
        var id = request.id(Prefix.SHIPPING_RATE);
        return request.once(tx -> {
            var old = rates.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.SHIPPING_RATE));
            var params = request.params();
            params.object("fixed_amount").ifPresent(amount -> amount.refuseUnsupported("currency_options"));
            for (var parameter : List.of("display_name", "fixed_amount", "delivery_estimate", "type")) {
                if (params.has(parameter)) {
                    throw Refusal.invalid(
                            parameter, "of a shipping rate never changes: deactivate it and make a new one instead");
                }
            }
            params.refuseUnsupported("tax_behavior");
            var updated =
                    old.with(params.flag("active").orElse(old.active()), params.merged("metadata", old.metadata()));
            params.refuseUnknown();
            rates.save(tx, request.tenant(), updated);
            return ShippingRateView.of(updated, request.tenant());
        });
    }
}
