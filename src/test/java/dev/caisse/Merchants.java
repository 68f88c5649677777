package dev.caisse;

import dev.caisse.accounts.ApiKeys;
import dev.caisse.accounts.MakeKey;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.NodeLease;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Accounts beside the first one, for tests of what must not pass from one to another.
public final class Merchants {
    private static final AtomicLong OTHERS = new AtomicLong();

    private Merchants() {}

    /// A new account's client, in test mode.
    public static Client another(TestServer server) {
        long first = server.db()
                .one(row -> row.number("id"), "select id from accounts where id > 0 order by id limit 1")
                .orElseThrow();
        long id = first + 1_000_000 + OTHERS.incrementAndGet();
        server.db().run("insert into accounts (id, name) values (?, 'Another shop')", id);
        return server.client().with(keyOf(server, new Tenant(id, false)));
    }

    /// A secret key of a tenant.
    public static String keyOf(TestServer server, Tenant tenant) {
        var clock = Clock.system();
        try (var lease = NodeLease.take(server.db(), clock)) {
            return new MakeKey(server.db(), new Ids(clock, lease), clock, new SecureRandom(), new ApiKeys())
                    .run(tenant, true, Optional.empty())
                    .text();
        }
    }
}
