package dev.caisse.platform.db;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The columns of one row, by name.
public final class Columns {
    private final ResultSet rows;

    Columns(ResultSet rows) {
        this.rows = rows;
    }

    /// Null when the column is null; so for every reader that answers an object.
    public String text(String name) {
        return read(() -> rows.getString(name));
    }

    public long number(String name) {
        return read(() -> rows.getLong(name));
    }

    public int integer(String name) {
        return read(() -> rows.getInt(name));
    }

    public boolean flag(String name) {
        return read(() -> rows.getBoolean(name));
    }

    public byte[] bytes(String name) {
        return read(() -> rows.getBytes(name));
    }

    public Optional<Long> maybeNumber(String name) {
        return read(() -> {
            var value = rows.getLong(name);
            return rows.wasNull() ? Optional.<Long>empty() : Optional.of(value);
        });
    }

    public long[] numbers(String name) {
        return read(() -> {
            Array array = rows.getArray(name);
            return array == null
                    ? new long[0]
                    : Stream.of((Long[]) array.getArray())
                            .mapToLong(Long::longValue)
                            .toArray();
        });
    }

    public List<String> texts(String name) {
        return read(() -> {
            Array array = rows.getArray(name);
            return array == null ? null : List.of((String[]) array.getArray());
        });
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (SQLException e) {
            throw DbFailure.of(e);
        }
    }

    private interface Reading<T> {
        T read() throws SQLException;
    }
}
