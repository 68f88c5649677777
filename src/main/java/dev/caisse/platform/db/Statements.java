package dev.caisse.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Runs statements on one connection: what [Db] and [Tx] have in common.
final class Statements {
    private Statements() {}

    static <T> Optional<T> one(Connection connection, Row<T> row, String sql, Object... values) {
        return all(connection, row, sql, values).stream().findFirst();
    }

    static <T> List<T> all(Connection connection, Row<T> row, String sql, Object... values) {
        try (var statement = prepared(connection, sql, values);
                var rows = statement.executeQuery()) {
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

    static int run(Connection connection, String sql, Object... values) {
        try (var statement = prepared(connection, sql, values)) {
            return statement.execute() ? 0 : statement.getUpdateCount();
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            bind(connection, statement, i + 1, values[i]);
        }
        return statement;
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
