package dev.caisse.checkout;

import dev.caisse.api.Tenant;
import dev.caisse.catalog.ShippingRate;
import dev.caisse.catalog.ShippingRates;
import dev.caisse.platform.db.Sql;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Puts together what the API shows of payment links: each with its lines and shipping rates, in few queries however
/// many there are.
final class LinkViews {
    private final Baskets baskets;
    private final ShippingRates rates = new ShippingRates();

    LinkViews(CheckoutSessions sessions) {
        this.baskets = new Baskets(sessions);
    }

    PaymentLinkView of(Sql sql, Tenant tenant, PaymentLink link, String publicUrl) {
        return of(sql, tenant, List.of(link), publicUrl).getFirst();
    }

    /// In the order of the links.
    List<PaymentLinkView> of(Sql sql, Tenant tenant, List<PaymentLink> links, String publicUrl) {
        if (links.isEmpty()) {
            return List.of();
        }
        var lines =
                baskets.ofLinks(sql, tenant, links.stream().map(PaymentLink::id).toList());
        var read = links.stream()
                .map(link -> NewLink.session(link, lines.get(link.id())))
                .toList();
        var known = rates(sql, tenant, read);
        return java.util.stream.IntStream.range(0, links.size())
                .mapToObj(i -> PaymentLinkView.of(
                        links.get(i), read.get(i), lines.get(links.get(i).id()), known, tenant, publicUrl))
                .toList();
    }

    private Map<Long, ShippingRate> rates(Sql sql, Tenant tenant, Collection<NewSession> sessions) {
        var named = new HashSet<Long>();
        sessions.forEach(session ->
                session.extras().options().forEach(option -> option.rate().ifPresent(named::add)));
        return named.isEmpty()
                ? Map.of()
                : rates.find(sql, tenant, named).stream()
                        .collect(Collectors.toMap(ShippingRate::id, Function.identity()));
    }
}
