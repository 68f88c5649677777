package dev.caisse.checkout;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where line items are kept. Quantities and amounts change with their session's total, and only so.
final class LineItems {
    private static final Table TABLE = Table.named("line_items")
            .key("account_id bigint", "live boolean", "session_id bigint", "id bigint")
            .columns("price_id bigint", "description text", "quantity integer")
            .columns(
                    "amount_subtotal bigint",
                    "amount_total bigint",
                    "adjustable_min integer",
                    "adjustable_max integer");

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
                                adjustable(row),
                                row.number("amount_subtotal"),
                                row.number("amount_total"))),
                """
                select session_id, id, price_id, description, quantity, amount_subtotal, amount_total,
                       adjustable_min, adjustable_max
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

    /// Saves quantities, between what they may be, and amounts.
    void save(Tx tx, Tenant tenant, long session, List<LineItem> items) {
        tx.later(
                """
                update line_items i
                   set quantity = u.quantity, amount_subtotal = u.subtotal, amount_total = u.total,
                       adjustable_min = nullif(u.least, -1), adjustable_max = nullif(u.most, -1)
                  from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
                       as u (id, quantity, subtotal, total, least, most)
                 where i.account_id = ? and i.live = ? and i.session_id = ? and i.id = u.id
                """,
                items.stream().mapToLong(LineItem::id).toArray(),
                items.stream().mapToLong(LineItem::quantity).toArray(),
                items.stream().mapToLong(LineItem::amountSubtotal).toArray(),
                items.stream().mapToLong(LineItem::amountTotal).toArray(),
                items.stream().mapToLong(item -> least(item, -1)).toArray(),
                items.stream().mapToLong(item -> most(item, -1)).toArray(),
                tenant.account(),
                tenant.live(),
                session);
    }

    void add(Inserts into, Tenant tenant, long session, List<LineItem> items) {
        for (var item : items) {
            into.add(
                    TABLE,
                    tenant.account(),
                    tenant.live(),
                    session,
                    item.id(),
                    item.price(),
                    item.description(),
                    item.quantity(),
                    item.amountSubtotal(),
                    item.amountTotal(),
                    item.adjustable().map(Adjustable::least).orElse(null),
                    item.adjustable().map(Adjustable::most).orElse(null));
        }
    }

    private static long least(LineItem item, long none) {
        return item.adjustable().map(adjustable -> (long) adjustable.least()).orElse(none);
    }

    private static long most(LineItem item, long none) {
        return item.adjustable().map(adjustable -> (long) adjustable.most()).orElse(none);
    }

    private static Optional<Adjustable> adjustable(Columns row) {
        return row.maybeNumber("adjustable_min")
                .map(least -> new Adjustable(least.intValue(), row.integer("adjustable_max")));
    }
}
