package dev.caisse.attempts;

import dev.caisse.api.Tenant;
import dev.caisse.attempts.Attempt.Earlier;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.attempts.Attempt.Purpose;
import dev.caisse.attempts.Attempt.Whose;
import dev.caisse.platform.db.Change;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.db.Rows;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Table;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where attempts are kept. The database holds that an intent has at most one open authorisation and one open capture,
/// and an original at most one open cancel.
public final class Attempts {
    private static final String COLUMNS = """
            account_id, live, id, intent_id, whose, refund_id, operation, purpose, reason, original_id, acquirer_reference, connector, amount,
            currency, method_id, rehearsal, deadline_ms, three_d_secure
            """;

    private static final Table TABLE = Table.named("attempts")
            .key("account_id bigint", "live boolean", "id bigint")
            .columns("intent_id bigint", "whose text", "refund_id bigint", "operation text")
            .columns("purpose text", "reason text", "original_id bigint")
            .columns("acquirer_reference text", "reference text", "connector text", "amount bigint", "currency text")
            .columns(
                    "method_id bigint",
                    "rehearsal text",
                    "deadline_ms bigint",
                    "look_ms bigint",
                    "three_d_secure jsonb");

    // Asked in these words, PostgreSQL does not read the index of all open attempts for it, where those that were
    // closed
    // since the last vacuum still are.
    private static final Change CLOSE = Change.of("""
            update attempts a set outcome = u.outcome, last_answer = u.last_answer::jsonb
              from unnest(?::integer[], ?::bigint[], ?::boolean[], ?::bigint[], ?::text[], ?::text[])
                as u (place, account_id, live, id, outcome, last_answer)
             where a.account_id = u.account_id and a.live = u.live and a.id = u.id and (a.outcome is null) is true
               and not exists (
                 select 1 from attempts c
                  where c.account_id = u.account_id and c.live = u.live and c.original_id = u.id
                    and c.outcome is null and c.operation = 'cancel')
            returning u.place
            """)
            .columns("account_id bigint", "live boolean", "id bigint", "outcome text", "last_answer jsonb");

    /// An attempt that somebody has to look up, and whose it is.
    ///
    /// @param isFirst whether nobody has looked it up before
    public record Unclear(Tenant tenant, Attempt attempt, boolean isFirst) {}

    /// *Intend*: before the call.
    public void add(Inserts into, Tenant tenant, Attempt attempt) {
        into.add(
                TABLE,
                tenant.account(),
                tenant.live(),
                attempt.id(),
                attempt.intent(),
                word(attempt.whose()),
                attempt.refund().orElse(null),
                word(attempt.operation()),
                attempt.purpose().map(Attempts::word).orElse(null),
                attempt.reason().orElse(null),
                attempt.original().map(Earlier::id).orElse(null),
                attempt.original().flatMap(Earlier::acquirerReference).orElse(null),
                attempt.reference(),
                attempt.connector(),
                attempt.amount().minor(),
                attempt.amount().currency().code(),
                attempt.method().orElse(null),
                attempt.rehearsal().orElse(null),
                attempt.deadlineMs(),
                attempt.deadlineMs() + Attempt.GRACE_MS,
                attempt.authenticated().map(ThreeDSecure::jsonb).orElse(null));
    }

    /// *Record* what is final. Says whether this was news: an attempt is closed once, and what comes after changes
    /// nothing.
    public boolean close(Tx tx, Tenant tenant, long id, Outcome outcome, String told) {
        return tx.run("""
                        update attempts set outcome = ?, last_answer = ?
                         where account_id = ? and live = ? and id = ? and outcome is null
                        """, word(outcome), new Jsonb(told), tenant.account(), tenant.live(), id) == 1;
    }

    /// As [#close], if it is open and no cancel of it is: neither changes while its intent is locked.
    public void close(Rows rows, Tenant tenant, long id, Outcome outcome, String told) {
        rows.change(CLOSE, tenant.account(), tenant.live(), id, word(outcome), new Jsonb(told));
    }

    /// *Record* what is not final, and when to look again. Says whether the attempt is still open.
    public boolean note(Tx tx, Tenant tenant, long id, String told, long lookMs) {
        return tx.run("""
                        update attempts set last_answer = ?, look_ms = ?
                         where account_id = ? and live = ? and id = ? and outcome is null
                        """, new Jsonb(told), lookMs, tenant.account(), tenant.live(), id) == 1;
    }

