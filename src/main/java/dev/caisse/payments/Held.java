package dev.caisse.payments;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Sql;
import java.util.List;
import java.util.Optional;

/// Looks for intents whose money was held and whose time is over.
final class Held {

    /// An intent whose money is not to be held any longer, and whose it is.
    record Due(Tenant tenant, long id, long cancelMs) {
        static final Due BEFORE_ALL = new Due(new Tenant(0, false), 0, 0);
    }

    /// Of all tenants who live by real time: what is held and whose time is over, the longest over first.
    List<Due> due(Sql sql, long nowMs, Due after, int most) {
        return sql.all(
                row -> new Due(
                        new Tenant(row.number("account_id"), row.flag("live")),
                        row.number("id"),
                        row.number("cancel_ms")),
                """
                select account_id, live, id, cancel_ms
                  from payment_intents
                 where capture_method = 'manual' and account_id > 0 and cancel_ms <= ? and (cancel_ms, id) > (?, ?)
                 order by cancel_ms, id
                 limit ?
                """,
                nowMs,
                after.cancelMs(),
                after.id(),
                most);
    }

    /// The same of one who lives by a clock of their own.
    List<Due> due(Sql sql, Tenant tenant, long nowMs, Due after, int most) {
        return sql.all(
                row -> new Due(tenant, row.number("id"), row.number("cancel_ms")),
                """
                select id, cancel_ms
                  from payment_intents
                 where account_id = ? and account_id < 0 and live = ? and cancel_ms <= ? and (cancel_ms, id) > (?, ?)
                 order by cancel_ms, id
                 limit ?
                """,
                tenant.account(),
                tenant.live(),
                nowMs,
                after.cancelMs(),
                after.id(),
                most);
    }

    /// When the next of theirs is over, after a moment.
    Optional<Long> nextDueMs(Sql sql, Tenant tenant, long afterMs) {
        return sql.one(row -> row.number("cancel_ms"), """
                select cancel_ms from payment_intents
                 where account_id = ? and account_id < 0 and live = ? and cancel_ms > ?
                 order by cancel_ms limit 1
                """, tenant.account(), tenant.live(), afterMs);
    }
}
