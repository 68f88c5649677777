package dev.caisse.platform.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.postgresql.Driver;

/// The database `caisse` and the role of the same name inside the embedded PostgreSQL. The role owns the
/// database and is no superuser: whatever got into our SQL could not run programs or read files.
record CaisseDatabase(int port, String password) {
    static final String NAME = "caisse";

    private static final Set<String> NOT_THERE_YET = Set.of("3D000", "28P01", "28000");
    private static final int CONNECT_SECONDS = 5;
    private static final int ANSWER_SECONDS = 20;

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    /// Makes the role and the database where they are missing, and looks whether commits are durable.
    ///
    /// @param isNew whether to spare PostgreSQL the attempt to enter before
    /// @throws DatabaseUnavailable when it does not let us in, or is not durable
    void open(boolean isNew) {
        try (var connection = isNew ? createAndEnter() : enter()) {
            Durability.verify(connection);
        } catch (SQLException e) {
            throw new DatabaseUnavailable("The embedded PostgreSQL does not let Caisse in: " + e.getMessage()
                    + ". If its file `password` was changed, bring the old one back from a backup.");
        }
    }

    /// @return whether it lets us in and commits durably
    boolean answers() {
        try {
            open(false);
            return true;
        } catch (DatabaseUnavailable e) {
            return false;
        }
    }

    private Connection enter() throws SQLException {
        try {
            return connect(NAME, NAME);
        } catch (SQLException e) {
            if (!NOT_THERE_YET.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            return createAndEnter();
        }
    }

    private Connection createAndEnter() throws SQLException {
        create();
        return connect(NAME, NAME);
    }

    private void create() throws SQLException {
        try (var admin = connect(Cluster.ADMIN, "postgres");
                var statement = admin.createStatement()) {
            if (!exists(admin, "select 1 from pg_roles where rolname = ?")) {
                statement.execute("create role " + NAME + " login createdb");
            }
            statement.execute("alter role " + NAME + " password " + statement.enquoteLiteral(password));
            if (!exists(admin, "select 1 from pg_database where datname = ?")) {
                statement.execute("create database " + NAME + " owner " + NAME);
            }
        }
    }

    private static boolean exists(Connection connection, String question) throws SQLException {
        try (var statement = connection.prepareStatement(question)) {
            statement.setString(1, NAME);
            try (var answer = statement.executeQuery()) {
                return answer.next();
            }
        }
    }

    private Connection connect(String user, String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(ANSWER_SECONDS));
        return new Driver().connect("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    /// Without the password, which the generated one would print.
    @Override
    public String toString() {
        return "CaisseDatabase[" + url() + "]";
    }
}
