package dev.caisse.payments;

import dev.caisse.api.ListView;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Sql;
import java.util.List;
import java.util.Map;

/// Shows what was refunded of charges, without which the view of a charge is not whole. Implemented by refunds.
@FunctionalInterface
public interface ShownRefunds {
    /// By charge, of those that have any.
    Map<Long, ListView> of(Sql sql, Tenant tenant, List<Long> charges);
}
