package dev.caisse.webhooks;

import dev.caisse.api.Tenant;
import java.time.Duration;

/// A delivery that this node has claimed: nobody else tries it until the lease is over.
///
/// @param asked how often it was asked for: a success counts for what was asked before
/// @param tries how often it was tried before
/// @param firstMs when it was due for the first time
/// @param claimedMs when the lease began
record DueDelivery(Tenant tenant, long endpoint, long event, int asked, int tries, long firstMs, long claimedMs) {
    /// A call may take ten seconds, and must begin and be recorded within the rest.
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration BEGUN_WITHIN = Duration.ofSeconds(10);

    /// Whether there is time enough left to call and to record.
    boolean mayBegin(long nowMs) {
        return nowMs - claimedMs < BEGUN_WITHIN.toMillis();
    }
}
