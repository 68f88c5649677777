package dev.caisse.payments;

import dev.caisse.api.Tenant;

/// Makes the address to which a payer's browser comes back after a challenge that the API began. Implemented by whoever
/// answers there.
@FunctionalInterface
public interface ChallengeReturns {
    String of(String publicUrl, Tenant tenant, long intent);
}
