package dev.caisse;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.EmbeddedPostgres;
import dev.caisse.platform.db.Login;
import dev.caisse.platform.db.Migrations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// The database this process works on, brought up to date: the embedded one, which it then starts and stops, or a
/// server.
record Database(Db db, Optional<EmbeddedPostgres> embedded) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    static Database open(Settings settings, Consumer<String> progress) {
        return open(settings, progress, Migrations::run);
    }

    /// With the sandbox's tables alone.
    static Database openSandbox(Settings settings, Consumer<String> progress) {
        return open(settings, progress, Migrations::runSandbox);
    }

    /// For a command beside a server that may be running: joins its embedded database rather than start a second one.
    static Database join(Settings settings, Consumer<String> progress) {
        var running = settings.databaseUrl().isPresent()
                ? Optional.<Login>empty()
                : EmbeddedPostgres.findRunning(settings.dataDir());
        return running.map(login -> migrated(settings, login, Optional.empty(), Migrations::run))
                .orElseGet(() -> open(settings, progress));
    }

    private static Database open(Settings settings, Consumer<String> progress, Consumer<Db> migrations) {
        return settings.databaseUrl()
                .map(url -> migrated(settings, Login.read(url), Optional.empty(), migrations))
                .orElseGet(() -> {
                    var postgres = EmbeddedPostgres.start(settings.dataDir(), progress);
                    var login = new Login(postgres.jdbcUrl(), postgres.user(), postgres.password());
                    return migrated(settings, login, Optional.of(postgres), migrations);
                });
    }

    private static Database migrated(
            Settings settings, Login login, Optional<EmbeddedPostgres> embedded, Consumer<Db> migrations) {
        try {
            var db = Db.open(login.jdbcUrl(), login.user(), login.password(), settings.databaseConnections(), PATIENCE);
            migrations.accept(db);
            return new Database(db, embedded);
        } catch (RuntimeException e) {
            embedded.ifPresent(EmbeddedPostgres::close);
            throw e;
        }
    }

    @Override
    public void close() {
        db.close();
        embedded.ifPresent(EmbeddedPostgres::close);
    }
}
