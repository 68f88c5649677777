package dev.caisse.platform.db;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// Brings the database to this build's shape. Several nodes may start at once: Flyway's lock lets one work and the
/// others wait.
public final class Migrations {
    private Migrations() {}

    public static void run(Db db) {
        try {
            configured(db).load().migrate();
        } catch (FlywayException e) {
            throw new DatabaseUnavailable(
                    "The database could not be brought up to date: " + e.getMessage()
                            + "\nIf a newer Caisse has used it, start that one; otherwise restore the last backup.",
                    e);
        }
    }

    private static FluentConfiguration configured(Db db) {
        return Flyway.configure()
                .dataSource(db.source())
                .locations("classpath:dev/caisse/db")
                .sqlMigrationPrefix("")
                .sqlMigrationSeparator("_")
                .validateMigrationNaming(true)
                .table("schema_history")
                .lockRetryCount(-1);
    }
}
