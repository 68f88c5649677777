package dev.caisse.refunds;

import dev.caisse.api.Link;
import dev.caisse.api.ListView;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Page;
import dev.caisse.api.Tenant;
import dev.caisse.payments.ChargeViews;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A refund as the API shows it. Field order is the order in the response.
public record RefundView(
        String id,
        String object,
        long amount,
        CurrencyCode currency,
        Millis created,
        Link paymentIntent,
        Link charge,
        String reason,
        String status,
        String description,
        String failureReason,
        Metadata metadata,
        boolean livemode,
        Link balanceTransaction) {

    /// How many of a charge's refunds are shown in it.
    private static final int SHOWN = 10;

    static RefundView of(Refund refund, Tenant tenant) {
        return new RefundView(
                Prefix.REFUND.id(refund.id()),
                "refund",
                refund.amount().minor(),
                refund.amount().currency(),
                Millis.made(refund.id()),
                Link.to(Prefix.INTENT.id(refund.intent())),
                Link.to(Prefix.CHARGE.id(refund.charge())),
                refund.reason().map(RefundView::word).orElse(null),
                refund.state().status(),
                refund.description().orElse(null),
                refund.failureReason().map(RefundView::word).orElse(null),
                refund.metadata(),
                tenant.live(),
                refund.balanceTransaction()
                        .map(Prefix.TRANSACTION::id)
                        .<Link>map(Link::to)
                        .orElseGet(Link.None::new));
    }

    /// The newest of each of these charges.
    public static Map<Long, ListView> ofCharges(Sql sql, Tenant tenant, List<Long> charges) {
        var byCharge = new Refunds()
                .newest(sql, tenant, charges, SHOWN + 1).stream().collect(Collectors.groupingBy(Refund::charge));
        return byCharge.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> shown(entry.getKey(), entry.getValue(), tenant)));
    }

    private static ListView shown(long charge, List<Refund> newest, Tenant tenant) {
        var page = new Page<>(newest.subList(0, Math.min(SHOWN, newest.size())), newest.size() > SHOWN);
        return ListView.of(ChargeViews.refundsOf(charge), page, refund -> of(refund, tenant));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
