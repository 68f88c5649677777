package dev.caisse.platform.db;

import java.sql.Connection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One open transaction. Lives only inside [Db#inTransaction]; never kept, never handed to another thread.
public final class Tx implements Sql, Inserts {
    private final Connection connection;
    private final Set<Runnable> afterCommit = new LinkedHashSet<>();

    Tx(Connection connection) {
        this.connection = connection;
    }

    @Override
    public <T> Optional<T> one(Row<T> row, String sql, Object... values) {
        return Statements.one(connection, row, sql, values);
    }

    @Override
    public <T> List<T> all(Row<T> row, String sql, Object... values) {
        return Statements.all(connection, row, sql, values);
    }

    @Override
    public void add(Table table, Object... values) {
        Statements.run(connection, table.insertOne(), values);
    }

    @Override
    public void addOnce(Table table, Object... values) {
        add(table, values);
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
        return Statements.run(connection, sql, values);
    }
}
