package dev.caisse.webhooks;

import dev.caisse.api.Metadata;
import dev.caisse.api.Page;
import dev.caisse.api.Slice;
import dev.caisse.api.Tenant;
import dev.caisse.events.Happened;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Where endpoints are kept.
final class WebhookEndpoints {
    /// Whether nobody wants an event, of which `u` is the row: then it need not be looked at again.
    static final String IS_WANTED_BY_NOBODY = """
            not exists (select 1 from webhook_endpoints w
                         where w.account_id = u.account_id and w.live = u.live and w.status = 'enabled'
                           and u.type like any (w.patterns))""";

    private static final String COLUMNS = """
            account_id, live, id, url, enabled_events, description, metadata, api_version, status, secret, old_secret,
            old_secret_until_ms""";

    /// An event, and one endpoint that wants it.
    record Interest(Tenant tenant, long event, long endpoint) {}

    Optional<WebhookEndpoint> find(Sql sql, Tenant tenant, long id) {
        return sql.one(
                WebhookEndpoints::endpoint,
                "select " + COLUMNS + " from webhook_endpoints where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// Keeps others from changing it until the transaction ends.
    Optional<WebhookEndpoint> lock(Tx tx, Tenant tenant, long id) {
        return tx.one(
                WebhookEndpoints::endpoint,
                "select " + COLUMNS + " from webhook_endpoints where account_id = ? and live = ? and id = ? for update",
                tenant.account(),
                tenant.live(),
                id);
    }

    Page<WebhookEndpoint> list(Sql sql, Tenant tenant, Slice slice) {
        var found = sql.all(
                WebhookEndpoints::endpoint,
                "select " + COLUMNS + """
                         from webhook_endpoints
                        where account_id = ? and live = ? and id > ? and id < ?
                        order by id\s""" + slice.order() + " limit ?",
                tenant.account(),
                tenant.live(),
                slice.above(),
                slice.below(),
                slice.fetch());
        return slice.page(found);
    }

    /// A slot that is free, and stays so for this transaction; empty when the tenant has as many as it may have. The
    /// unique key holds even if somebody did not ask.
    Optional<Integer> takeSlot(Tx tx, Tenant tenant) {
        tx.one(
                _ -> true,
                "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                "webhook_endpoints/" + tenant.account() + "/" + tenant.mode());
        return tx.one(row -> row.integer("slot"), """
                select slot from generate_series(1, ?) as slot
                 where slot not in (select slot from webhook_endpoints where account_id = ? and live = ?)
                 order by slot limit 1
                """, WebhookEndpoint.MOST, tenant.account(), tenant.live());
    }

    void add(Tx tx, WebhookEndpoint endpoint, int slot) {
        tx.run(
                """
                insert into webhook_endpoints (account_id, live, id, slot, url, enabled_events, patterns, description,
                                               metadata, api_version, status, secret)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                endpoint.tenant().account(),
                endpoint.tenant().live(),
                endpoint.id(),
                slot,
                endpoint.url(),
                endpoint.enabledEvents(),
                EventPatterns.like(endpoint.enabledEvents()),
                endpoint.description().orElse(null),
                endpoint.metadata().jsonb(),
                endpoint.apiVersion().orElse(null),
                status(endpoint),
                endpoint.secrets().current());
    }

    /// One that is enabled again, or leads elsewhere, is not failing until it fails.
    void save(Tx tx, WebhookEndpoint endpoint) {
        tx.run(
                """
                update webhook_endpoints
                   set failing_since_ms = case when (url, status) = (?, ?) then failing_since_ms end,
                       told_failing = told_failing and (url, status) = (?, ?),
                       url = ?, enabled_events = ?, patterns = ?, description = ?, metadata = ?, status = ?
                 where account_id = ? and live = ? and id = ?
                """,
                endpoint.url(),
                status(endpoint),
                endpoint.url(),
                status(endpoint),
                endpoint.url(),
                endpoint.enabledEvents(),
                EventPatterns.like(endpoint.enabledEvents()),
                endpoint.description().orElse(null),
                endpoint.metadata().jsonb(),
                status(endpoint),
                endpoint.tenant().account(),
                endpoint.tenant().live(),
                endpoint.id());
    }

    void saveSecrets(Tx tx, WebhookEndpoint endpoint) {
        var secrets = endpoint.secrets();
        tx.run(
                """
                update webhook_endpoints set secret = ?, old_secret = ?, old_secret_until_ms = ?
                 where account_id = ? and live = ? and id = ?
                """,
                secrets.current(),
                secrets.old().map(SealedSecrets.Old::sealed).orElse(null),
                secrets.old().map(SealedSecrets.Old::untilMs).orElse(null),
                endpoint.tenant().account(),
                endpoint.tenant().live(),
                endpoint.id());
    }

    void remove(Tx tx, Tenant tenant, long id) {
        tx.run(
                "delete from webhook_endpoints where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    /// Who is to hear of which of these. An endpoint hears of what is younger than itself, and never of itself.
    List<Interest> interested(Tx tx, List<Happened> events) {
        return tx.all(
                row -> new Interest(
                        new Tenant(row.number("account_id"), row.flag("live")),
                        row.number("event_id"),
                        row.number("endpoint_id")),
                """
                select w.account_id, w.live, e.id as event_id, w.id as endpoint_id
                  from unnest(?::bigint[], ?::boolean[], ?::bigint[], ?::text[], ?::text[])
                       as e (account_id, live, id, type, about)
                  join webhook_endpoints w
                    on w.account_id = e.account_id and w.live = e.live and w.status = 'enabled'
                   and w.id < e.id and e.type like any (w.patterns) and ? || w.id <> e.about
                """,
                Tenant.accounts(events, Happened::tenant),
                Tenant.modes(events, Happened::tenant),
                events.stream().mapToLong(happened -> happened.event().id()).toArray(),
                events.stream().map(happened -> happened.event().type()).toList(),
                events.stream().map(WebhookEndpoints::about).toList(),
                Prefix.ENDPOINT.text() + "_");
    }

    /// Those of a tenant that want a type of event, or the one that is named, as far as they are enabled.
    List<Long> wanting(Sql sql, Tenant tenant, String type, Optional<Long> named) {
        return sql.all(
                row -> row.number("id"),
                """
                select id from webhook_endpoints
                 where account_id = ? and live = ? and status = 'enabled'
                   and case when ?::bigint is null then ? like any (patterns) else id = ?::bigint end
                 order by id
                """,
                tenant.account(),
                tenant.live(),
                named.orElse(null),
                type,
                named.orElse(null));
    }

    /// Ends the failing of those that have just taken a delivery.
    void recovered(Tx tx, Collection<DueDelivery> of) {
        tx.run("""
                update webhook_endpoints w set failing_since_ms = null, told_failing = false
                  from unnest(?::bigint[], ?::boolean[], ?::bigint[]) as f (account_id, live, id)
                 where w.account_id = f.account_id and w.live = f.live and w.id = f.id
                   and w.failing_since_ms is not null
                """, Tenant.accounts(of, DueDelivery::tenant), Tenant.modes(of, DueDelivery::tenant), endpoints(of));
    }

    /// Notes since when these have been failing, unless that is known.
    void failed(Tx tx, Collection<DueDelivery> of, long sinceMs) {
        tx.run(
                """
                update webhook_endpoints w set failing_since_ms = ?
                  from unnest(?::bigint[], ?::boolean[], ?::bigint[]) as f (account_id, live, id)
                 where w.account_id = f.account_id and w.live = f.live and w.id = f.id
                   and w.failing_since_ms is null
                """,
                sinceMs,
                Tenant.accounts(of, DueDelivery::tenant),
                Tenant.modes(of, DueDelivery::tenant),
                endpoints(of));
    }

    /// Notes that the owner is told that this one is failing.
    ///
    /// @return since when it fails; empty when somebody has told since it last took a delivery
    Optional<Long> beginTelling(Tx tx, Tenant tenant, long id) {
        return tx.one(row -> row.number("failing_since_ms"), """
                        update webhook_endpoints set told_failing = true
                         where account_id = ? and live = ? and id = ? and not told_failing
                           and failing_since_ms is not null
                        returning failing_since_ms
                        """, tenant.account(), tenant.live(), id);
    }

    /// Those of these that are enabled though they have failed since a moment or longer.
    List<WebhookEndpoint> hopeless(Tx tx, Collection<DueDelivery> of, long sinceMs) {
        return tx.all(
                WebhookEndpoints::endpoint,
                "select " + COLUMNS + """
                         from webhook_endpoints w
                        where exists (select 1 from unnest(?::bigint[], ?::boolean[], ?::bigint[])
                                                 as f (account_id, live, id)
                                       where w.account_id = f.account_id and w.live = f.live and w.id = f.id)
                          and status = 'enabled' and failing_since_ms <= ?
                        order by id for update
                        """,
                Tenant.accounts(of, DueDelivery::tenant),
                Tenant.modes(of, DueDelivery::tenant),
                endpoints(of),
                sinceMs);
    }

    void disable(Tx tx, Tenant tenant, long id) {
        tx.run(
                "update webhook_endpoints set status = 'disabled' where account_id = ? and live = ? and id = ?",
                tenant.account(),
                tenant.live(),
                id);
    }

    private static long[] endpoints(Collection<DueDelivery> of) {
        return of.stream().mapToLong(DueDelivery::endpoint).toArray();
    }

    private static String about(Happened happened) {
        return happened.event().type().startsWith("webhook_endpoint.")
                ? String.valueOf(dev.caisse.platform.json.Json.readObject(
                                happened.event().object())
                        .get("id"))
                : "";
    }

    private static String status(WebhookEndpoint endpoint) {
        return endpoint.isEnabled() ? "enabled" : "disabled";
    }

    private static WebhookEndpoint endpoint(Columns row) {
        return new WebhookEndpoint(
                new Tenant(row.number("account_id"), row.flag("live")),
                row.number("id"),
                row.text("url"),
                row.texts("enabled_events"),
                Optional.ofNullable(row.text("description")),
                Metadata.read(row.text("metadata")),
                Optional.ofNullable(row.text("api_version")),
                row.text("status").equals("enabled"),
                new SealedSecrets(
                        row.bytes("secret"),
                        row.maybeNumber("old_secret_until_ms")
                                .map(untilMs -> new SealedSecrets.Old(row.bytes("old_secret"), untilMs))));
    }
}
