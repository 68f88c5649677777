package dev.caisse.checkout;

import dev.caisse.api.Tenant;
import dev.caisse.catalog.Offer;
import dev.caisse.catalog.Prices;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.platform.db.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts baskets together: sessions with their lines and offers, in three queries however many there are.
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
        return sessions.stream()
                .map(session -> new Basket(session, lines(lines.getOrDefault(session.id(), List.of()), offers)))
                .toList();
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
}
