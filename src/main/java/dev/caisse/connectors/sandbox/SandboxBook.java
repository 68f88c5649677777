package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Approved;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.sandbox.BankBook.Line;
import dev.caisse.connectors.sandbox.Entry.Face;
import dev.caisse.connectors.sandbox.Entry.Operation;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// All SQL of `sandbox.book`. The primary key gives a reference one effect; the table's checks keep more from going
/// back than came in, whatever the code above believes.
final class SandboxBook {
    private static final Table TABLE = Table.named("sandbox.book")
            .key("reference text")
            .columns("operation text", "original text", "outcome text", "amount bigint", "currency text")
            .columns("moved bigint", "refunded bigint", "acquirer_reference text", "decline_code text")
            .columns("message text", "advice text", "risk text", "cvc_check text", "line1_check text")
            .columns("postal_code_check text", "brand text", "last4 text", "statement text")
            .columns("at_ms bigint", "action jsonb", "until_ms bigint");

    /// The constraint that a reference breaks when it arrives again.
    static final String ONE_EFFECT = "book_pkey";

    Optional<Entry> find(Sql sql, String reference) {
        return sql.one(SandboxBook::entry, "select * from sandbox.book where reference = ?", reference);
    }

    /// For whoever compares it with theirs.
    List<Line> listAfter(Sql sql, String reference, int most) {
        return sql.all(SandboxBook::line, """
                select reference, operation, original, outcome, amount, currency, moved, refunded, disputed
                  from sandbox.book
                 where reference > ? order by reference limit ?
                """, reference, most);
    }

    List<Line> listOf(Sql sql, List<String> references) {
        return sql.all(SandboxBook::line, """
                select reference, operation, original, outcome, amount, currency, moved, refunded, disputed
                  from sandbox.book
                 where reference = any (?)
                """, references);
    }

    private static Line line(Columns row) {
        return new Line(
                row.text("reference"),
                row.text("operation"),
                maybe(row, "original").orElse(""),
                row.text("outcome"),
                row.number("amount"),
                row.text("currency"),
                row.number("moved"),
                row.number("refunded"),
                row.number("disputed"));
    }

    /// The entry, held until the transaction ends: nobody else moves money under it meanwhile.
    Optional<Entry> lock(Tx tx, String reference) {
        return tx.one(SandboxBook::entry, "select * from sandbox.book where reference = ? for update", reference);
    }

    /// Writes an operation, deciding over all else: a transaction breaks [#ONE_EFFECT] when its reference is there
    /// already.
    void add(Inserts into, Entry entry) {
        into.addOnce(TABLE, values(entry));
    }

    /// Writes an entry, or leaves the one that is there.
    void addIfAbsent(Tx tx, Entry entry) {
        tx.addIfAbsent(TABLE, values(entry));
    }

    void setMoved(Tx tx, String reference, Money amount) {
        tx.later("update sandbox.book set moved = ? where reference = ?", amount.minor(), reference);
    }

    /// @param amount less than nothing when it came back
    void addRefunded(Tx tx, String reference, long amount) {
        tx.later("update sandbox.book set refunded = refunded + ? where reference = ?", amount, reference);
    }

    /// What was pending is done.
    void complete(Tx tx, String reference, String acquirerReference) {
        tx.later("""
                update sandbox.book set outcome = 'approved', moved = amount, acquirer_reference = ?
                 where reference = ? and outcome = 'pending'
                """, acquirerReference, reference);
    }

    /// A payer has paid, what they were asked or another amount; also when it was too late.
    void pay(Tx tx, String reference, String acquirerReference, long paid) {
        tx.later("""
                update sandbox.book
                   set outcome = 'approved', amount = ?, moved = ?, acquirer_reference = ?, decline_code = null,
                       message = null, advice = null
                 where reference = ? and moved is null
                """, paid, paid, acquirerReference, reference);
    }

    /// What a payer was waited for is taken on, and not decided.
    void hold(Tx tx, String reference) {
        tx.later("update sandbox.book set outcome = 'pending' where reference = ? and outcome = 'waiting'", reference);
    }

    /// What was open is refused.
    void decline(Tx tx, String reference, Declined why) {
        tx.later("""
                update sandbox.book set outcome = 'declined', decline_code = ?, message = ?, advice = ?
                 where reference = ? and outcome in ('waiting', 'pending')
                """, word(why.code()), why.message(), word(why.advice()), reference);
    }

    /// What was done is undone.
    void takeBack(Tx tx, String reference, Declined why) {
        tx.later("""
                update sandbox.book set outcome = 'declined', moved = null, decline_code = ?, message = ?, advice = ?
                 where reference = ? and outcome = 'approved'
                """, word(why.code()), why.message(), word(why.advice()), reference);
    }

