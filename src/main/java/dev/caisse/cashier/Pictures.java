package dev.caisse.cashier;

import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where pictures are kept: all the SQL that touches the `pictures` table. A picture is known by its tenant and the
/// SHA-256 of the URL it came from.
public final class Pictures {
    /// How long a claimed picture is left to the node that claimed it; a crashed node's comes free after that.
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration PAUSE_AFTER_A_FAILURE = Duration.ofDays(1);

    /// The picture from this URL, once it has been fetched.
    public Optional<Picture> find(Sql sql, Tenant tenant, String url) {
        return sql.one(Pictures::picture, """
                select content_type, bytes, width, height
                  from pictures
                 where account_id = ? and live = ? and source_hash = sha256(convert_to(?, 'UTF8')) and state = 'ready'
                """, tenant.account(), tenant.live(), url);
    }

    /// Which of these URLs are known, and whether there is a picture of each already.
    Map<String, Boolean> known(Sql sql, Tenant tenant, List<String> urls) {
        var rows = sql.all(
                row -> Map.entry(row.text("source_url"), row.flag("ready")),
                """
                select source_url, state = 'ready' as ready
                  from pictures
                 where account_id = ? and live = ?
                   and source_hash in (select sha256(convert_to(url, 'UTF8')) from unnest(?) as url)
                """,
                tenant.account(),
                tenant.live(),
                urls);
        return rows.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Notes the URLs as wanted, and does nothing for those already known. Ask for a product's first image only, and
    /// [FetchPictures#wake] after the commit when any were new.
    ///
    /// @return how many were new
    public int want(Sql sql, Tenant tenant, List<String> urls) {
        if (urls.isEmpty()) {
            return 0;
        }
        // Sorted, because two sessions with the same products would wait for each other otherwise.
        var sorted = urls.stream().distinct().sorted().toList();
        return sql.run("""
                insert into pictures (account_id, live, source_hash, source_url)
                select ?, ?, sha256(convert_to(url, 'UTF8')), url
                  from unnest(?) as url
                    on conflict (account_id, live, source_hash) do nothing
                """, tenant.account(), tenant.live(), sorted);
    }

    /// The worker's claim, over all tenants: takes the picture that has waited longest, for the length of a lease.
    /// Never tried before newly failed ones; a failed one after a day; none more than three times.
    Optional<Wanted> claim(Sql sql, long nowMs) {
        return sql.one(
                Pictures::wanted, """
                with due as (
                  select account_id, live, source_hash
                    from pictures
                   where state <> 'ready' and tries < 3
                     and tried_ms <= case state when 'failed' then ? else ? end
                   order by tried_ms
                   limit 1
                     for update skip locked)
                update pictures p
                   set state = 'wanted', tries = p.tries + 1, tried_ms = ?
                  from due
                 where (p.account_id, p.live, p.source_hash) = (due.account_id, due.live, due.source_hash)
                returning p.account_id, p.live, p.source_url
                """, nowMs - PAUSE_AFTER_A_FAILURE.toMillis(), nowMs - LEASE.toMillis(), nowMs);
    }

    void saveReady(Sql sql, Wanted wanted, Picture picture) {
        sql.run(
                """
                update pictures
                   set state = 'ready', content_type = ?, bytes = ?, width = ?, height = ?
                 where account_id = ? and live = ? and source_hash = sha256(convert_to(?, 'UTF8'))
                """,
                picture.contentType(),
                picture.bytes(),
                picture.width(),
                picture.height(),
                wanted.tenant().account(),
                wanted.tenant().live(),
                wanted.url());
    }

    /// A slower node's failure never takes away what another has made ready.
    void saveFailed(Sql sql, Wanted wanted) {
        sql.run("""
                update pictures
                   set state = 'failed'
                 where account_id = ? and live = ? and source_hash = sha256(convert_to(?, 'UTF8')) and state = 'wanted'
                """, wanted.tenant().account(), wanted.tenant().live(), wanted.url());
    }

    private static Picture picture(Columns columns) {
        return new Picture(
                columns.text("content_type"),
                columns.bytes("bytes"),
                columns.integer("width"),
                columns.integer("height"));
    }

    private static Wanted wanted(Columns columns) {
        return new Wanted(new Tenant(columns.number("account_id"), columns.flag("live")), columns.text("source_url"));
    }

    /// A picture that this node has claimed and is to fetch.
    record Wanted(Tenant tenant, String url) {}
}
