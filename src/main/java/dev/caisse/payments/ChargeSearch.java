package dev.caisse.payments;

import dev.caisse.api.Found;
import dev.caisse.api.SearchFields;
import dev.caisse.api.SearchQuery;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.methods.CardDetails;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Searches charges, each together with what it pays for: its customer and its metadata are its intent's, as they are
/// shown in it.
final class ChargeSearch {
    static final SearchFields<Paid> SEARCHED = new SearchFields<Paid>(paid -> paid.charge.id())
            .number("amount", paid -> paid.charge.amount().minor())
            .text(
                    "billing_details.address.postal_code",
                    paid -> Optional.ofNullable(paid.charge.billing().address().postalCode()))
            .text(
                    "currency",
                    paid -> Optional.of(paid.charge.amount().currency().code()))
            .id("customer", Prefix.CUSTOMER, paid -> paid.intent.details().customer())
            .flag("disputed", paid -> paid.charge.isDisputed())
            .id("payment_intent", Prefix.INTENT, paid -> Optional.of(paid.charge.intent()))
            .text("payment_method_details.card.brand", ofCard(CardDetails::brand))
            .maybeNumber("payment_method_details.card.exp_month", ofCard(CardDetails::expMonth))
            .maybeNumber("payment_method_details.card.exp_year", ofCard(CardDetails::expYear))
            .text("payment_method_details.card.fingerprint", ofCard(CardDetails::fingerprint))
            .text("payment_method_details.card.last4", ofCard(CardDetails::last4))
            .flag("refunded", paid -> paid.charge.isRefunded())
            .word("status", Charge.STATUSES, paid -> paid.charge.status())
            .metadata(paid -> paid.intent.details().metadata());

    private static <V> Function<Paid, Optional<V>> ofCard(Function<CardDetails, V> value) {
        return paid -> paid.charge.paidWith().card().map(value);
    }

    private final Charges charges = new Charges();
    private final PaymentIntents intents;

    /// A charge and the intent it pays for.
    record Paid(Charge charge, PaymentIntent intent) {}

    ChargeSearch(PaymentIntents intents) {
        this.intents = intents;
    }

    Found<Charge> run(Sql sql, Tenant tenant, SearchQuery query, Slice slice) {
        var found = SEARCHED.search(
                query,
                slice,
                (above, below, limit) -> paid(sql, tenant, charges.searched(sql, tenant, query, above, below, limit)));
        return new Found<>(found.items().stream().map(Paid::charge).toList(), found.below());
    }

    private List<Paid> paid(Sql sql, Tenant tenant, List<Charge> found) {
        var ids = found.stream().map(Charge::intent).distinct().toList();
        var byId = intents.find(sql, tenant, ids).stream()
                .collect(Collectors.toMap(PaymentIntent::id, Function.identity()));
        return found.stream()
                .map(charge -> new Paid(charge, byId.get(charge.intent())))
                .toList();
    }
}
