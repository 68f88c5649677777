package dev.caisse.platform.db;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Brings the database to this build's shape. Several nodes may start at once: Flyway's lock lets one work and the
/// others wait.
public final class Migrations {
    private Migrations() {}

    /// All of it.
    public static void run(Db db) {
        run(db, "classpath:dev/caisse/db");
    }

    /// The sandbox's part alone, for a sandbox with a database of its own.
    public static void runSandbox(Db db) {
        run(db, "classpath:dev/caisse/db/sandbox");
    }

    private static void run(Db db, String location) {
        try {
            configured(db, location).load().migrate();
        } catch (FlywayException e) {
            throw new DatabaseUnavailable(
                    "The database could not be brought up to date: " + e.getMessage()
                            + "\nIf a newer Caisse has used it, start that one; otherwise restore the last backup.",
                    e);
        }
    }

    private static FluentConfiguration configured(Db db, String location) {
        return Flyway.configure()
                .dataSource(db.source())
                .locations(location)
                .sqlMigrationPrefix("")
                .sqlMigrationSeparator("_")
                .validateMigrationNaming(true)
                .table("schema_history")
                .lockRetryCount(-1);
    }
}
