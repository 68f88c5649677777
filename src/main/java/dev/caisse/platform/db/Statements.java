package dev.caisse.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs statements on one connection: what [Db] and [Tx] have in common. Several, joined by semicolons, are one round
/// trip.
final class Statements {
    private Statements() {}

    /// A statement, and what stands for its question marks.
    record Statement(String sql, Object... values) {}

    static <T> Optional<T> one(Connection connection, Row<T> row, String sql, Object... values) {
        return all(connection, row, sql, values).stream().findFirst();
    }

    static <T> List<T> all(Connection connection, Row<T> row, String sql, Object... values) {
        return all(connection, List.of(), row, new Statement(sql, values));
    }

    static int run(Connection connection, String sql, Object... values) {
        return run(connection, List.of(), new Statement(sql, values));
    }

    /// Runs some statements, then a query.
    static <T> List<T> all(Connection connection, List<Statement> before, Row<T> row, Statement query) {
        try (var prepared = executed(connection, before, query);
                var rows = prepared.getResultSet()) {
            var columns = new Columns(rows);
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(row.read(columns));
            }
            return found;
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }

    /// Runs some statements, then one whose count of rows is wanted.
    static int run(Connection connection, List<Statement> before, Statement last) {
        try (var prepared = executed(connection, before, last)) {
            return Math.max(0, prepared.getUpdateCount());
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }

    /// Runs some statements, passes over their results, and leaves the last one's to be read.
    static PreparedStatement executed(Connection connection, List<Statement> before, Statement last)
            throws SQLException {
        var prepared = prepared(connection, before, last);
        try {
            prepared.execute();
            for (int i = 0; i < before.size(); i++) {
                prepared.getMoreResults();
            }
            return prepared;
        } catch (SQLException e) {
            prepared.close();
            throw e;
        }
    }

    private static PreparedStatement prepared(Connection connection, List<Statement> before, Statement last)
            throws SQLException {
        var all = Stream.concat(before.stream(), Stream.of(last)).toList();
        var prepared =
                connection.prepareStatement(all.stream().map(Statement::sql).collect(Collectors.joining(";\n")));
        int at = 1;
        for (var statement : all) {
            for (var value : statement.values()) {
                bind(connection, prepared, at++, value);
            }
        }
        return prepared;
    }

    private static void bind(Connection connection, PreparedStatement statement, int at, Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(at, Types.NULL);
            case Jsonb json -> statement.setObject(at, json.text(), Types.OTHER);
            case List<?> texts -> statement.setArray(at, connection.createArrayOf("text", texts.toArray()));
            case long[] numbers -> statement.setArray(at, connection.createArrayOf("bigint", boxed(numbers)));
            case byte[] bytes -> statement.setBytes(at, bytes);
            default -> statement.setObject(at, value);
        }
    }

    private static Object[] boxed(long[] numbers) {
        return java.util.Arrays.stream(numbers).boxed().toArray();
    }
}
