package dev.caisse.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postgresql.PGStatement;

/// Runs statements on one connection: what [Db] and [Tx] have in common. Several, joined by semicolons, are one round
/// trip.
final class Statements {
    // The driver has the server keep a plan from the fifth time on, unless it is told otherwise.
    private static final int NO_PLAN_KEPT = 0;

    private Statements() {}

    /// A statement, and what stands for its question marks.
    record Statement(String sql, Object... values) {}

    /// Runs some statements, then a query.
    static <T> List<T> all(Connection connection, List<Statement> before, Row<T> row, Statement query) {
        try (var prepared = prepared(connection, before, query)) {
            return read(prepared, before, row);
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }

    /// As [#all], planned for these values.
    static <T> List<T> filtered(Connection connection, List<Statement> before, Row<T> row, Statement query) {
        try (var prepared = prepared(connection, before, query)) {
            prepared.unwrap(PGStatement.class).setPrepareThreshold(NO_PLAN_KEPT);
            return read(prepared, before, row);
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }

    /// Runs some statements, then one whose count of rows is wanted.
    static int run(Connection connection, List<Statement> before, Statement last) {
        try {
            return execute(connection, before, last);
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }

    /// As [#run], for whoever has to tell one failure from another.
    static int execute(Connection connection, List<Statement> before, Statement last) throws SQLException {
        try (var prepared = prepared(connection, before, last)) {
            toLastResult(prepared, before);
            return Math.max(0, prepared.getUpdateCount());
        }
    }

    private static <T> List<T> read(PreparedStatement prepared, List<Statement> before, Row<T> row)
            throws SQLException {
        toLastResult(prepared, before);
        try (var rows = prepared.getResultSet()) {
            var columns = new Columns(rows);
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(row.read(columns));
            }
            return found;
        }
    }

    private static void toLastResult(PreparedStatement prepared, List<Statement> before) throws SQLException {
        prepared.execute();
        for (int i = 0; i < before.size(); i++) {
            prepared.getMoreResults();
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
            case boolean[] flags -> statement.setArray(at, connection.createArrayOf("boolean", boxed(flags)));
            case byte[] bytes -> statement.setBytes(at, bytes);
            default -> statement.setObject(at, value);
        }
    }

    private static Object[] boxed(long[] numbers) {
        return java.util.Arrays.stream(numbers).boxed().toArray();
    }

    private static Object[] boxed(boolean[] flags) {
        return IntStream.range(0, flags.length).mapToObj(at -> flags[at]).toArray();
    }
}
