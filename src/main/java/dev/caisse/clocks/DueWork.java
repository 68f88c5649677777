package dev.caisse.clocks;

import dev.caisse.api.Tenant;
import java.util.Optional;

/// Work that becomes due as time passes, done for one tenant who lives by a clock of their own. The workers that do it
/// for everybody else pass such tenants over.
public interface DueWork {

    /// Does all that is due by the tenant's clock now. May be run again, and by two nodes at once.
    ///
    /// @return whether nothing of it is left; some may wait for what somebody else has begun
    boolean run(Tenant tenant);

    /// When the next of it is due, by the tenant's clock and after a moment; empty when nothing is to come.
    Optional<Long> nextMs(Tenant tenant, long afterMs);
}
