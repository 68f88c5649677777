package dev.caisse.platform.db;

import dev.caisse.platform.db.GroupCommit.Outcome;
import dev.caisse.platform.db.Rows.Key;
import dev.caisse.platform.db.Rows.New;
import dev.caisse.platform.db.Statements.Statement;
import dev.caisse.platform.db.Table.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Inserts and changes the rows of many requests with one statement per table. Never commits.
final class Batch {
    // The server ends a transaction whose client has vanished, and a row that somebody holds does not hold up the rest.
    // Longer than deadlock_timeout (1 s), so that a deadlock is called one.
    private static final String LIMITS =
            "set local idle_in_transaction_session_timeout = '5s'; set local lock_timeout = '2s'";

    private static final Comparator<Table> PARENTS_FIRST =
            Comparator.comparingInt(Table::depth).thenComparing(Table::toString);

    private Batch() {}

    /// Two round trips, however many requests, and two more whenever one that changes something comes too late: then
    /// all is rolled back and written again without it.
    ///
    /// @return what becomes of each with the next COMMIT
    static Map<Rows, Outcome> write(Connection connection, List<Rows> requests) throws SQLException {
        var outcomes = new IdentityHashMap<Rows, Outcome>();
        var left = requests;
        while (!left.isEmpty()) {
            var lost = lost(connection, left);
            outcomes.putAll(lost);
            left = left.stream().filter(rows -> !lost.containsKey(rows)).toList();
            if (lost.keySet().stream().allMatch(rows -> rows.changed().isEmpty())) {
                break;
            }
            connection.rollback();
        }
        insertAll(connection, left.stream().flatMap(rows -> rows.added().stream()));
        left.forEach(rows -> outcomes.put(rows, Outcome.WRITTEN));
        return outcomes;
    }

    /// Inserts the decisive rows and makes the changes in one round trip, and tells for whom that did not work.
    private static Map<Rows, Outcome> lost(Connection connection, List<Rows> requests) throws SQLException {
        var decisive = byTable(requests.stream().map(Rows::decisive).flatMap(Optional::stream));
        var changes = byChange(requests);
        var first = Stream.concat(Stream.of(LIMITS), decisive.keySet().stream().map(Table::newOnes));
        var sql =
                Stream.concat(first, changes.keySet().stream().map(Change::sql)).collect(Collectors.joining(";\n"));
        try (var statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (var rows : decisive.entrySet()) {
                at = bind(statement, at, rows.getKey(), rows.getValue());
            }
            for (var changed : changes.entrySet()) {
                at = bind(statement, at, changed.getKey(), changed.getValue());
            }
            statement.execute();
            statement.getMoreResults();
            var keys = inserted(statement, decisive.keySet());
            var hits = hits(statement, changes.size(), requests.size());
            return lost(requests, keys, hits);
        }
    }

    private static Map<Rows, Outcome> lost(List<Rows> requests, Set<Key> inserted, int[] hits) {
        var lost = new IdentityHashMap<Rows, Outcome>();
        for (int place = 0; place < hits.length; place++) {
            var rows = requests.get(place);
            if (!rows.decisiveKey().map(inserted::contains).orElse(true)) {
                lost.put(rows, Outcome.TWIN);
            } else if (hits[place] < rows.changed().size()) {
                lost.put(rows, Outcome.OVERTAKEN);
            }
        }
        return lost;
    }

    private static Set<Key> inserted(PreparedStatement statement, Set<Table> tables) throws SQLException {
        var keys = new HashSet<Key>();
        for (var table : tables) {
            statement.getMoreResults();
            try (var rows = statement.getResultSet()) {
                int width = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    var values = new ArrayList<Object>();
                    for (int i = 1; i <= width; i++) {
                        values.add(rows.getObject(i));
                    }
                    keys.add(new Key(table, values));
                }
            }
        }
        return keys;
    }

    /// How many rows were changed of each request's.
    private static int[] hits(PreparedStatement statement, int changes, int requests) throws SQLException {
        var hits = new int[requests];
        for (int i = 0; i < changes; i++) {
            statement.getMoreResults();
            try (var places = statement.getResultSet()) {
                while (places.next()) {
                    hits[places.getInt(1)]++;
                }
            }
        }
        return hits;
    }

    /// In the order in which requests make them, each with its rows in the order of their keys.
    private static Map<Change, List<Placed>> byChange(List<Rows> requests) {
        var changes = new LinkedHashMap<Change, List<Placed>>();
        for (int place = 0; place < requests.size(); place++) {
            for (var changed : requests.get(place).changed()) {
                changes.computeIfAbsent(changed.change(), _ -> new ArrayList<>())
                        .add(new Placed(place, changed.values()));
            }
        }
        changes.values().forEach(rows -> rows.sort(Comparator.comparing(Placed::values, Change.inOrderOfKeys())));
        return changes;
    }

    /// The values of one change, and which request's they are.
    private record Placed(int place, List<Object> values) {}

    // Joined by semicolons they are one round trip.
    private static void insertAll(Connection connection, Stream<New> rows) throws SQLException {
        var tables = byTable(rows);
        if (tables.isEmpty()) {
            return;
        }
        var sql = tables.keySet().stream().map(Table::manyAtOnce).collect(Collectors.joining(";\n"));
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

    private static Map<Table, List<New>> byTable(Stream<New> rows) {
        var byTable = new IdentityHashMap<Table, List<New>>();
        rows.forEach(row ->
                byTable.computeIfAbsent(row.table(), _ -> new ArrayList<>()).add(row));
        var sorted = new TreeMap<Table, List<New>>(PARENTS_FIRST);
        sorted.putAll(byTable);
        return sorted;
    }

    private static int bind(PreparedStatement statement, int from, Table table, List<New> rows) throws SQLException {
        return bind(
                statement, from, table.columns(), rows.stream().map(New::values).toList());
    }

    private static int bind(PreparedStatement statement, int from, Change change, List<Placed> rows)
            throws SQLException {
        var places = rows.stream().map(Placed::place).toArray(Integer[]::new);
        statement.setArray(from, statement.getConnection().createArrayOf("integer", places));
        return bind(
                statement,
                from + 1,
                change.columns(),
                rows.stream().map(Placed::values).toList());
    }

    /// For each column an array of what the rows have in it.
    private static int bind(PreparedStatement statement, int from, List<Column> columns, List<List<Object>> rows)
            throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var packed = column.packed(rows, i);
            statement.setArray(from + i, statement.getConnection().createArrayOf(column.packedType(), packed));
        }
        return from + columns.size();
    }
}
