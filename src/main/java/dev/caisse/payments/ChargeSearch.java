package dev.caisse.payments;

import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.SearchQuery;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// What charges are searched by. The metadata is their intent's, as it is shown in them.
record ChargeSearch(Optional<Long> intent, Optional<Long> customer, Optional<String> status, Metadata metadata) {
    private static final List<String> FIELDS = List.of("customer", "payment_intent", "status");

    static ChargeSearch read(Params params) {
        var query = SearchQuery.read(params, FIELDS);
        return new ChargeSearch(
                id(query, "payment_intent", Prefix.INTENT),
                id(query, "customer", Prefix.CUSTOMER),
                query.field("status").map(ChargeSearch::status),
                query.metadata());
    }

    /// Whether an index leads to what it looks for.
    boolean isNarrow() {
        return intent.isPresent() || customer.isPresent();
    }

    private static String status(String word) {
        if (!Charge.STATUSES.contains(word)) {
            throw Refusal.invalid("query", "may ask for a status of " + String.join(", ", Charge.STATUSES));
        }
        return word;
    }

    private static Optional<Long> id(SearchQuery query, String field, Prefix prefix) {
        return query.field(field)
                .map(text -> prefix.read(text)
                        .orElseThrow(() -> Refusal.invalid(
                                "query", "must compare `%s` with an id such as %s".formatted(field, prefix.id(1)))));
    }
}
