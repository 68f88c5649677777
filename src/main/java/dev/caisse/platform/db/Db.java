package dev.caisse.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.caisse.platform.db.Statements.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/// PostgreSQL, as much of it as we use: single statements, and transactions that end with the function that fills them.
/// Never hands out a connection, so none can be held while something outside is called.
public final class Db implements Sql, AutoCloseable {
    private static final int ATTEMPTS_AT_A_DEADLOCK = 5;

    private final HikariDataSource pool;

    private Db(HikariDataSource pool) {
        this.pool = pool;
    }

    /// Opens a pool. Every connection is checked for durability before it is used.
    ///
    /// @param url a JDBC URL, credentials aside
    /// @throws DatabaseUnavailable when none can be had; the message says what to do
    public static Db open(String url, String user, String password, int connections, Duration patience) {
        var config = new HikariConfig();
        config.setPoolName("caisse");
        config.setDataSource(DurableSource.of(url, user, password));
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(patience.toMillis());
        config.setInitializationFailTimeout(patience.toMillis());
        config.setMaxLifetime(Duration.ofMinutes(30).toMillis());
        return new Db(started(config));
    }

    private static HikariDataSource started(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw e.getCause() instanceof DatabaseUnavailable known ? known : unreachable(e.getCause());
        }
    }

    private static DatabaseUnavailable unreachable(Throwable cause) {
        return new DatabaseUnavailable(
                "PostgreSQL does not let Caisse in: " + cause.getMessage()
                        + "\nSee that it runs, and that user, password, host, port and database in"
                        + " CAISSE_DATABASE_URL are right.",
                cause);
    }

    /// Runs the work in a transaction: committed when it returns, rolled back when it throws. A deadlock runs it again,
    /// so the work must touch nothing but the transaction.
    public <T> T inTransaction(Function<Tx, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (DbFailure e) {
                if (!e.isPassing() || attempt == ATTEMPTS_AT_A_DEADLOCK) {
                    throw e;
                }
            }
        }
    }

    @Override
    public <T> Optional<T> one(Row<T> row, String sql, Object... values) {
        return all(row, sql, values).stream().findFirst();
    }

    @Override
    public <T> List<T> all(Row<T> row, String sql, Object... values) {
        return withConnection(connection -> Statements.all(connection, List.of(), row, new Statement(sql, values)));
    }

    @Override
    public <T> List<T> filtered(Row<T> row, String sql, Object... values) {
        return withConnection(
                connection -> Statements.filtered(connection, List.of(), row, new Statement(sql, values)));
    }

    @Override
    public int run(String sql, Object... values) {
        return withConnection(connection -> Statements.run(connection, List.of(), new Statement(sql, values)));
    }

    @Override
    public void close() {
        pool.close();
    }

    /// Connections beside the pool's, for whoever needs more than one at once and closes them.
    DataSource source() {
        return pool.getDataSource();
    }

    /// A connection beside the pool's, for whoever keeps one for long and closes it.
    Connection connect() throws SQLException {
        try {
            return source().getConnection();
        } catch (DatabaseUnavailable e) {
            throw new SQLException(e.getMessage(), "08001", e);
        }
    }

    private <T> T once(Function<Tx, T> work) {
        return withConnection(connection -> {
            try {
                connection.setAutoCommit(false);
                return committed(connection, work);
            } catch (SQLException e) {
                throw DbFailure.of(e);
            }
        });
    }

    private static <T> T committed(Connection connection, Function<Tx, T> work) {
        var tx = new Tx(connection);
        T result;
        try {
            result = work.apply(tx);
            tx.commit();
        } catch (Throwable e) {
            rollBack(connection, e);
            throw e;
        }
        tx.committed();
        return result;
    }

    static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw DbFailure.inCommit(e);
        }
    }

    private static void rollBack(Connection connection, Throwable reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private <T> T withConnection(Function<Connection, T> work) {
        try (var connection = pool.getConnection()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }
}
