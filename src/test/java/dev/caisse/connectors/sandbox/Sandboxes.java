package dev.caisse.connectors.sandbox;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Sandboxes for tests, each a client of its own for notices.
final class Sandboxes {
    static final String ORIGIN = "https://shop.test";

    private Sandboxes() {}

    static Sandbox on(Db db, Clock clock) {
        return on(db, clock, new Doors(List.of(ORIGIN), List.of(), Optional.empty()));
    }

    static Sandbox on(Db db, Clock clock, Doors doors) {
        var groupCommit = GroupCommit.start(db, GroupCommit.Limits.USUAL);
        return Sandbox.here(
                db, groupCommit, clock, new SecureRandom(), doors, new TrustedClient("test"), Optional.empty());
    }
}
