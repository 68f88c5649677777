package dev.caisse.payments;

import dev.caisse.api.Found;
import dev.caisse.api.ListView;
import dev.caisse.api.Page;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.SearchView;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Wholes;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `/v1/charges`: what became of payments, to be read.
public final class ChargeApi {
    private final Db db;
    private final PaymentIntents intents;
    private final ChargeViews chargeViews;
    private final Charges charges = new Charges();

    public ChargeApi(Db db, PaymentIntents intents, ChargeViews chargeViews) {
        this.db = db;
        this.intents = intents;
        this.chargeViews = chargeViews;
    }

    public void routes(Routes routes) {
        routes.get("/v1/charges", this::list)
                .get("/v1/charges/list", this::list)
                .get("/v1/charges/search", this::search)
                .get("/v1/charges/{id}", this::retrieve);
    }

    /// How charges, and the intents they pay for, are found whole when they are only named elsewhere.
    public static void wholes(Wholes wholes, PaymentIntents intents, ChargeViews chargeViews) {
        wholes.add(
                        Prefix.CHARGE,
                        (sql, tenant, ids) ->
                                views(sql, tenant, new Charges().find(sql, tenant, ids), intents, chargeViews))
                .add(Prefix.INTENT, (sql, tenant, ids) -> {
                    var found = intents.find(sql, tenant, ids);
                    var charges = chargeViews.of(sql, tenant, found);
                    return found.stream()
                            .map(intent ->
                                    PaymentIntentView.of(intent, charges.getOrDefault(intent.id(), List.of()), tenant))
                            .toList();
                });
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.CHARGE);
        request.params().refuseUnknown();
        var charge = charges.find(db, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.CHARGE));
        var intent = intents.find(db, request.tenant(), charge.intent()).orElseThrow();
        return chargeViews.of(db, request.tenant(), charge, intent);
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.CHARGE);
        var intent = params.id("payment_intent", Prefix.INTENT);
        var customer = params.id("customer", Prefix.CUSTOMER);
        params.refuseUnknown();
        var page = charges.list(db, request.tenant(), intent, customer, slice);
        var views = views(db, request.tenant(), page.items(), intents, chargeViews);
        return ListView.of("/v1/charges", new Page<>(views, page.hasMore()), view -> view);
    }

    private Object search(Request request) {
        var params = request.params();
        var query = SearchQuery.read(params, ChargeSearch.SEARCHED);
        var slice = Slice.ofSearch(params, Prefix.CHARGE);
        params.refuseUnknown();
        var found = new ChargeSearch(intents).run(db, request.tenant(), query, slice);
        var views = views(db, request.tenant(), found.items(), intents, chargeViews);
        return SearchView.of("/v1/charges/search", new Found<>(views, found.below()), view -> view, Prefix.CHARGE);
    }

    private static List<ChargeView> views(
            Sql sql, Tenant tenant, List<Charge> these, PaymentIntents intents, ChargeViews chargeViews) {
        var ids = these.stream().map(Charge::intent).distinct().toList();
        var paidFor = intents.find(sql, tenant, ids).stream()
                .collect(Collectors.toMap(PaymentIntent::id, Function.identity()));
        return chargeViews.of(sql, tenant, these, charge -> paidFor.get(charge.intent()));
    }
}
