package dev.caisse.checkout;

import dev.caisse.api.Tenant;
import dev.caisse.catalog.Offer;
import dev.caisse.catalog.Prices;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.catalog.ShippingRates;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.discounts.Coupon;
import dev.caisse.discounts.Coupons;
import dev.caisse.discounts.Discount;
import dev.caisse.discounts.PromotionCode;
import dev.caisse.discounts.PromotionCodes;
import dev.caisse.platform.db.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts baskets together: sessions with their lines and offers, in three queries however many there are, and up to
/// three more
/// where they have discounts or shipping.
public final class Baskets {
    private final CheckoutSessions sessions;
    private final LineItems items = new LineItems();
    private final Prices prices = new Prices();

    public Baskets(CheckoutSessions sessions) {
        this.sessions = sessions;
    }

    public Optional<Basket> find(Sql sql, Tenant tenant, long id) {
        return sessions.find(sql, tenant, id).map(session -> of(sql, tenant, session));
    }

    Basket of(Sql sql, Tenant tenant, CheckoutSession session) {
        return of(sql, tenant, List.of(session)).getFirst();
    }

    /// In the order of the sessions.
    List<Basket> of(Sql sql, Tenant tenant, List<CheckoutSession> sessions) {
        if (sessions.isEmpty()) {
            return List.of();
        }
        var lines =
                items.of(sql, tenant, sessions.stream().map(CheckoutSession::id).toList());
        var offers = offers(sql, tenant, lines);
        var given = Given.of(sql, tenant, sessions);
        return sessions.stream()
                .map(session -> new Basket(
                        session, lines(lines.getOrDefault(session.id(), List.of()), offers), given.to(session)))
                .toList();
    }

    /// What payment links sell, by link, in the order in which it was given.
    Map<Long, List<Line>> ofLinks(Sql sql, Tenant tenant, Collection<Long> links) {
        var items = this.items.of(sql, tenant, links);
        var offers = offers(sql, tenant, items);
        return items.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> lines(entry.getValue(), offers)));
    }

    private Map<Long, Offer> offers(Sql sql, Tenant tenant, Map<Long, List<LineItem>> lines) {
        var ids = lines.values().stream()
                .flatMap(List::stream)
                .map(LineItem::price)
                .collect(Collectors.toSet());
        return prices.find(sql, tenant, ids).stream()
                .collect(Collectors.toMap(offer -> offer.price().id(), offer -> offer));
    }

    private static List<Line> lines(List<LineItem> items, Map<Long, Offer> offers) {
        return items.stream()
                .map(item -> new Line(item, offers.get(item.price())))
                .toList();
    }

    /// What the extras of some sessions name, by number.
    private record Given(Map<Long, Coupon> coupons, Map<Long, PromotionCode> codes, Map<Long, ShippingRate> rates) {
        static Given of(Sql sql, Tenant tenant, List<CheckoutSession> sessions) {
            var coupons = numbers(sessions, extras -> extras.discount().map(Discount::coupon).stream());
            var codes = numbers(sessions, extras -> extras.discount().flatMap(Discount::promotionCode).stream());
            var rates = numbers(sessions, extras -> extras.options().stream());
            return new Given(
                    by(coupons, Coupon::number, numbers -> new Coupons().find(sql, tenant, numbers)),
                    by(codes, PromotionCode::id, numbers -> new PromotionCodes().find(sql, tenant, numbers)),
                    by(rates, ShippingRate::id, numbers -> new ShippingRates().find(sql, tenant, numbers)));
        }

        private static Set<Long> numbers(List<CheckoutSession> sessions, Function<Extras, Stream<Long>> named) {
            return sessions.stream().map(CheckoutSession::extras).flatMap(named).collect(Collectors.toSet());
        }

        private static <T> Map<Long, T> by(
                Set<Long> numbers, Function<T, Long> number, Function<Set<Long>, List<T>> found) {
            return numbers.isEmpty()
                    ? Map.of()
                    : found.apply(numbers).stream().collect(Collectors.toMap(number, thing -> thing));
        }

        Basket.Given to(CheckoutSession session) {
            var extras = session.extras();
            return new Basket.Given(
                    extras.discount().map(Discount::coupon).map(coupons::get),
                    extras.discount().flatMap(Discount::promotionCode).map(codes::get),
                    extras.options().stream().map(rates::get).toList());
        }
    }
}
