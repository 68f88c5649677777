package dev.caisse.vault;

import dev.caisse.platform.db.Sql;

/// The nodes that have the keyset in memory, and which version of it: what a rotation waits for. By the database's
/// clock, so that no node's own clock counts.
final class VaultNodes {

    /// One that has not said for a minute that it is there has gone.
    private static final String PRESENT = "seen > now() - interval '60 seconds'";

    void say(Sql sql, String node, long version) {
        sql.run("""
                insert into vault_nodes (node, version) values (?, ?)
                on conflict (node) do update set version = excluded.version, seen = now()
                """, node, version);
    }

    void leave(Sql sql, String node) {
        sql.run("delete from vault_nodes where node = ? or seen < now() - interval '1 day'", node);
    }

    /// How many are there that have an earlier version.
    long behind(Sql sql, long version) {
        return sql.one(
                        row -> row.number("n"),
                        "select count(*) as n from vault_nodes where version < ? and " + PRESENT,
                        version)
                .orElseThrow();
    }
}
