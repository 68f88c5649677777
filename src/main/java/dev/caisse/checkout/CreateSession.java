package dev.caisse.checkout;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import dev.caisse.catalog.CreatePrice;
import dev.caisse.catalog.NewPrice;
import dev.caisse.catalog.Offer;
import dev.caisse.catalog.Prices;
import dev.caisse.catalog.Product;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.checkout.Basket.Given;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.checkout.CheckoutSession.Payment;
import dev.caisse.checkout.CheckoutSession.Setup;
import dev.caisse.checkout.CheckoutSession.State;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Routing;
import dev.caisse.customers.Customers;
import dev.caisse.discounts.Discount;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.OfferedTypes;
import dev.caisse.methods.Usage;
import dev.caisse.payments.CreateIntent;
import dev.caisse.payments.CreateIntent.NewIntent;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.setup.CreateSetup;
import dev.caisse.setup.CreateSetup.NewSetup;
import dev.caisse.setup.SetupIntent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Makes a session with its lines, the prices and products that come inline, and the intent when there is something to
/// pay: all of it added to what the caller inserts.
public final class CreateSession {
    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofMinutes(30);
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Db db;
    private final Ids ids;
    private final Clocks clocks;
    private final Routing routing;
    private final CheckoutSessions sessions;
    private final CreatePrice createPrice;
    private final CreateIntent createIntent;
    private final CreateSetup createSetup;
    private final GiveExtras giveExtras;
    private final LineItems items = new LineItems();
    private final Customers customers = new Customers();
    private final Prices prices = new Prices();

    public CreateSession(
            Db db,
            Ids ids,
            Clocks clocks,
            Routing routing,
            CheckoutSessions sessions,
            CreatePrice createPrice,
            CreateIntent createIntent,
            CreateSetup createSetup) {
        this.db = db;
        this.ids = ids;
        this.clocks = clocks;
        this.routing = routing;
        this.sessions = sessions;
        this.createPrice = createPrice;
        this.createIntent = createIntent;
        this.createSetup = createSetup;
        this.giveExtras = new GiveExtras(db, ids, clocks);
    }

    Basket in(Inserts into, Caller caller, NewSession wanted) {
        return wanted.terms()
                .customer()
                .id()
                .map(id -> wanted.by(customers.named(db, caller.tenant(), id, "customer")))
                .map(known -> made(into, caller, known))
                .orElseGet(() -> made(into, caller, wanted));
    }

    private Basket made(Inserts into, Caller caller, NewSession wanted) {
        long id = ids.next();
        long expiresMs = expiresMs(wanted, clocks.of(caller.tenant()).ms(id));
        if (wanted.isSetup()) {
            refuseWithoutConnector(caller.tenant());
            return saving(into, caller, wanted, id, expiresMs);
        }
        var lines = lines(into, caller, wanted);
        var customer = wanted.terms().customer().id();
        var given = giveExtras.in(into, caller, wanted.extras(), lines, customer);
        var shipping = given.options().stream().findFirst();
        var sums = Sums.of(
                lines,
                given.coupon(),
                shipping.map(rate -> rate.amount().minor()).orElse(0L));
        var extras = extras(wanted.extras(), given, sums);
        var subtotal =
                Money.of(sums.subtotal(), lines.getFirst().offer().price().currency());
        var payment = mostToPay(sums, given)
                .map(most -> sums.total() == 0 ? Money.of(most, subtotal.currency()) : extras.total(subtotal))
                .map(toPay -> pay(into, caller, wanted, id, toPay));
        var session = new CheckoutSession(
                id,
                new State.Open(false),
                subtotal,
                extras.total(subtotal),
                expiresMs,
                payment,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                wanted.terms(),
                extras,
                Collected.NOTHING);
        sessions.add(into, caller.tenant(), session);
        items.add(
                into, caller.tenant(), id, sums.lines().stream().map(Line::item).toList());
        return new Basket(session, sums.lines(), given);
    }

    private static Extras extras(NewExtras wanted, Given given, Sums sums) {
        return new Extras(
                given.coupon()
                        .map(coupon ->
                                new Discount(coupon.number(), given.code().map(PromotionCode::id))),
                wanted.allowsCodes(),
                given.options().stream().map(ShippingRate::id).toList(),
                given.options().stream().map(ShippingRate::id).findFirst(),
                sums.discount(),
                sums.shipping());
    }

    /// What it may come to when the discount is gone or another shipping rate is chosen; empty when that is nothing.
    private static Optional<Long> mostToPay(Sums sums, Given given) {
        long dearest = given.options().stream()
                .mapToLong(rate -> rate.amount().minor())
                .max()
                .orElse(0);
        if (sums.subtotal() + dearest > NewPrice.MAX_AMOUNT) {
            throw NewItem.tooLarge("shipping_options");
        }
        return Optional.of(sums.subtotal() + dearest).filter(most -> most > 0);
    }

