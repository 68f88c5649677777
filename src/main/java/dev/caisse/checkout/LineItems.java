package dev.caisse.checkout;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Where line items are kept. They never change.
final class LineItems {

    private record OfSession(long session, LineItem item) {}

    /// By session, each in the order in which the items were given.
    Map<Long, List<LineItem>> of(Sql sql, Tenant tenant, Collection<Long> sessions) {
        var rows = sql.all(
                row -> new OfSession(
                        row.number("session_id"),
                        new LineItem(
                                row.number("id"),
                                row.number("price_id"),
                                row.text("description"),
                                row.integer("quantity"),
                                row.number("amount_subtotal"),
                                row.number("amount_total"))),
                """
                select session_id, id, price_id, description, quantity, amount_subtotal, amount_total
                  from line_items
                 where account_id = ? and live = ? and session_id = any (?)
                 order by session_id, id
                """,
                tenant.account(),
                tenant.live(),
                sessions.stream().mapToLong(Long::longValue).toArray());
        return rows.stream()
                .collect(Collectors.groupingBy(
                        OfSession::session, Collectors.mapping(OfSession::item, Collectors.toList())));
    }

    void add(Tx tx, Tenant tenant, long session, List<LineItem> items) {
        for (var item : items) {
            tx.run(
                    """
                    insert into line_items
                      (account_id, live, session_id, id, price_id, description, quantity, amount_subtotal, amount_total)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    tenant.account(),
                    tenant.live(),
                    session,
                    item.id(),
                    item.price(),
                    item.description(),
                    item.quantity(),
                    item.amountSubtotal(),
                    item.amountTotal());
        }
    }
}