    /// Whether it was noted before that nobody knows how the payment under it ends. A payer who has not finished is no
    /// such thing, and no payment ends under another operation than these two.
    public boolean isKnownToBeUnclear(Sql sql, Tenant tenant, long id) {
        return sql.one(_ -> true, """
                        select 1 from attempts
                         where account_id = ? and live = ? and id = ?
                           and case operation
                                 when 'authorize' then last_answer is not null and last_answer ->> 'answer' <> 'actionrequired'
                                 when 'authenticate' then last_answer ->> 'answer' = 'unknown'
                                 else true
                               end
                        """, tenant.account(), tenant.live(), id).isPresent();
    }

    /// Whether it is open, and the last that was heard of it is that it was approved.
    public boolean isToldApproved(Sql sql, Tenant tenant, long id) {
        return sql.one(_ -> true, """
                        select 1 from attempts
                         where account_id = ? and live = ? and id = ? and outcome is null
                           and last_answer ->> 'answer' = 'approved'
                        """, tenant.account(), tenant.live(), id).isPresent();
    }

    /// Whether whoever called has come back with an answer, be it that nothing is known.
    public boolean isAnswered(Sql sql, Tenant tenant, long id) {
        return sql.one(_ -> true, """
                        select 1 from attempts
                         where account_id = ? and live = ? and id = ? and last_answer is not null
                        """, tenant.account(), tenant.live(), id).isPresent();
    }

    /// The call of a refund, or the cancel of one, that nobody knows the end of.
    public Optional<Attempt> findOpenOf(Sql sql, Tenant tenant, long intent, long refund) {
        return sql.one(Attempts::attempt, "select " + COLUMNS + """
                         from attempts
                        where account_id = ? and live = ? and intent_id = ? and refund_id = ? and outcome is null
                        order by id desc limit 1
                        """, tenant.account(), tenant.live(), intent, refund);
    }

    /// Keeps what the payer has to do, for when they come back without having done it.
    public void await(Tx tx, Tenant tenant, long id, Jsonb action) {
        tx.later(
                "update attempts set action = ? where account_id = ? and live = ? and id = ?",
                action,
                tenant.account(),
                tenant.live(),
                id);
    }

    /// What [#await] kept, as JSON.
    public Optional<String> findAction(Sql sql, Tenant tenant, long id) {
        return sql.one(
                        row -> Optional.ofNullable(row.text("action")),
                        "select action from attempts where account_id = ? and live = ? and id = ?",
                        tenant.account(),
                        tenant.live(),
                        id)
                .flatMap(action -> action);
    }

    public Optional<Attempt> findOpenCancel(Sql sql, Tenant tenant, long original) {
        return sql.one(Attempts::attempt, "select " + COLUMNS + """
                         from attempts
                        where account_id = ? and live = ? and original_id = ? and outcome is null
                          and operation = 'cancel'
                        """, tenant.account(), tenant.live(), original);
    }

    /// Whether the money of an attempt was sent back by itself, or is to be.
    public boolean isBeingReturned(Sql sql, Tenant tenant, Attempt attempt) {
        return sql.one(_ -> true, """
                        select 1 from attempts
                         where account_id = ? and live = ? and intent_id = ? and original_id = ? and purpose = 'return'
                         limit 1
                        """, tenant.account(), tenant.live(), attempt.intent(), attempt.id())
                .isPresent();
    }

    /// Whether a cancel of an attempt is under way, or was begun after a time.
    public boolean isCanceledSince(Sql sql, Tenant tenant, Attempt attempt, long ms) {
        return sql.one(
                        _ -> true,
                        """
                        select 1 from attempts
                         where account_id = ? and live = ? and intent_id = ? and original_id = ?
                           and operation = 'cancel' and (outcome is null or id >= ?)
                         limit 1
                        """,
                        tenant.account(),
                        tenant.live(),
                        attempt.intent(),
                        attempt.id(),
                        Snowflake.firstAt(ms))
                .isPresent();
    }

    /// Takes an open attempt for a call, so that nobody else looks meanwhile. Says whether it is still open.
    public boolean take(Tx tx, Tenant tenant, Attempt attempt) {
        return tx.run(
                        """
                        update attempts set deadline_ms = ?, look_ms = ?
                         where account_id = ? and live = ? and id = ? and outcome is null
                        """,
                        attempt.deadlineMs(),
                        attempt.deadlineMs() + Attempt.GRACE_MS,
                        tenant.account(),
                        tenant.live(),
                        attempt.id())
                == 1;
    }

