package dev.caisse.connectors.sandbox;

import dev.caisse.Eventually;
import dev.caisse.TestDatabase;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/// Sandboxes for tests, each a client of its own for notices.
final class Sandboxes {
    static final String ORIGIN = "https://shop.test";

    private Sandboxes() {}

    static Sandbox on(TestDatabase database, Clock clock) {
        return on(database, clock, new Doors(List.of(ORIGIN), List.of(), Optional.empty()));
    }

    static Sandbox on(TestDatabase database, Clock clock, Doors doors) {
        return Sandbox.here(
                database.db(),
                database.groupCommit(),
                clock,
                MerchantTime.real(clock),
                new SecureRandom(),
                doors,
                new TrustedClient("test"),
                Optional.empty());
    }

    /// Lets time pass until refunds that end otherwise than they began have ended.
    static void letRefundsTurn(Db db, Sandbox sandbox) {
        db.run("update sandbox.odd_refunds set turns_ms = 0 where turns_ms is not null");
        sandbox.passTime().run();
    }

    /// Lets time pass until the payer of a payment has said something of it, or their bank has decided; how the dispute
    /// stands then.
    static DisputeNews hearOf(Db db, Sandbox sandbox, String payment) {
        db.run(
                "update sandbox.disputes set next_ms = 0 where original = ? and (standing is null or verdict is not null)",
                payment);
        var dispute = db.one(
                        row -> row.text("reference"),
                        "select reference from sandbox.disputes where original = ?",
                        payment)
                .orElseThrow();
        var call = new Call(dispute, Optional.empty(), Long.MAX_VALUE);
        // Another's passing of time may have this dispute in hand, and not have committed.
        Eventually.holds(() -> {
            sandbox.passTime().run();
            return sandbox.connector().lookupDispute(call).isPresent();
        });
        return sandbox.connector().lookupDispute(call).orElseThrow();
    }
}
