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
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Routing;
import dev.caisse.discounts.Discount;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.methods.OfferedTypes;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Finds what a session's parameters are about, makes the prices, products and shipping rates that come inline, and
/// reckons what all of it comes to. Refuses what no payer could pay.
public final class FillBasket {
    private final Ids ids;
    private final Routing routing;
    private final CreatePrice createPrice;
    private final GiveExtras giveExtras;
    private final Prices prices = new Prices();

    public FillBasket(Ids ids, Clocks clocks, Routing routing, CreatePrice createPrice) {
        this.ids = ids;
        this.routing = routing;
        this.createPrice = createPrice;
        this.giveExtras = new GiveExtras(ids, clocks);
    }

    /// What a basket holds and comes to.
    ///
    /// @param toPay what its intent is for; none when there can be nothing to pay
    record Filled(List<Line> lines, Given given, Extras extras, Money subtotal, Optional<Money> toPay) {}

    /// @param sql where what is named is looked for
    /// @throws Refusal when no session can take a payment for it
    Filled in(Sql sql, Inserts into, Caller caller, NewSession wanted) {
        return in(sql, into, caller, wanted, FillBasket::refuse);
    }

    private static void refuse(Refusal refusal) {
        throw refusal;
    }

    /// @param unpayable hears of prices that no session can take a payment for, and throws that or does not mind; one
    ///     that comes inline is refused always, for it would be made for nothing
    Filled in(Sql sql, Inserts into, Caller caller, NewSession wanted, Consumer<Refusal> unpayable) {
        var lines = lines(sql, into, caller, wanted, unpayable);
        var customer = wanted.terms().customer().id();
        var given = giveExtras.in(sql, into, caller, wanted.extras(), lines, customer);
        var shipping = given.options().stream().findFirst();
        var sums = Sums.of(
                lines,
                given.coupon(),
                shipping.map(rate -> rate.amount().minor()).orElse(0L));
        var extras = extras(wanted.extras(), given, sums);
        var subtotal =
                Money.of(sums.subtotal(), lines.getFirst().offer().price().currency());
        var toPay = mostToPay(sums, given)
                .map(most -> sums.total() == 0 ? Money.of(most, subtotal.currency()) : extras.total(subtotal));
        toPay.ifPresent(total -> OfferedTypes.mustHave(
                routing,
                caller.tenant().live(),
                wanted.terms().methodTypes(),
                total,
                wanted.terms().capture()));
        return new Filled(sums.lines(), given, extras, subtotal, toPay);
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

    private List<Line> lines(Sql sql, Inserts into, Caller caller, NewSession wanted, Consumer<Refusal> unpayable) {
        var known = known(sql, caller.tenant(), wanted);
        var lines = new ArrayList<Line>();
        var currency = wanted.currency();
        for (var item : wanted.items()) {
            var offer = offer(into, caller, item, known);
            item.mustBeSold(offer);
            item.unpayable(offer).ifPresent(item.price().isPresent() ? unpayable : FillBasket::refuse);
            refuseMixing(item, offer, currency, lines.isEmpty());
            currency = Optional.of(offer.price().currency());
            lines.add(line(item, offer));
        }
        return List.copyOf(lines);
    }

    /// What a session's items refer to, by number.
    private record Known(Map<Long, Offer> offers, Map<Long, Product> products) {}

    private Known known(Sql sql, Tenant tenant, NewSession wanted) {
        var inline = wanted.items().stream()
                .flatMap(item -> item.priceData().stream())
                .toList();
        return new Known(offers(sql, tenant, wanted), createPrice.known(tenant, inline));
    }

    private Map<Long, Offer> offers(Sql sql, Tenant tenant, NewSession wanted) {
        var asked = new HashSet<Long>();
        wanted.items().forEach(item -> item.price().ifPresent(asked::add));
        return asked.isEmpty()
                ? Map.of()
                : prices.find(sql, tenant, asked).stream()
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
                new LineItem(
                        ids.next(),
                        offer.price().id(),
                        offer.product().name(),
                        item.quantity(),
                        item.adjustable(),
                        amount,
                        amount),
                offer);
    }
}