    /// How an attempt ended; empty while it is open.
    public Optional<Outcome> findOutcome(Sql sql, Tenant tenant, long id) {
        return sql.one(
                        row -> Optional.ofNullable(row.text("outcome")),
                        "select outcome from attempts where account_id = ? and live = ? and id = ?",
                        tenant.account(),
                        tenant.live(),
                        id)
                .flatMap(outcome -> outcome)
                .map(text -> Outcome.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    public Optional<Attempt> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                Attempts::attempt,
                "select " + COLUMNS + " from attempts where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// The open authentication or authorisation of an intent, or its open capture; never what a refund opened.
    public Optional<Attempt> findOpen(Sql sql, Tenant tenant, long intent, Operation... operations) {
        return sql.one(
                Attempts::attempt,
                "select " + COLUMNS + """
                         from attempts
                        where account_id = ? and live = ? and intent_id = ? and outcome is null
                          and operation = any (?) and whose <> 'refund'
                        """,
                tenant.account(),
                tenant.live(),
                intent,
                List.of(operations).stream().map(Attempts::word).toList());
    }

    /// Whether what an intent holds is being taken, or let go because its merchant asked. A cancel of an earlier try,
    /// which
    /// nobody has heard the answer of, has nothing to do with it.
    public boolean isBeingEnded(Sql sql, Tenant tenant, long intent) {
        return sql.one(_ -> true, """
                        select 1 from attempts
                         where account_id = ? and live = ? and intent_id = ? and outcome is null and whose <> 'refund'
                           and (operation = 'capture' or operation = 'cancel' and purpose = 'request')
                         limit 1
                        """, tenant.account(), tenant.live(), intent).isPresent();
    }

    /// The authorisation under which an intent's money is held or was taken.
    public Optional<Attempt> findApproved(Sql sql, Tenant tenant, long intent) {
        return sql.one(Attempts::attempt, "select " + COLUMNS + """
                         from attempts
                        where account_id = ? and live = ? and intent_id = ? and outcome = 'approved'
                          and operation = 'authorize'
                        order by id limit 1
                        """, tenant.account(), tenant.live(), intent);
    }

    /// For recovery, and so over all tenants: the connectors that have attempts whose time to look has come.
    List<String> connectorsToAsk(Sql sql, long nowMs) {
        return sql.all(
                row -> row.text("connector"),
                "select distinct connector from attempts where outcome is null and look_ms <= ?",
                nowMs);
    }

    /// For recovery, and so over all tenants: takes attempts of a connector whose time to look has come, until a moment
    /// by which the look must be over.
    List<Unclear> claim(Sql sql, String connector, long nowMs, long leasedUntilMs, int most) {
        return sql.all(
                row -> new Unclear(
                        new Tenant(row.number("account_id"), row.flag("live")),
                        attempt(row),
                        row.integer("looks") <= 1),
                """
                update attempts set look_ms = ?, looks = looks + 1
                 where (account_id, live, id) in (
                   select account_id, live, id from attempts
                    where outcome is null and connector = ? and look_ms <= ?
                    order by look_ms limit ? for update skip locked)
                returning looks,
                """ + COLUMNS,
                leasedUntilMs,
                connector,
                nowMs,
                most);
    }

    /// For a notice: what a connector calls one of our operations.
    Optional<Attempt> findByReference(Sql sql, Tenant tenant, String connector, String reference) {
        return sql.one(
                Attempts::attempt,
                "select " + COLUMNS
                        + " from attempts where account_id = ? and live = ? and connector = ? and reference = ?",
                tenant.account(),
                tenant.live(),
                connector,
                reference);
    }

    private static Attempt attempt(Columns row) {
        var original = row.maybeNumber("original_id")
                .map(id -> new Earlier(id, Optional.ofNullable(row.text("acquirer_reference"))));
        return new Attempt(
                row.number("id"),
                row.number("intent_id"),
                Whose.valueOf(row.text("whose").toUpperCase(Locale.ROOT)),
                row.maybeNumber("refund_id"),
                Operation.valueOf(row.text("operation").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.text("purpose")).map(text -> Purpose.valueOf(text.toUpperCase(Locale.ROOT))),
                Optional.ofNullable(row.text("reason")),
                original,
                row.text("connector"),
                Money.of(row.number("amount"), CurrencyCode.of(row.text("currency"))),
                row.maybeNumber("method_id"),
                Optional.ofNullable(row.text("rehearsal")),
                row.number("deadline_ms"),
                Optional.ofNullable(row.text("three_d_secure")).map(ThreeDSecure::read));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
