package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.connectors.TestCard;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All SQL of `sandbox.disputes`: what payers say, and whether the merchant's side knows it yet.
final class Complaints {
    private static final Table TABLE = Table.named("sandbox.disputes")
            .key("reference text")
            .columns("original text", "kind text", "amount bigint", "currency text", "next_ms bigint")
            .columns("due_ms bigint", "version integer", "account text", "mode text");

    /// News that is to be told, for how often it was told in vain.
    record Untold(Complaint complaint, int tries) {}

    void add(Inserts into, Complaint complaint) {
        into.add(
                TABLE,
                complaint.reference(),
                complaint.original(),
                word(complaint.kind()),
                complaint.amount().minor(),
                complaint.amount().currency().code(),
                complaint.nextMs().orElse(null),
                complaint.dueMs(),
                complaint.version(),
                complaint.merchant().map(Merchant::account).orElse(null),
                complaint.merchant().map(Merchant::mode).orElse(null));
    }

    /// The payment was taken: its payer complains in a moment, if they are one who will.
    void expect(Tx tx, String original, long nowMs) {
        tx.one(Complaints::complaint, "select * from sandbox.disputes where original = ? for update", original)
                .ifPresent(quiet -> save(tx, quiet.expected(nowMs)));
    }

    Optional<Complaint> find(Sql sql, String reference) {
        return sql.one(Complaints::complaint, "select * from sandbox.disputes where reference = ?", reference);
    }

    Optional<Complaint> lock(Tx tx, String reference) {
        return tx.one(
                Complaints::complaint, "select * from sandbox.disputes where reference = ? for update", reference);
    }

    /// The next whose time to change has come, held by this transaction; others' are passed over.
    Optional<Complaint> claimDue(Tx tx, long nowMs) {
        return tx.one(Complaints::complaint, """
                select * from sandbox.disputes
                 where next_ms <= ? and (account is null or account not like '-%')
                 order by next_ms limit 1 for update skip locked
                """, nowMs);
    }

    /// The same for one merchant who lives by a clock of their own.
    Optional<Complaint> claimDue(Tx tx, Merchant merchant, long nowMs) {
        return tx.one(Complaints::complaint, """
                select * from sandbox.disputes
                 where account = ? and account like '-%' and mode = ? and next_ms <= ?
                 order by next_ms limit 1 for update skip locked
                """, merchant.account(), merchant.mode(), nowMs);
    }

    /// When the next of this merchant's changes by itself, after a moment.
    Optional<Long> nextMs(Sql sql, Merchant merchant, long afterMs) {
        return sql.one(row -> row.number("next_ms"), """
                select next_ms from sandbox.disputes
                 where account = ? and account like '-%' and mode = ? and next_ms > ? order by next_ms limit 1
                """, merchant.account(), merchant.mode(), afterMs);
    }

    boolean isUntold(Sql sql, Merchant merchant) {
        return sql.one(_ -> true, """
                        select 1 from sandbox.disputes
                         where account = ? and account like '-%' and mode = ? and tell_ms is not null limit 1
                        """, merchant.account(), merchant.mode()).isPresent();
    }

    /// Takes all news of one merchant's, whoever tells them too: a notice may come twice.
    List<Untold> claimUntold(Db db, Merchant merchant, long leasedUntilMs) {
        return db.all(
                row -> new Untold(complaint(row), row.integer("tries")),
                """
                update sandbox.disputes set tell_ms = ?, tries = tries + 1
                 where account = ? and account like '-%' and mode = ? and tell_ms is not null
                returning *
                """,
                leasedUntilMs,
                merchant.account(),
                merchant.mode());
    }

    /// Saves what it has become, and that it is to be told where there is somebody to tell.
    void save(Tx tx, Complaint complaint) {
        tx.later(
                """
                update sandbox.disputes
                   set amount = ?, standing = ?, verdict = ?, next_ms = ?, due_ms = ?, version = ?, tries = 0,
                       tell_ms = case when ? > told and account is not null then 0 end
                 where reference = ?
                """,
                complaint.amount().minor(),
                complaint.standing().map(Standing::word).orElse(null),
                complaint.verdict().map(Standing::word).orElse(null),
                complaint.nextMs().orElse(null),
                complaint.dueMs(),
                complaint.version(),
                complaint.version(),
                complaint.reference());
    }

    /// Takes some news that is to be told, until a moment by which the telling must be over.
    List<Untold> claimUntold(Db db, long nowMs, long leasedUntilMs) {
        return db.all(row -> new Untold(complaint(row), row.integer("tries")), """
                update sandbox.disputes set tell_ms = ?, tries = tries + 1
                 where reference in (
                   select reference from sandbox.disputes where tell_ms <= ?
                    order by tell_ms limit 20 for update skip locked)
                returning *
                """, leasedUntilMs, nowMs);
    }

    /// The merchant's side has taken this version; a newer one is still to be told.
    void told(Db db, Complaint complaint) {
        db.run("""
                update sandbox.disputes
                   set told = greatest(told, ?), tell_ms = case when version > ? then tell_ms end
                 where reference = ?
                """, complaint.version(), complaint.version(), complaint.reference());
    }

    void tellAgain(Db db, Complaint complaint, long atMs) {
        db.run(
                "update sandbox.disputes set tell_ms = ? where reference = ? and version = ? and tell_ms is not null",
                atMs,
                complaint.reference(),
                complaint.version());
    }

    private static Complaint complaint(Columns columns) {
        return new Complaint(
                columns.text("reference"),
                columns.text("original"),
                TestCard.Dispute.valueOf(columns.text("kind").toUpperCase(Locale.ROOT)),
                Money.of(columns.number("amount"), CurrencyCode.of(columns.text("currency"))),
                standing(columns.text("standing")),
                standing(columns.text("verdict")),
                columns.maybeNumber("next_ms"),
                columns.number("due_ms"),
                columns.integer("version"),
                Optional.ofNullable(columns.text("account"))
                        .map(account -> new Merchant(account, columns.text("mode"))));
    }

    private static Optional<Standing> standing(String word) {
        return Optional.ofNullable(word).map(text -> Standing.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
