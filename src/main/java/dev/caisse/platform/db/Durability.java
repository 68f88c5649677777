package dev.caisse.platform.db;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Whether what PostgreSQL calls committed survives a power cut. Asked of each new connection, since a role, a
/// database or a connection string may each switch it off.
public final class Durability {
    private static final int OLDEST_VERSION_NUM = 150000;
    private static final List<String> SWITCHES = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final String QUESTION = """
            select current_setting('fsync') as fsync,
                   current_setting('synchronous_commit') as synchronous_commit,
                   current_setting('full_page_writes') as full_page_writes,
                   current_setting('server_version_num')::int as version_num,
                   current_setting('server_version') as version
            """;

    private Durability() {}

    /// One round trip. Under autocommit it leaves no transaction open.
    ///
    /// @throws DatabaseUnavailable when a commit could be lost on this connection, when the server is older
    ///     than 15, or when it does not answer
    public static void verify(Connection connection) {
        try (var statement = connection.createStatement();
                var answer = statement.executeQuery(QUESTION)) {
            answer.next();
            requireVersion(answer);
            for (var name : SWITCHES) {
                requireOn(name, answer.getString(name));
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailable(
                    "PostgreSQL did not say whether its commits are durable: " + e.getMessage(), e);
        }
    }

    private static void requireVersion(ResultSet answer) throws SQLException {
        if (answer.getInt("version_num") < OLDEST_VERSION_NUM) {
            throw new DatabaseUnavailable("This is PostgreSQL " + answer.getString("version")
                    + "; Caisse needs 15 or newer. Point CAISSE_DATABASE_URL to a newer server, or upgrade this one.");
        }
    }

    // remote_apply, remote_write and local all flush to the disk here before they answer; only off does not.
    private static void requireOn(String name, String value) {
        if ("off".equals(value)) {
            throw new DatabaseUnavailable("PostgreSQL runs with " + name + " = off: a payment it has confirmed could be"
                    + " lost in a power cut, so Caisse does not start. Set " + name
                    + " = on in postgresql.conf, and look"
                    + " for it in ALTER ROLE, ALTER DATABASE and the options of CAISSE_DATABASE_URL.");
        }
    }
}
