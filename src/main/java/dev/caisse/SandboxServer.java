package dev.caisse;

import dev.caisse.connectors.sandbox.Doors;
import dev.caisse.connectors.sandbox.MerchantTime;
import dev.caisse.connectors.sandbox.Sandbox;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.TrustedClient;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The sandbox as a process of its own, on a database of its own, so that killing one side leaves the other to tell
/// what
/// happened.
final class SandboxServer implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Database database;
    private final GroupCommit groupCommit;
    private final TrustedClient outgoing;
    private final Worker worker;
    private final HttpServer server;

    private SandboxServer(Settings settings, String secret, Clock clock, Database database) {
        this.database = database;
        this.groupCommit = GroupCommit.start(database.db(), GroupCommit.Limits.USUAL);
        this.outgoing = new TrustedClient(Version.text());
        int port = settings.sandboxPort() == 0 ? HttpServer.freePort(settings.host()) : settings.sandboxPort();
        var shops = Addresses.publicUrls(settings, settings.port());
        var own = settings.sandboxUrl().map(List::of).orElseGet(() -> Addresses.localUrls(settings.host(), port));
        var doors = new Doors(own, shops, Optional.of(shops.getFirst()));
        var sandbox = Sandbox.here(
                database.db(),
                groupCommit,
                clock,
                MerchantTime.real(clock),
                new SecureRandom(),
                doors,
                outgoing,
                Optional.of(secret));
        this.worker = sandbox.start(clock);
        this.server = HttpServer.start(
                settings.host(), port, sandbox.served(clock, secret), SandboxServer::unreadable, GRACE);
    }

    /// Starts everything, or nothing.
    ///
    /// @param progress hears of each step that may take long
    static SandboxServer start(Settings settings, Clock clock, Consumer<String> progress) {
        var secret = settings.sandboxSecret().orElseThrow(SandboxServer::withoutSecret);
        var database = Database.openSandbox(settings, progress);
        try {
            return new SandboxServer(settings, secret, clock, database);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        worker.close();
        outgoing.close();
        groupCommit.close();
        database.close();
    }

    private static Settings.Unusable withoutSecret() {
        return new Settings.Unusable(
                Variable.CAISSE_SANDBOX_SECRET, "must be set, to the same for the server and its sandbox.");
    }

    private static Response unreadable(int status) {
        return Response.text(status, "This is not a request that the sandbox can read.\n");
    }
}
