package dev.caisse.platform.db;

import dev.caisse.platform.db.Table.Column;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A change of rows as their room writes it, once, for many requests together: a statement over arrays, which changes
/// those rows that are still as they were expected, and answers the places of the requests whose row it changed.
public final class Change {
    private final String sql;
    private final List<Column> columns;

    private Change(String sql, List<Column> columns) {
        this.sql = sql;
        this.columns = columns;
    }

    /// @param sql an update of what is unpacked from arrays, the first of them `place integer[]`; it returns `place`
    public static Change of(String sql) {
        return new Change(sql, List.of());
    }

    /// The next arrays: first those of the primary key.
    ///
    /// @param more each its name and its SQL type, such as `id bigint`
    public Change columns(String... more) {
        return new Change(
                sql,
                Stream.concat(columns.stream(), Stream.of(more).map(Column::read))
                        .toList());
    }

    String sql() {
        return sql;
    }

    List<Column> columns() {
        return columns;
    }

    /// @throws IllegalArgumentException when there is not one value for each column
    List<Object> checked(List<Object> values) {
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    columns.size() + " values are wanted by this, but there are " + values.size() + ": " + sql);
        }
        return values;
    }

    /// By their keys, because two that change the same rows in different orders wait for each other.
    static Comparator<List<Object>> inOrderOfKeys() {
        return (one, other) -> {
            for (int i = 0; i < one.size(); i++) {
                int order = compared(one.get(i), other.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    @SuppressWarnings("unchecked")
    private static int compared(Object one, Object other) {
        return one instanceof Comparable<?> comparable && other != null && one.getClass() == other.getClass()
                ? ((Comparable<Object>) comparable).compareTo(other)
                : 0;
    }
}
