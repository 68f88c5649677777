package dev.caisse.refunds;

import dev.caisse.api.Amount;
import dev.caisse.api.Metadata;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.connectors.Rehearsal;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.refunds.Refund.Reason;
import java.util.Locale;
import java.util.Optional;

/// A refund as somebody asks for it.
///
/// @param amount in the smallest unit; what is left when empty
record NewRefund(
        Optional<Long> intent,
        Optional<Long> charge,
        Optional<Long> amount,
        Optional<Reason> reason,
        Metadata metadata) {
    private static final long MAX_AMOUNT = 999_999_999_999L;
    private static final String[] NEVER = {
        "currency", "customer", "instructions_email", "origin", "refund_application_fee", "reverse_transfer"
    };

    static NewRefund read(Params params) {
        params.refuseUnsupported(NEVER);
        var wanted = new NewRefund(
                params.id("payment_intent", Prefix.INTENT),
                params.id("charge", Prefix.CHARGE),
                Amount.read(params, "amount", 1, MAX_AMOUNT),
                params.choice("reason", "duplicate", "fraudulent", "requested_by_customer", "resolved_dispute")
                        .map(word -> Reason.valueOf(word.toUpperCase(Locale.ROOT))),
                params.newMetadata("metadata"));
        params.refuseUnknown();
        if (wanted.intent().isEmpty() && wanted.charge().isEmpty()) {
            throw Refusal.missing("payment_intent", " Or pass `charge`.");
        }
        return wanted;
    }

    /// What the merchant wants the sandbox to do wrong with this refund. (test-values: faults on demand)
    Optional<String> rehearsal() {
        return Optional.ofNullable(metadata.entries().get("sandbox"))
                .filter(words -> Rehearsal.read(words).isPresent());
    }
}
