package dev.caisse;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.EmbeddedPostgres;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.db.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// A database of its own for a test class, migrated, on one server that all tests of this JVM share: the embedded
/// PostgreSQL, or the one that CAISSE_TEST_DATABASE_URL (a JDBC URL with user and password in it) names. Closing it
/// drops it.
public final class TestDatabase implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private static Server shared;

    private final Server server;
    private final String name;
    private final Db db;
    private GroupCommit groupCommit;

    private TestDatabase(Server server, String name) {
        this.server = server;
        this.name = name;
        this.db = server.open(name, CONNECTIONS);
    }

    /// An empty database with all migrations, copied from a template in a fraction of a second.
    public static TestDatabase fresh() {
        var server = shared();
        return new TestDatabase(server, server.copyOfTemplate());
    }

    /// A database without any table, for whoever brings its own.
    public static TestDatabase blank() {
        var server = shared();
        return new TestDatabase(server, server.blank());
    }

    public Db db() {
        return db;
    }

    /// What commits together in it: one for all who ask, as each has connections of its own. It goes with the database.
    public synchronized GroupCommit groupCommit() {
        if (groupCommit == null) {
            groupCommit = GroupCommit.start(db, GroupCommit.Limits.USUAL);
        }
        return groupCommit;
    }

    /// The same database through one connection of its own, to be closed first.
    public Db alone() {
        return server.open(name, 1);
    }

    public String url() {
        return server.url(name);
    }

    /// As CAISSE_DATABASE_URL takes it, with user and password.
    public String loginUrl() {
        return user() == null
                ? url()
                : url().replaceFirst("^jdbc:postgresql://", "postgresql://" + user() + ":" + password() + "@");
    }

    /// Null when the URL holds it; so the password.
    public String user() {
        return server.user;
    }

    public String password() {
        return server.password;
    }

    @Override
    public synchronized void close() {
        if (groupCommit != null) {
            groupCommit.close();
        }
        db.close();
        server.drop(name);
    }

    /// Started at the first use, stopped with the JVM. Not in a class's initialiser, for which virtual threads wait
    /// and keep their carriers.
    private static synchronized Server shared() {
        if (shared == null) {
            shared = chosen().map(Server::at).orElseGet(Server::embedded);
        }
        return shared;
    }

    private static Optional<String> chosen() {
        return Optional.ofNullable(System.getProperty("CAISSE_TEST_DATABASE_URL"))
                .or(() -> Optional.ofNullable(System.getenv("CAISSE_TEST_DATABASE_URL")))
                .filter(url -> !url.isBlank());
    }

    private static final class Server {
        private final String url;
        private final String user;
        private final String password;
        private final String prefix =
                "caisse_test_" + UUID.randomUUID().toString().substring(0, 8);
        private final AtomicInteger made = new AtomicInteger();
        private final Db admin;

        private Server(String url, String user, String password) {
            this.url = url;
            this.user = user;
            this.password = password;
            this.admin = Db.open(url, user, password, 1, Duration.ofSeconds(30));
            makeTemplate();
        }

        static Server at(String url) {
            var server = new Server(url, null, null);
            atEnd(server::close);
            return server;
        }

        static Server embedded() {
            var folder = newFolder();
            var postgres = EmbeddedPostgres.start(folder, _ -> {});
            var server = new Server(postgres.jdbcUrl(), postgres.user(), postgres.password());
            atEnd(() -> {
                server.admin.close();
                postgres.close();
                delete(folder);
            });
            return server;
        }

        Db open(String database, int connections) {
            return Db.open(url(database), user, password, connections, Duration.ofSeconds(10));
        }

        String url(String database) {
            return url.replaceFirst("(//[^/]+/)[^?]*", "$1" + database);
        }

        String copyOfTemplate() {
            return made("template " + template());
        }

        String blank() {
            return made("");
        }

        private String made(String how) {
            var name = prefix + "_" + made.incrementAndGet();
            synchronized (admin) {
                admin.run("create database " + name + " " + how);
            }
            return name;
        }

        /// PostgreSQL's own cleaner may be at work in it, and is not ours to end; it is waited for.
        void drop(String database) {
            Eventually.holds(() -> isDropped(database));
        }

        private boolean isDropped(String database) {
            try {
                admin.run("drop database if exists " + database + " with (force)");
                return true;
            } catch (DbFailure _) {
                return false;
            }
        }

        private void makeTemplate() {
            admin.run("create database " + template());
            try (var db = open(template(), 2)) {
                Migrations.run(db);
            }
        }

        private void close() {
            drop(template());
            admin.close();
        }

        private String template() {
            return prefix + "_template";
        }

        private static void atEnd(Runnable work) {
            Runtime.getRuntime().addShutdownHook(new Thread(work));
        }

        private static Path newFolder() {
            try {
                return Files.createTempDirectory("caisse-test-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path folder) {
            try (var paths = Files.walk(folder)) {
                paths.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
