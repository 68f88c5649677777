package dev.caisse.discounts;

import dev.caisse.api.ListView;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.clocks.Clocks;
import dev.caisse.customers.Customers;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// `/v1/promotion_codes`, and `/v1/promotion_code`, where WooshPay's reference has them.
public final class PromotionCodeApi {
    private static final String PATH = "/v1/promotion_codes";
    private static final String PATH_OF_WOOSHPAY = "/v1/promotion_code";

    /// Without those that are mistaken for each other.
    private static final String LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";

    private static final int LETTERS_MADE = 10;
    private static final int MAX_COUPON = 200;

    private final Db db;
    private final Ids ids;
    private final Clocks clocks;
    private final RandomGenerator random;
    private final Events events;
    private final PromotionCodes codes = new PromotionCodes();
    private final Coupons coupons = new Coupons();
    private final Customers customers = new Customers();

    public PromotionCodeApi(Db db, Ids ids, Clocks clocks, RandomGenerator random, Events events) {
        this.db = db;
        this.ids = ids;
        this.clocks = clocks;
        this.random = random;
        this.events = events;
    }

    public void routes(Routes routes) {
        routes.post(PATH, this::create)
                .get(PATH, this::list)
                .get(PATH + "/list", this::list)
                .get(PATH + "/{id}", this::retrieve)
                .post(PATH + "/{id}", this::update);
        routes.post(PATH_OF_WOOSHPAY, this::create)
                .get(PATH_OF_WOOSHPAY, this::list)
                .get(PATH_OF_WOOSHPAY + "/list", this::list)
                .get(PATH_OF_WOOSHPAY + "/{id}", this::retrieve)
                .post(PATH_OF_WOOSHPAY + "/{id}", this::update);
    }

    public static void views(Views views) {
        views.add("promotion_code", PromotionCodeView.class);
    }

    /// How those that are only named elsewhere are found whole.
    public static void wholes(Wholes wholes, Clocks clocks) {
        wholes.add(
                Prefix.PROMOTION,
                (sql, tenant, ids) -> new PromotionCodes()
                        .find(sql, tenant, ids).stream()
                                .map(code -> PromotionCodeView.of(code, tenant, clocks.nowMs(tenant)))
                                .toList());
    }

    private Object create(Request request) {
        var wanted = NewPromotionCode.read(request.params());
        wanted.customer().ifPresent(id -> customers.named(db, request.tenant(), id, "customer"));
        return once(
                request,
                () -> request.once(tx -> {
                    var coupon = coupons.lock(tx, request.tenant(), wanted.coupon())
                            .orElseThrow(() -> Refusal.notFound("coupon", "…", wanted.couponParam()));
                    var code = wanted.as(ids.next(), coupon, made());
                    codes.retire(tx, request.tenant(), code.code(), clocks.nowMs(request.tenant()));
                    codes.add(tx, request.tenant(), code);
                    var view = view(request.tenant(), code);
                    events.append(tx, request.caller(), "promotion_code.created", view);
                    return view;
                }));
    }

    private static Object once(Request request, java.util.function.Supplier<Object> work) {
        try {
            return work.get();
        } catch (DbFailure e) {
            if (e.broke("promotion_codes_code")) {
                throw Refusal.of(
                        400,
                        "resource_already_exists",
                        "code",
                        "There is an active promotion code with these letters already. Deactivate it, or choose"
                                + " another.");
            }
            throw e;
        }
    }

    private String made() {
        return random.ints(LETTERS_MADE, 0, LETTERS.length())
                .mapToObj(place -> LETTERS.substring(place, place + 1))
                .collect(Collectors.joining());
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.PROMOTION);
        request.params().refuseUnknown();
        return codes.find(db, request.tenant(), id)
                .map(code -> view(request.tenant(), code))
                .orElseThrow(() -> request.notFound(Prefix.PROMOTION));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.PROMOTION);
        var coupon = params.text("coupon", MAX_COUPON);
        var filter = new PromotionCodes.Filter(
                params.text("code", NewPromotionCode.MAX_CODE),
                coupon.map(id -> coupons.find(db, request.tenant(), id)
                        .map(Coupon::number)
                        .orElse(0L)),
                params.id("customer", Prefix.CUSTOMER),
                params.flag("active"));
        params.refuseUnknown();
        var page = codes.list(db, request.tenant(), filter, slice, clocks.nowMs(request.tenant()));
        return ListView.of(PATH, page, code -> view(request.tenant(), code));
    }

    private Object update(Request request) {
        var id = request.id(Prefix.PROMOTION);
        return once(
                request,
                () -> request.once(tx -> {
                    var old =
                            codes.lock(tx, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.PROMOTION));
                    var params = request.params();
                    for (var parameter :
                            new String[] {"coupon", "promotion", "code", "customer", "expires_at", "max_redemptions"}) {
                        if (params.has(parameter)) {
                            throw Refusal.invalid(
                                    parameter,
                                    "of a promotion code never changes: deactivate it and make a new one instead");
                        }
                    }
                    params.refuseUnsupported("restrictions");
                    var updated = old.with(
                            params.flag("active").orElse(old.active()), params.merged("metadata", old.metadata()));
                    params.refuseUnknown();
                    if (updated.active() && !old.active()) {
                        codes.retire(tx, request.tenant(), old.code(), clocks.nowMs(request.tenant()));
                    }
                    codes.save(tx, request.tenant(), updated);
                    var view = view(request.tenant(), updated);
                    events.appendUpdate(
                            tx, request.caller(), "promotion_code.updated", view(request.tenant(), old), view);
                    return view;
                }));
    }

    private PromotionCodeView view(Tenant tenant, PromotionCode code) {
        return PromotionCodeView.of(code, tenant, clocks.nowMs(tenant));
    }
}
