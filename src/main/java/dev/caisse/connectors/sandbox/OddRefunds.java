package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call;
import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.TestCard.OddRefund;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All SQL of `sandbox.odd_refunds`: refunds that will end otherwise than they began, until that was told.
final class OddRefunds {

    /// One of them, and how often it was told in vain.
    record Odd(String reference, String original, OddRefund kind, Optional<Merchant> merchant, int tries) {}

    void add(Tx tx, Call refund, String original, OddRefund kind, long turnsMs) {
        tx.later(
                """
                insert into sandbox.odd_refunds (reference, original, kind, turns_ms, account, mode)
                values (?, ?, ?, ?, ?, ?)
                """,
                refund.reference(),
                original,
                kind.name().toLowerCase(Locale.ROOT),
                turnsMs,
                refund.merchant().map(Merchant::account).orElse(null),
                refund.merchant().map(Merchant::mode).orElse(null));
    }

    /// The next whose time to turn has come, held by this transaction; others' are passed over.
    Optional<Odd> claimDue(Tx tx, long nowMs) {
        return tx.one(OddRefunds::odd, """
                select * from sandbox.odd_refunds
                 where turns_ms <= ? and (account is null or account not like '-%')
                 order by turns_ms limit 1 for update skip locked
                """, nowMs);
    }

    /// The same for one merchant who lives by a clock of their own.
    Optional<Odd> claimDue(Tx tx, Merchant merchant, long nowMs) {
        return tx.one(OddRefunds::odd, """
                select * from sandbox.odd_refunds
                 where account = ? and account like '-%' and mode = ? and turns_ms <= ?
                 order by turns_ms limit 1 for update skip locked
                """, merchant.account(), merchant.mode(), nowMs);
    }

    /// When the next of this merchant's turns, after a moment.
    Optional<Long> nextMs(Db db, Merchant merchant, long afterMs) {
        return db.one(row -> row.number("turns_ms"), """
                select turns_ms from sandbox.odd_refunds
                 where account = ? and account like '-%' and mode = ? and turns_ms > ? order by turns_ms limit 1
                """, merchant.account(), merchant.mode(), afterMs);
    }

    boolean isUntold(Db db, Merchant merchant) {
        return db.one(_ -> true, """
                        select 1 from sandbox.odd_refunds
                         where account = ? and account like '-%' and mode = ? and tell_ms is not null limit 1
                        """, merchant.account(), merchant.mode()).isPresent();
    }

    /// Takes all of one merchant's that are to be told, whoever tells them too: a notice may come twice.
    List<Odd> claimUntold(Db db, Merchant merchant, long leasedUntilMs) {
        return db.all(OddRefunds::odd, """
                update sandbox.odd_refunds set tell_ms = ?, tries = tries + 1
                 where account = ? and account like '-%' and mode = ? and tell_ms is not null
                returning *
                """, leasedUntilMs, merchant.account(), merchant.mode());
    }

    /// It has turned, and is to be told.
    void turned(Tx tx, String reference, long nowMs) {
        tx.later("update sandbox.odd_refunds set turns_ms = null, tell_ms = ? where reference = ?", nowMs, reference);
    }

    /// Takes some that are to be told, until a moment by which the telling must be over.
    List<Odd> claimUntold(Db db, long nowMs, long leasedUntilMs) {
        return db.all(OddRefunds::odd, """
                update sandbox.odd_refunds set tell_ms = ?, tries = tries + 1
                 where reference in (
                   select reference from sandbox.odd_refunds where tell_ms <= ?
                    order by tell_ms limit 20 for update skip locked)
                returning *
                """, leasedUntilMs, nowMs);
    }

    void tellAgain(Db db, String reference, long atMs) {
        db.run("update sandbox.odd_refunds set tell_ms = ? where reference = ?", atMs, reference);
    }

    /// The merchant's side knows.
    void told(Db db, String reference) {
        db.run("delete from sandbox.odd_refunds where reference = ?", reference);
    }

    private static Odd odd(Columns columns) {
        return new Odd(
                columns.text("reference"),
                columns.text("original"),
                OddRefund.valueOf(columns.text("kind").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(columns.text("account"))
                        .map(account -> new Merchant(account, columns.text("mode"))),
                columns.integer("tries"));
    }
}
