package dev.caisse.payments;

import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;

/// Makes the address to which a payer's browser comes back after a challenge that the API began. Implemented by whoever
/// answers there.
@FunctionalInterface
public interface ChallengeReturns {
    /// @param kind what the number is of: a payment intent, or a setup intent
    String of(String publicUrl, Tenant tenant, Prefix kind, long intent);
}
