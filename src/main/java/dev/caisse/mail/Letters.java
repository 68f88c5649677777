package dev.caisse.mail;

import dev.caisse.api.Tenant;
import dev.caisse.mail.Letter.Kind;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Where letters are kept. The database holds that nothing is told twice.
final class Letters {

    /// How a letter ended.
    enum End {
        SENT,
        FAILED
    }

    /// Nothing happens when there is one of that name.
    void add(Tx tx, Letter letter, String once) {
        tx.later(
                """
                insert into letters (account_id, live, id, once, kind, recipient, locale, facts, due_ms)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    on conflict (account_id, live, once) do nothing
                """,
                letter.tenant().account(),
                letter.tenant().live(),
                letter.id(),
                once,
                word(letter.kind()),
                letter.to(),
                letter.locale().toLanguageTag(),
                facts(letter.facts()),
                letter.queuedMs());
    }

    /// The worker's claim, over all tenants: takes the letters that are due, for the length of a lease.
    List<Letter> claim(Sql sql, long nowMs, long leasedUntilMs, int most) {
        return sql.all(Letters::letter, """
                update letters set tries = tries + 1, due_ms = ?
                 where (account_id, live, id) in (
                   select account_id, live, id from letters
                    where status = 'waiting' and due_ms <= ?
                    order by due_ms limit ? for update skip locked)
                returning account_id, live, id, kind, recipient, locale, facts, tries
                """, leasedUntilMs, nowMs, most);
    }

    /// What has ended stays so.
    void end(Sql sql, Letter letter, End end, String answer, long nowMs) {
        sql.run(
                """
                update letters set status = ?, last_answer = ?, ended_ms = ?
                 where account_id = ? and live = ? and id = ? and status = 'waiting'
                """,
                word(end),
                answer,
                nowMs,
                letter.tenant().account(),
                letter.tenant().live(),
                letter.id());
    }

    /// It is tried again at that time.
    void putOff(Sql sql, Letter letter, String answer, long dueMs) {
        sql.run("""
                update letters set last_answer = ?, due_ms = ?
                 where account_id = ? and live = ? and id = ? and status = 'waiting'
                """, answer, dueMs, letter.tenant().account(), letter.tenant().live(), letter.id());
    }

    /// Of all tenants: how many have not been sent yet.
    long waiting(Sql sql) {
        return sql.one(row -> row.number("n"), "select count(*) as n from letters where status = 'waiting'")
                .orElseThrow();
    }

    /// Of all tenants: forgets letters that were queued before a time, whatever became of them.
    ///
    /// @return how many
    int forget(Sql sql, long beforeMs, int most) {
        return sql.run("""
                delete from letters
                 where ctid in (select ctid from letters where id < ? order by id limit ?)
                """, Snowflake.firstAt(beforeMs), most);
    }

    private static Letter letter(Columns row) {
        return new Letter(
                new Tenant(row.number("account_id"), row.flag("live")),
                row.number("id"),
                Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                row.text("recipient"),
                Locale.forLanguageTag(row.text("locale")),
                facts(row.text("facts")),
                row.integer("tries"));
    }

    private static Jsonb facts(Map<String, String> facts) {
        return new Jsonb(new JsonWriter().tree(facts).text());
    }

    private static Map<String, String> facts(String json) {
        return Json.readObject(json).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, fact -> fact.getValue().toString()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
