package dev.caisse.attempts;

import dev.caisse.api.Tenant;
import dev.caisse.connectors.Connector.Notice;
import dev.caisse.platform.db.Sql;

/// Where the news that connectors sent is kept, each once.
final class Notices {

    boolean has(Sql sql, Tenant tenant, String connector, Notice notice) {
        return sql.one(
                        _ -> true,
                        "select 1 from notices where account_id = ? and live = ? and connector = ? and id = ?",
                        tenant.account(),
                        tenant.live(),
                        connector,
                        notice.id())
                .isPresent();
    }

    void add(Sql sql, Tenant tenant, String connector, Notice notice, long nowMs) {
        sql.run("""
                insert into notices (account_id, live, connector, id, reference, received_ms)
                values (?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """, tenant.account(), tenant.live(), connector, notice.id(), notice.reference(), nowMs);
    }

    /// Deletes a batch of those that came before a time, whoever's; says how many.
    int forget(Sql sql, long beforeMs, int most) {
        return sql.run("""
                delete from notices
                 where ctid in (select ctid from notices where received_ms < ? order by received_ms limit ?)
                """, beforeMs, most);
    }
}
