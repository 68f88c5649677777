package dev.caisse.checkout;

import dev.caisse.api.ListView;
import dev.caisse.api.Page;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.api.Views;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.PaymentLink.Uses;
import dev.caisse.events.Events;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// `/v1/payment_links`
public final class PaymentLinkApi {
    private static final String PATH = "/v1/payment_links";
    private static final int TOKEN_BYTES = 12;

    private final Db db;
    private final Ids ids;
    private final RandomGenerator random;
    private final Events events;
    private final CheckoutSessions sessions;
    private final FillBasket fillBasket;
    private final Baskets baskets;
    private final LinkViews views;
    private final PaymentLinks links = new PaymentLinks();
    private final LineItems items = new LineItems();

    public PaymentLinkApi(
            Db db, Ids ids, RandomGenerator random, Events events, CheckoutSessions sessions, FillBasket fillBasket) {
        this.db = db;
        this.ids = ids;
        this.random = random;
        this.events = events;
        this.sessions = sessions;
        this.fillBasket = fillBasket;
        this.baskets = new Baskets(sessions);
        this.views = new LinkViews(sessions);
    }

    public void routes(Routes routes) {
        routes.postInserting(PATH, this::create)
                .get(PATH, this::list)
                .get(PATH + "/list", this::list)
                .get(PATH + "/{id}", this::retrieve)
                .post(PATH + "/{id}", this::update)
                .get(PATH + "/{id}/line_items", this::lineItems);
    }

    public static void views(Views views) {
        views.add("payment_link", PaymentLinkView.class);
    }

    private Object create(Request request) {
        var wanted = NewLink.read(request.params(), request::notice);
        return request.insert(rows -> {
            var filled = fillBasket.in(db, rows, request.caller(), wanted.session(), unpayable(request));
            var link = wanted.as(
                    ids.next(),
                    token(),
                    wanted.recipe().naming(filled.given()),
                    filled.subtotal().currency());
            links.add(rows, request.tenant(), link);
            items.add(
                    rows,
                    request.tenant(),
                    link.id(),
                    filled.lines().stream().map(Line::item).toList());
            var view = PaymentLinkView.of(
                    link,
                    NewLink.session(link, filled.lines()),
                    filled.lines(),
                    filled.given().ratesById(),
                    request.tenant(),
                    request.publicUrl());
            events.append(rows, request.caller(), "payment_link.created", view);
            return view;
        });
    }

    /// A link can be made of what only a subscription could take. Whoever makes it is told, and so is whoever follows
    /// it.
    private static Consumer<Refusal> unpayable(Request request) {
        return refusal -> request.notice(refusal.getMessage() + " Whoever follows this link finds it closed.");
    }

    /// Not a secret: whoever finds one may pay. But nobody counts through them.
    private String token() {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.PAYMENT_LINK);
        request.params().refuseUnknown();
        return views.of(db, request.tenant(), found(request, id), request.publicUrl());
    }

    private PaymentLink found(Request request, long id) {
        return links.find(db, request.tenant(), id).orElseThrow(() -> request.notFound(Prefix.PAYMENT_LINK));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.PAYMENT_LINK);
        var active = params.flag("active");
        params.refuseUnknown();
        var page = links.list(db, request.tenant(), active, slice);
        var shown = views.of(db, request.tenant(), page.items(), request.publicUrl());
        return ListView.of(PATH, new Page<>(shown, page.hasMore()), view -> view);
    }

    private Object lineItems(Request request) {
        var id = request.id(Prefix.PAYMENT_LINK);
        var slice = Slice.position(request.params(), Prefix.LINE_ITEM);
        request.params().refuseUnknown();
        var link = found(request, id);
        var lines = baskets.ofLinks(db, request.tenant(), List.of(id)).get(id);
        var url = PaymentLinkView.itemsAddress(Prefix.PAYMENT_LINK.id(id));
        return ItemPages.page(url, slice, SessionView.items(lines, link.currency(), request.tenant()));
    }

    private Object update(Request request) {
        var id = request.id(Prefix.PAYMENT_LINK);
        return request.once(tx -> {
            var tenant = request.tenant();
            var old = links.lock(tx, tenant, id).orElseThrow(() -> request.notFound(Prefix.PAYMENT_LINK));
            var before = views.of(tx, tenant, old, request.publicUrl());
            var lines = baskets.ofLinks(tx, tenant, List.of(id)).get(id);
            var changed = NewLink.updated(old, request.params());
            var limited = changed.with(uses(tx, tenant, old, request.params()));
            var sold = NewQuantities.read(request.params(), lines);
            request.params().refuseUnknown();
            refuseUsedUp(changed, limited);
            var session = NewLink.session(limited, limited.recipe().selling(sold), request::notice);
            var filled = fillBasket.in(tx, tx, request.caller(), session, unpayable(request));
            var updated = limited.with(limited.recipe().naming(filled.given()));
            links.save(tx, tenant, updated);
            items.save(tx, tenant, id, priced(sold, filled.lines()));
            var after = views.of(tx, tenant, updated, request.publicUrl());
            events.appendUpdate(tx, request.caller(), "payment_link.updated", before, after);
            return after;
        });
    }

    /// The lines keep their ids.
    private static List<LineItem> priced(List<Line> sold, List<Line> filled) {
        return java.util.stream.IntStream.range(0, sold.size())
                .mapToObj(i -> sold.get(i)
                        .item()
                        .costing(filled.get(i).amountSubtotal(), filled.get(i).amountTotal()))
                .toList();
    }

    private Uses uses(Tx tx, Tenant tenant, PaymentLink link, Params params) {
        if (!params.has("restrictions")) {
            return link.uses();
        }
        var uses = NewLink.most(params)
                .map(most -> counted(tx, tenant, link, most))
                .orElse(new Uses(Optional.empty(), 0, 0));
        if (uses.most().filter(most -> most < uses.completed() + uses.held()).isPresent()) {
            throw Refusal.invalid(
                    "restrictions.completed_sessions.limit",
                    "must be at least %d: so many sessions of this link are complete or being paid"
                            .formatted(uses.completed() + uses.held()));
        }
        return uses;
    }

    /// As long as there was no limit nothing was counted, so that is made up for; the link is locked, and no session of
    /// it begins or ends meanwhile.
    private Uses counted(Tx tx, Tenant tenant, PaymentLink link, int most) {
        return link.isLimited()
                ? new Uses(
                        Optional.of(most), link.uses().completed(), link.uses().held())
                : sessions.uses(tx, tenant, link.id(), most);
    }

    private static void refuseUsedUp(PaymentLink changed, PaymentLink limited) {
        if (changed.isActive() && !limited.isActive() && limited.uses().equals(changed.uses())) {
            throw Refusal.invalid(
                    "active", "cannot be true: the link has had all its sessions. Raise its limit with it");
        }
    }
}
