package dev.caisse.platform.db;

import dev.caisse.platform.db.Rows.Key;
import dev.caisse.platform.db.Rows.New;
import dev.caisse.platform.db.Statements.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Inserts the rows of many requests with one statement per table. Never commits.
final class Batch {
    // The server ends a transaction whose client has vanished, and a row that somebody holds does not hold up the rest.
    // Longer than deadlock_timeout (1 s), so that a deadlock is called one.
    private static final String LIMITS =
            "set local idle_in_transaction_session_timeout = '5s'; set local lock_timeout = '2s'";

    private static final Comparator<Table> PARENTS_FIRST =
            Comparator.comparingInt(Table::depth).thenComparing(Table::toString);

    private Batch() {}

    /// Two or three round trips, however many requests.
    ///
    /// @return those that were inserted: the others' keys were there already
    static Set<Rows> insert(Connection connection, List<Rows> requests) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(LIMITS);
        }
        var first = firstOfTheirKeys(connection, requests);
        insertAll(connection, first.stream().flatMap(rows -> rows.added().stream()));
        return first;
    }

    private static Set<Rows> firstOfTheirKeys(Connection connection, List<Rows> requests) throws SQLException {
        var keys = new HashSet<Key>();
        var decisive = byTable(requests.stream().map(Rows::decisive).flatMap(Optional::stream));
        for (var entry : decisive.entrySet()) {
            keys.addAll(insertNew(connection, entry.getKey(), entry.getValue()));
        }
        return requests.stream()
                .filter(rows -> rows.decisiveKey().map(keys::contains).orElse(true))
                .collect(Collectors.toSet());
    }

    private static List<Key> insertNew(Connection connection, Table table, List<New> rows) throws SQLException {
        try (var statement = connection.prepareStatement(table.insertNew())) {
            bind(statement, 1, table, rows);
            var keys = new ArrayList<Key>();
            try (var inserted = statement.executeQuery()) {
                int width = inserted.getMetaData().getColumnCount();
                while (inserted.next()) {
                    var values = new ArrayList<Object>();
                    for (int i = 1; i <= width; i++) {
                        values.add(inserted.getObject(i));
                    }
                    keys.add(new Key(table, values));
                }
            }
            return keys;
        }
    }

    // Joined by semicolons they are one round trip.
    private static void insertAll(Connection connection, java.util.stream.Stream<New> rows) throws SQLException {
        var tables = byTable(rows);
        if (tables.isEmpty()) {
            return;
        }
        var sql = tables.keySet().stream().map(Table::insertMany).collect(Collectors.joining(";\n"));
        try (var statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (var entry : tables.entrySet()) {
                at = bind(statement, at, entry.getKey(), entry.getValue());
            }
            statement.execute();
        }
    }

    /// Whether any row of these is there, which proves that all are: they were inserted in one transaction.
    static boolean isThere(Connection connection, Rows rows) throws SQLException {
        for (var row : rows.added()) {
            var key = row.key();
            var query = new Statement(key.table().findByKey(), key.values().toArray());
            if (!Statements.all(connection, List.of(), _ -> true, query).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static Map<Table, List<New>> byTable(java.util.stream.Stream<New> rows) {
        return rows.collect(Collectors.groupingBy(New::table, () -> new TreeMap<>(PARENTS_FIRST), Collectors.toList()));
    }

    private static int bind(PreparedStatement statement, int from, Table table, List<New> rows) throws SQLException {
        var arrays = table.arrays(rows.stream().map(New::values).toList());
        int at = from;
        for (int i = 0; i < arrays.size(); i++) {
            var type = table.columns().get(i).packedType();
            statement.setArray(at++, statement.getConnection().createArrayOf(type, arrays.get(i)));
        }
        return at;
    }
}
