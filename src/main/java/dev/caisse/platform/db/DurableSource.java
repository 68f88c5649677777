package dev.caisse.platform.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// Opens connections to PostgreSQL the way we want every one of them: durable, values never in error texts, keep-alive
/// on,
/// indexes preferred.
final class DurableSource implements DataSource {
    /// A server that says nothing for so long is gone; whoever waits for it must be told.
    private static final int SILENCE_SECONDS = 60;

    private final PGSimpleDataSource postgres;

    private DurableSource(PGSimpleDataSource postgres) {
        this.postgres = postgres;
    }

    static DurableSource of(String url, String user, String password) {
        var postgres = new PGSimpleDataSource();
        postgres.setUrl(url);
        if (user != null) {
            postgres.setUser(user);
            postgres.setPassword(password);
        }
        postgres.setApplicationName("caisse");
        postgres.setLogServerErrorDetail(false);
        postgres.setTcpKeepAlive(true);
        postgres.setSocketTimeout(SILENCE_SECONDS);
        postgres.setReWriteBatchedInserts(true);
        return new DurableSource(postgres);
    }

    static DurableSource of(Login login) {
        return of(login.jdbcUrl(), login.user(), login.password());
    }

    @Override
    public Connection getConnection() throws SQLException {
        return verified(postgres.getConnection());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return verified(postgres.getConnection(user, password));
    }

    private static Connection verified(Connection connection) throws SQLException {
        try {
            Durability.verify(connection);
            preferIndexes(connection);
            return connection;
        } catch (RuntimeException | SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// A prepared statement keeps the plan of its first uses. In a table that is nearly empty then, PostgreSQL would
    /// read
    /// all of it rather than an index, and would go on to while the table grows.
    private static void preferIndexes(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = off");
        }
    }

    @Override
    public PrintWriter getLogWriter() {
        return postgres.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        postgres.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) {
        postgres.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() {
        return postgres.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return postgres.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return postgres.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return postgres.isWrapperFor(type);
    }
}
