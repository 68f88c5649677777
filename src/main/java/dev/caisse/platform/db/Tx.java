package dev.caisse.platform.db;

import dev.caisse.platform.db.Statements.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One open transaction. Lives only inside [Db#inTransaction]; never kept, never handed to another thread. What nobody
/// waits for the answer of is kept back, in its order, and travels with the next statement that is answered, or with
/// COMMIT: what it breaks is thrown there.
public final class Tx implements Sql, Inserts {
    private static final Statement COMMIT = new Statement("COMMIT");

    private final Connection connection;
    private final List<Statement> keptBack = new ArrayList<>();
    private final Set<Runnable> afterCommit = new LinkedHashSet<>();

    Tx(Connection connection) {
        this.connection = connection;
    }

    @Override
    public <T> Optional<T> one(Row<T> row, String sql, Object... values) {
        return all(row, sql, values).stream().findFirst();
    }

    @Override
    public <T> List<T> all(Row<T> row, String sql, Object... values) {
        return Statements.all(connection, released(), row, new Statement(sql, values));
    }

    @Override
    public <T> List<T> filtered(Row<T> row, String sql, Object... values) {
        return Statements.filtered(connection, released(), row, new Statement(sql, values));
    }

    @Override
    public void add(Table table, Object... values) {
        later(table.insertOne(), values);
    }

    @Override
    public void addOnce(Table table, Object... values) {
        add(table, values);
    }

    /// Adds a row, or leaves the one that is there.
    public void addIfAbsent(Table table, Object... values) {
        later(table.insertOne() + " on conflict do nothing", values);
    }

    @Override
    public void afterCommit(Runnable told) {
        afterCommit.add(told);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    @Override
    public int run(String sql, Object... values) {
        return Statements.run(connection, released(), new Statement(sql, values));
    }

    /// Runs a statement before all that come after it, and says nothing of how many rows it touched.
    public void later(String sql, Object... values) {
        keptBack.add(new Statement(sql, values));
    }

    /// Sends what was kept back with the COMMIT. An error among it keeps PostgreSQL from coming to the COMMIT.
    void commit() {
        try {
            if (!keptBack.isEmpty()) {
                Statements.execute(connection, released(), COMMIT);
            }
            connection.commit();
        } catch (SQLException e) {
            throw DbFailure.inCommit(e);
        }
    }

    private List<Statement> released() {
        var released = List.copyOf(keptBack);
        keptBack.clear();
        return released;
    }
}
