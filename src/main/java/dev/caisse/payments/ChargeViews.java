package dev.caisse.payments;

import dev.caisse.api.ListView;
import dev.caisse.api.Page;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes the views of charges, each with its refunds. Nothing is asked for charges that never had one.
public final class ChargeViews {
    private final ShownRefunds refunds;
    private final ReceiptAddress receipts;
    private final Charges charges = new Charges();

    public ChargeViews(ShownRefunds refunds, ReceiptAddress receipts) {
        this.refunds = refunds;
        this.receipts = receipts;
    }

    public ChargeView of(Sql sql, Tenant tenant, Charge charge, PaymentIntent intent) {
        return of(sql, tenant, List.of(charge), _ -> intent).getFirst();
    }

    /// Those of an intent, newest first.
    List<ChargeView> of(Sql sql, Tenant tenant, PaymentIntent intent) {
        return of(sql, tenant, charges.of(sql, tenant, intent.id()), _ -> intent);
    }

    /// By intent, each newest first.
    Map<Long, List<ChargeView>> of(Sql sql, Tenant tenant, List<PaymentIntent> intents) {
        var byId = intents.stream().collect(Collectors.toMap(PaymentIntent::id, Function.identity()));
        var found = charges.of(sql, tenant, List.copyOf(byId.keySet()));
        var shown = refunds(
                sql, tenant, found.values().stream().flatMap(List::stream).toList());
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream()
                                .map(charge -> view(charge, byId.get(entry.getKey()), shown, tenant))
                                .toList()));
    }

    List<ChargeView> of(Sql sql, Tenant tenant, List<Charge> these, Function<Charge, PaymentIntent> intent) {
        var shown = refunds(sql, tenant, these);
        return these.stream()
                .map(charge -> view(charge, intent.apply(charge), shown, tenant))
                .toList();
    }

    private Map<Long, ListView> refunds(Sql sql, Tenant tenant, List<Charge> these) {
        var refunded = these.stream().filter(Charge::hasRefunds).map(Charge::id).toList();
        return refunded.isEmpty() ? Map.of() : refunds.of(sql, tenant, refunded);
    }

    /// Of one that never had a refund.
    ChargeView fresh(Charge charge, PaymentIntent intent, Tenant tenant) {
        return view(charge, intent, Map.of(), tenant);
    }

    private ChargeView view(Charge charge, PaymentIntent intent, Map<Long, ListView> shown, Tenant tenant) {
        var none = ListView.of(refundsOf(charge.id()), new Page<>(List.of(), false), view -> view);
        var receipt = charge.hasReceipt() ? receipts.of(tenant, charge.id()) : null;
        return ChargeView.of(charge, intent, shown.getOrDefault(charge.id(), none), receipt, tenant);
    }

    /// Where the rest of them is found.
    public static String refundsOf(long charge) {
        return "/v1/refunds?charge=" + Prefix.CHARGE.id(charge);
    }
}
