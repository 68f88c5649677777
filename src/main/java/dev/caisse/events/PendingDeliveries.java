package dev.caisse.events;

import dev.caisse.api.Tenant;
import java.util.Collection;
import java.util.Map;

/// Knows how many deliveries of events have not succeeded yet. Implemented by whoever delivers them.
@FunctionalInterface
public interface PendingDeliveries {

    /// By event; what is not in it has none.
    Map<Long, Integer> count(Tenant tenant, Collection<Long> events);
}