    /// A session that only saves a card.
    private Basket saving(Inserts into, Caller caller, NewSession wanted, long id, long expiresMs) {
        var terms = wanted.terms();
        var intent = createSetup.in(
                into,
                caller,
                new NewSetup(
                        Usage.OFF_SESSION,
                        terms.customer().id(),
                        Optional.empty(),
                        terms.metadata(),
                        Optional.empty(),
                        terms.threeDSecure().orElse(Preference.AUTO),
                        Optional.of(id),
                        wanted.currency()));
        var setup = new Setup(intent.id(), intent.details().clientSecret(), wanted.currency());
        var nothing = Money.of(0, wanted.currency().orElse(SetupIntent.ANY_CURRENCY));
        var session = new CheckoutSession(
                id,
                new State.Open(false),
                nothing,
                nothing,
                expiresMs,
                Optional.empty(),
                Optional.of(setup),
                0,
                Optional.empty(),
                Optional.empty(),
                terms,
                Extras.NONE,
                Collected.NOTHING);
        sessions.add(into, caller.tenant(), session);
        return new Basket(session, List.of(), Given.NOTHING);
    }

    private void refuseWithoutConnector(Tenant tenant) {
        if (routing.find(tenant.live(), MethodType.CARD.name()).isEmpty()) {
            throw Refusal.of(
                    400,
                    "payment_method_not_available",
                    "payment_method_types",
                    "No connector takes payments in " + tenant.mode() + " mode.");
        }
    }

    /// Clients send whole seconds of a clock of their own, hence the grace.
    private static long expiresMs(NewSession wanted, long createdMs) {
        long latest = createdMs + LIFETIME.toMillis();
        return wanted.expiresMs()
                .map(asked -> {
                    if (asked < createdMs + SHORTEST.minus(GRACE).toMillis() || asked > latest + GRACE.toMillis()) {
                        throw Refusal.invalid("expires_at", "must be from 30 minutes to 24 hours ahead");
                    }
                    return asked;
                })
                .orElse(latest);
    }

    private List<Line> lines(Inserts into, Caller caller, NewSession wanted) {
        var known = known(caller.tenant(), wanted);
        var lines = new ArrayList<Line>();
        var currency = wanted.currency();
        for (var item : wanted.items()) {
            var offer = offer(into, caller, item, known);
            item.check(offer);
            refuseMixing(item, offer, currency, lines.isEmpty());
            currency = Optional.of(offer.price().currency());
            lines.add(line(item, offer));
        }
        return List.copyOf(lines);
    }

    /// What a session's items refer to, by number.
    private record Known(Map<Long, Offer> offers, Map<Long, Product> products) {}

    private Known known(Tenant tenant, NewSession wanted) {
        var inline = wanted.items().stream()
                .flatMap(item -> item.priceData().stream())
                .toList();
        return new Known(offers(tenant, wanted), createPrice.known(tenant, inline));
    }

    private Map<Long, Offer> offers(Tenant tenant, NewSession wanted) {
        var asked = new HashSet<Long>();
        wanted.items().forEach(item -> item.price().ifPresent(asked::add));
        return asked.isEmpty()
                ? Map.of()
                : prices.find(db, tenant, asked).stream()
                        .collect(Collectors.toMap(offer -> offer.price().id(), offer -> offer));
    }

    private Offer offer(Inserts into, Caller caller, NewItem item, Known known) {
        return item.priceData()
                .map(data -> createPrice.in(into, caller, data, known.products()))
                .or(() -> item.price().map(known.offers()::get))
                .orElseThrow(() -> Refusal.notFound(
                        Prefix.PRICE.noun(), Prefix.PRICE.id(item.price().orElseThrow()), item.param()));
    }

    private static void refuseMixing(NewItem item, Offer offer, Optional<CurrencyCode> due, boolean isFirst) {
        var currency = offer.price().currency();
        if (due.isPresent() && !due.get().equals(currency)) {
            throw isFirst
                    ? Refusal.invalid("currency", "is " + due.get() + ", but the first item is priced in " + currency)
                    : Refusal.invalid(
                            item.param(),
                            "is priced in " + currency + ", but the session is in " + due.get()
                                    + ": one currency per session");
        }
    }

    private Line line(NewItem item, Offer offer) {
        long amount = item.amount(offer);
        return new Line(
                new LineItem(ids.next(), offer.price().id(), offer.product().name(), item.quantity(), amount, amount),
                offer);
    }

    private Payment pay(Inserts into, Caller caller, NewSession wanted, long session, Money total) {
        OfferedTypes.mustHave(
                routing,
                caller.tenant().live(),
                wanted.terms().methodTypes(),
                total,
                wanted.terms().capture());
        var data = wanted.intent();
        PaymentIntent intent = createIntent.in(
                into,
                caller,
                new NewIntent(
                        total,
                        wanted.terms().capture(),
                        data.description(),
                        data.metadata(),
                        data.merchantOrderId(),
                        data.merchantUserId(),
                        data.receiptEmail(),
                        Optional.empty(),
                        wanted.terms().threeDSecure().orElse(Preference.AUTO),
                        Optional.of(session),
                        wanted.terms().customer().id(),
                        data.particulars().of(wanted.terms().methodTypes())));
        return new Payment(intent.id(), intent.details().clientSecret());
    }
}
