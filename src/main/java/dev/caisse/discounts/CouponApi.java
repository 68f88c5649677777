package dev.caisse.discounts;

import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.catalog.ProductApi;
import dev.caisse.clocks.Clocks;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import java.util.Optional;

/// `/v1/coupons`
public final class CouponApi {
    private static final String PATH = "/v1/coupons";
    private static final String NOUN = "coupon";
    private static final int MAX_ID = 200;

    private final Db db;
    private final Ids ids;
    private final Clocks clocks;
    private final Events events;
    private final Coupons coupons = new Coupons();

    public CouponApi(Db db, Ids ids, Clocks clocks, Events events) {
        this.db = db;
        this.ids = ids;
        this.clocks = clocks;
        this.events = events;
    }

    public void routes(Routes routes) {
        routes.post(PATH, this::create)
                .get(PATH, this::list)
                .get(PATH + "/list", this::list)
                .get(PATH + "/{id}", this::retrieve)
                .post(PATH + "/{id}", this::update)
                .delete(PATH + "/{id}", this::delete);
    }

    public static void views(Views views) {
        views.add(NOUN, CouponView.class).add("discount", DiscountView.class);
    }

    private Object create(Request request) {
        var wanted = NewCoupon.read(request.params());
        ProductApi.mustExist(db, request.tenant(), wanted.products(), "applies_to.products");
        try {
            return request.once(tx -> {
                var coupon = wanted.as(ids.next());
                coupons.add(tx, request.tenant(), coupon);
                var view = view(request.tenant(), coupon);
                events.append(tx, request.caller(), "coupon.created", view);
                return view;
            });
        } catch (DbFailure e) {
            if (e.broke("coupons_id")) {
                throw Refusal.of(
                        400,
                        "resource_already_exists",
                        "id",
                        "There is a coupon with this id already: choose another.");
            }
            throw e;
        }
    }

    private Object retrieve(Request request) {
        request.params().refuseUnknown();
        return coupons.find(db, request.tenant(), request.idText())
                .map(coupon -> view(request.tenant(), coupon))
                .orElseThrow(CouponApi::notFound);
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.between(
                params, number(request, params, "starting_after"), number(request, params, "ending_before"));
        params.refuseUnknown();
        return ListView.of(PATH, coupons.list(db, request.tenant(), slice), coupon -> view(request.tenant(), coupon));
    }

    private Optional<Long> number(Request request, Params params, String parameter) {
        return params.text(parameter, MAX_ID)
                .map(id -> coupons.find(db, request.tenant(), id)
                        .map(Coupon::number)
                        .orElseThrow(() -> Refusal.invalid(parameter, "must be the id of a coupon")));
    }

    private Object update(Request request) {
        return request.once(tx -> {
            var old = locked(tx, request);
            var params = request.params();
            params.refuseUnsupported("currency_options");
            var updated = old.with(
                    params.has("name") ? params.text("name", NewCoupon.MAX_NAME) : old.name(),
                    params.merged("metadata", old.metadata()));
            params.refuseUnknown();
            coupons.save(tx, request.tenant(), updated);
            var view = view(request.tenant(), updated);
            events.appendUpdate(tx, request.caller(), "coupon.updated", view(request.tenant(), old), view);
            return view;
        });
    }

    /// Its promotion codes are of no use any more; what it took off orders that were paid stays.
    private Object delete(Request request) {
        request.params().refuseUnknown();
        return request.once(tx -> {
            var coupon = locked(tx, request);
            coupons.remove(tx, request.tenant(), coupon.number());
            events.append(tx, request.caller(), "coupon.deleted", view(request.tenant(), coupon));
            return new Deleted(coupon.id(), NOUN, true);
        });
    }

    private Coupon locked(Tx tx, Request request) {
        return coupons.lock(tx, request.tenant(), request.idText()).orElseThrow(CouponApi::notFound);
    }

    /// The id is of the caller's choosing, and might be anything: it is not repeated.
    private static Refusal notFound() {
        return Refusal.notFound(NOUN, "…", "id");
    }

    private CouponView view(Tenant tenant, Coupon coupon) {
        return CouponView.of(coupon, tenant, clocks.nowMs(tenant));
    }

    /// What is left to say of a coupon that was deleted.
    record Deleted(String id, String object, boolean deleted) {}
}