    /// What the payer's bank holds of a payment because of its dispute, or has taken for good.
    void setDisputed(Tx tx, String reference, long amount) {
        tx.later("update sandbox.book set disputed = ? where reference = ?", amount, reference);
    }

    /// What was approved under this reference is so no longer.
    void cancel(Tx tx, String reference) {
        var refusal = Refusals.of(DeclineCode.ALREADY_CANCELED);
        tx.later("""
                update sandbox.book set outcome = 'canceled', decline_code = ?, message = ?, advice = ?
                where reference = ? and (outcome = 'waiting' or outcome = 'approved' and moved is null)""", word(refusal.code()), refusal.message(), word(refusal.advice()), reference);
    }

    private static Object[] values(Entry entry) {
        var row = AnswerRow.of(entry.answer());
        return new Object[] {
            entry.reference(),
            word(entry.operation()),
            entry.original().orElse(null),
            row.outcome(),
            entry.amount().minor(),
            entry.amount().currency().code(),
            entry.moved().orElse(null),
            entry.refunded(),
            row.acquirerReference(),
            row.declineCode(),
            row.message(),
            row.advice(),
            row.risk(),
            row.checks().cvc().orElse(null),
            row.checks().addressLine1().orElse(null),
            row.checks().postalCode().orElse(null),
            entry.card().map(Face::brand).orElse(null),
            entry.card().map(Face::last4).orElse(null),
            entry.statement().orElse(null),
            entry.atMs(),
            row.action().map(Actions::jsonb).orElse(null),
            row.untilMs()
        };
    }

    private static Entry entry(Columns columns) {
        var amount = Money.of(columns.number("amount"), CurrencyCode.of(columns.text("currency")));
        return new Entry(
                columns.text("reference"),
                Operation.valueOf(columns.text("operation").toUpperCase(Locale.ROOT)),
                maybe(columns, "original"),
                amount,
                columns.maybeNumber("moved"),
                columns.number("refunded"),
                columns.number("disputed"),
                answer(columns, amount),
                maybe(columns, "last4").map(last4 -> new Face(columns.text("brand"), last4)),
                maybe(columns, "statement"),
                columns.number("at_ms"));
    }

    private static Answer answer(Columns columns, Money amount) {
        var checks = new Checks(
                maybe(columns, "cvc_check"), maybe(columns, "line1_check"), maybe(columns, "postal_code_check"));
        if (columns.text("outcome").equals("pending")) {
            return new Answer.Pending();
        }
        if (columns.text("outcome").equals("waiting")) {
            return new Answer.ActionRequired(Actions.read(columns.text("action")), columns.number("until_ms"));
        }
        if (columns.text("outcome").equals("approved")) {
            return new Approved(columns.text("acquirer_reference"), amount, checks);
        }
        return new Declined(
                constant(DeclineCode.class, columns.text("decline_code")),
                columns.text("message"),
                constant(Answer.Advice.class, columns.text("advice")),
                checks,
                maybe(columns, "risk")
                        .map(risk -> constant(Answer.Risk.class, risk))
                        .orElse(Answer.Risk.NORMAL));
    }

    private static Optional<String> maybe(Columns columns, String name) {
        return Optional.ofNullable(columns.text(name));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    /// An answer as the columns have it; what an answer does not say is null.
    private record AnswerRow(
            String outcome,
            String acquirerReference,
            String declineCode,
            String message,
            String advice,
            String risk,
            Checks checks,
            Optional<Answer.Action> action,
            Long untilMs) {

        private AnswerRow(
                String outcome,
                String acquirerReference,
                String declineCode,
                String message,
                String advice,
                String risk,
                Checks checks) {
            this(outcome, acquirerReference, declineCode, message, advice, risk, checks, Optional.empty(), null);
        }

        static AnswerRow of(Answer answer) {
            return switch (answer) {
                case Approved approved ->
                    new AnswerRow("approved", approved.acquirerReference(), null, null, null, null, approved.checks());
                case Declined declined ->
                    new AnswerRow(
                            declined.code() == DeclineCode.ALREADY_CANCELED ? "canceled" : "declined",
                            null,
                            word(declined.code()),
                            declined.message(),
                            word(declined.advice()),
                            word(declined.risk()),
                            declined.checks());
                case Answer.Pending _ -> new AnswerRow("pending", null, null, null, null, null, Checks.NONE);
                case Answer.ActionRequired waiting ->
                    new AnswerRow(
                            "waiting",
                            null,
                            null,
                            null,
                            null,
                            null,
                            Checks.NONE,
                            Optional.of(waiting.action()),
                            waiting.untilMs());
                default -> throw new IllegalArgumentException("the sandbox's book holds no such answer");
            };
        }
    }
}
