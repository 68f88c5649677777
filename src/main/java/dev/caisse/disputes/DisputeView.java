package dev.caisse.disputes;

import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A dispute as the API shows it. Field order is the order in the response.
record DisputeView(
        String id,
        String object,
        long amount,
        Link charge,
        Link paymentIntent,
        CurrencyCode currency,
        Millis created,
        String reason,
        String status,
        Map<String, Object> evidence,
        DetailsView evidenceDetails,
        List<Link> balanceTransactions,
        Metadata metadata,
        boolean livemode) {

    record DetailsView(Millis dueBy, boolean hasEvidence, boolean pastDue, int submissionCount) {}

    static DisputeView of(Dispute dispute, Tenant tenant) {
        return new DisputeView(
                Prefix.DISPUTE.id(dispute.id()),
                "dispute",
                dispute.amount().minor(),
                Link.to(Prefix.CHARGE.id(dispute.charge())),
                Link.to(Prefix.INTENT.id(dispute.intent())),
                dispute.amount().currency(),
                Millis.made(dispute.id()),
                dispute.reason().word(),
                dispute.state().status(),
                dispute.evidence().view(),
                new DetailsView(
                        new Millis(Snowflake.roundedMs(dispute.dueMs())),
                        !dispute.evidence().isEmpty(),
                        dispute.isLate(),
                        dispute.submissions()),
                Stream.of(dispute.withdrawn(), dispute.reinstated())
                        .flatMap(java.util.Optional::stream)
                        .map(id -> Link.to(Prefix.TRANSACTION.id(id)))
                        .toList(),
                dispute.metadata(),
                tenant.live());
    }
}
