package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.Means.Flow;
import dev.caisse.connectors.sandbox.Order.Turn;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All SQL of `sandbox.orders`.
final class Orders {

    void add(Tx tx, Order order) {
        tx.later(
                """
                insert into sandbox.orders
                  (reference, token, type, flow, amount, currency, return_url, until_ms, verdict, turns_ms, account, mode,
                   at_ms)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                order.reference(),
                order.token(),
                order.type(),
                order.flow().name().toLowerCase(Locale.ROOT),
                order.amount().minor(),
                order.amount().currency().code(),
                order.returnUrl(),
                order.untilMs(),
                order.turning()
                        .map(turn -> turn.isGood() ? "approved" : "declined")
                        .orElse(null),
                order.turning().map(Turn::atMs).orElse(null),
                order.merchant().map(Merchant::account).orElse(null),
                order.merchant().map(Merchant::mode).orElse(null),
                order.atMs());
    }

    Optional<Order> findByToken(Sql sql, String token) {
        return sql.one(Orders::order, "select * from sandbox.orders where token = ?", token);
    }

    /// Held until the transaction ends. To be locked before its line in the book.
    Optional<Order> lock(Tx tx, String reference) {
        return tx.one(Orders::order, "select * from sandbox.orders where reference = ? for update", reference);
    }

    /// The next that turns into something by itself, held by this transaction; others' are passed over.
    Optional<Order> claimDue(Tx tx, long nowMs) {
        return tx.one(
                Orders::order,
                "select * from sandbox.orders where turns_ms <= ? order by turns_ms limit 1 for update skip locked",
                nowMs);
    }

    /// Its answer has changed, and is to be told.
    ///
    /// @param turning what it turns into by itself from now on
    void changed(Tx tx, String reference, Optional<Turn> turning, long nowMs) {
        tx.later(
                """
                update sandbox.orders
                   set version = version + 1, tell_ms = ?, tries = 0, verdict = ?, turns_ms = ?
                 where reference = ?
                """,
                nowMs,
                turning.map(turn -> turn.isGood() ? "approved" : "declined").orElse(null),
                turning.map(Turn::atMs).orElse(null),
                reference);
    }

    /// It turns into nothing any more.
    void settled(Tx tx, String reference) {
        tx.later("update sandbox.orders set verdict = null, turns_ms = null where reference = ?", reference);
    }

    /// Takes some that are to be told, until a moment by which the telling must be over.
    List<Order> claimUntold(Db db, long nowMs, long leasedUntilMs) {
        return db.all(Orders::order, """
                update sandbox.orders set tell_ms = ?, tries = tries + 1
                 where reference in (
                   select reference from sandbox.orders where tell_ms <= ?
                    order by tell_ms limit 20 for update skip locked)
                returning *
                """, leasedUntilMs, nowMs);
    }

    void tellAgain(Db db, String reference, long atMs) {
        db.run("update sandbox.orders set tell_ms = ? where reference = ?", atMs, reference);
    }

    /// The merchant's side knows this version; a newer one is still to be told.
    void told(Db db, Order order) {
        db.run("""
                update sandbox.orders
                   set told = greatest(told, ?), tell_ms = case when version > ? then tell_ms end
                 where reference = ?
                """, order.version(), order.version(), order.reference());
    }

    private static Order order(Columns row) {
        return new Order(
                row.text("reference"),
                row.text("token"),
                row.text("type"),
                Flow.valueOf(row.text("flow").toUpperCase(Locale.ROOT)),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                row.text("return_url"),
                row.number("until_ms"),
                row.maybeNumber("turns_ms")
                        .map(atMs -> new Turn(row.text("verdict").equals("approved"), atMs)),
                row.integer("version"),
                row.integer("tries"),
                Optional.ofNullable(row.text("account")).map(account -> new Merchant(account, row.text("mode"))),
                row.number("at_ms"));
    }
}
