package bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Exactly the rows that one request left in the database, of whatever tables, as `insert` statements for `pgbench`:
/// with the same columns, sizes and constraints, and new ids each time. They come a day after the server's own, where
/// an index grows at its end, which is the cheapest place for it.
final class WrittenRows {
    /// Written at any time by workers, so not part of what a request wrote.
    private static final Set<String> WORKERS_TABLES = Set.of(
            "public.nodes", "public.pictures", "public.vault_nodes", "public.balance_snapshots", "public.ledger_cut");

    private static final Set<String> UNIQUE_TEXTS = Set.of("key", "acquirer_reference");
    private static final long FIRST_ID = 1L << 58;
    private static final long DAY = 86_400_000L << 22;
    private static final int IDS_AT_ONCE = 64;

    /// Of these a payment inserts a row, and changes it when the bank has answered.
    private static final Set<String> CHANGED =
            Set.of("public.payment_intents", "public.payment_methods", "public.attempts", "public.idempotency_keys");

    private final List<String> inserts;
    private final List<List<String>> steps;
    private final Map<String, Long> tables;
    private final long firstId;

    private WrittenRows(List<String> inserts, List<List<String>> steps, Map<String, Long> tables, long firstId) {
        this.inserts = inserts;
        this.steps = steps;
        this.tables = tables;
        this.firstId = firstId;
    }

    /// Sends the request once and looks at what it wrote. Nothing else may write meanwhile.
    static WrittenRows of(ServerUnderTest server, String path, String body) {
        try (var connection = server.connect()) {
            long before = transaction(connection);
            server.post(path, body);
            return between(connection, before, transaction(connection));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One statement, one round trip, as a program does that has not thought of it.
    String naive() {
        return variables() + "begin;\n" + String.join("\n", inserts) + "\ncommit;\n";
    }

    /// The same in as many transactions as the request took, one after the other, as a program must that calls a bank
    /// and may die at any moment: what the last one changed is inserted by the first.
    String naiveInSteps() {
        return variables()
                + steps.stream()
                        .map(step -> "begin;\n" + String.join("\n", step) + "\ncommit;\n")
                        .collect(Collectors.joining());
    }

    /// All in one go; committed at its end.
    String inOneRoundTrip() {
        return variables() + "\\startpipeline\n" + String.join("\n", inserts) + "\n\\endpipeline\n";
    }

    /// How many rows, and of what.
    String described() {
        return inserts.size() + " rows: "
                + tables.entrySet().stream()
                        .map(table -> table.getValue() + " " + table.getKey().replace("public.", ""))
                        .collect(Collectors.joining(", "));
    }

    private String variables() {
        return """
                \\set n :n + 1
                \\set b %d + :base + (:client_id * 1000000 + :n) * %d
                """.formatted(firstId + DAY, IDS_AT_ONCE);
    }

    private static long transaction(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_current_xact_id()::text::bigint")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static WrittenRows between(Connection connection, long after, long before) throws SQLException {
        var ids = new TreeMap<Long, Integer>();
        var raw = new LinkedHashMap<String, List<Written>>();
        for (var table : tables(connection)) {
            var rows = rows(connection, table, after, before);
            if (!rows.isEmpty()) {
                raw.put(table, rows);
            }
        }
        raw.values()
                .forEach(rows -> rows.forEach(row -> row.values().stream()
                        .filter(Value::isId)
                        .forEach(value -> ids.putIfAbsent(Long.parseLong(value.text()), 0))));
        int place = 0;
        for (var id : ids.entrySet()) {
            id.setValue(place++);
        }
        var inserts = raw.entrySet().stream()
                .flatMap(table -> table.getValue().stream().map(row -> insert(table.getKey(), row.values(), ids)))
                .toList();
        var counts = raw.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, table -> (long) table.getValue().size(), Long::sum, LinkedHashMap::new));
        return new WrittenRows(inserts, steps(raw, ids), counts, ids.firstKey());
    }

    private static List<List<String>> steps(Map<String, List<Written>> raw, Map<Long, Integer> ids) {
        var steps = new TreeMap<Long, List<String>>();
        raw.values().forEach(rows -> rows.forEach(row -> steps.put(row.transaction(), new ArrayList<>())));
        raw.forEach((table, rows) -> rows.forEach(row -> {
            boolean isChanged = CHANGED.contains(table) && row.transaction() > steps.firstKey();
            var inserted = isChanged ? steps.firstEntry().getValue() : steps.get(row.transaction());
            inserted.add(insert(table, row.values(), ids));
            if (isChanged) {
                steps.get(row.transaction()).add(update(table, row.values(), ids));
            }
        }));
        return List.copyOf(steps.values());
    }

    /// Parents before those that refer to them.
    private static List<String> tables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select n.nspname || '.' || c.relname
                          from pg_class c join pg_namespace n on n.oid = c.relnamespace
                         where n.nspname in ('public', 'sandbox') and c.relkind in ('r', 'p') and not c.relispartition
                         order by exists (select 1 from pg_constraint f where f.conrelid = c.oid and f.contype = 'f'), 1
                        """)) {
            var names = new ArrayList<String>();
            while (rows.next()) {
                if (!WORKERS_TABLES.contains(rows.getString(1))) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }

    /// A row, and the transaction that wrote it as it is.
    private record Written(long transaction, List<Value> values) {}

    private record Value(String column, String type, String text) {
        boolean isKey() {
            return List.of("account_id", "live", "id", "key").contains(column);
        }

        boolean isId() {
            return type.equals("int8")
                    && text != null
                    && !column.equals("account_id")
                    && Long.parseLong(text) >= FIRST_ID;
        }
    }

    private static List<Written> rows(Connection connection, String table, long after, long before)
            throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select xmin::text::bigint as written_by, t.* from %s t where xmin::text::bigint > %d and xmin::text::bigint < %d"
                                .formatted(table, after, before))) {
            var all = new ArrayList<Written>();
            while (rows.next()) {
                all.add(new Written(rows.getLong(1), row(rows)));
            }
            return all;
        }
    }

    private static List<Value> row(ResultSet rows) throws SQLException {
        var columns = rows.getMetaData();
        var values = new ArrayList<Value>();
        for (int i = 2; i <= columns.getColumnCount(); i++) {
            values.add(new Value(columns.getColumnName(i), columns.getColumnTypeName(i), rows.getString(i)));
        }
        return values;
    }

    private static String insert(String table, List<Value> row, Map<Long, Integer> ids) {
        return "insert into %s (%s) values (%s);"
                .formatted(
                        table,
                        row.stream().map(Value::column).collect(Collectors.joining(", ")),
                        row.stream().map(value -> literal(value, ids)).collect(Collectors.joining(", ")));
    }

    private static String update(String table, List<Value> row, Map<Long, Integer> ids) {
        return "update %s set %s where %s;"
                .formatted(
                        table,
                        assignments(row.stream().filter(value -> !value.isKey()), ids, ", "),
                        assignments(row.stream().filter(Value::isKey), ids, " and "));
    }

    private static String assignments(Stream<Value> values, Map<Long, Integer> ids, String between) {
        return values.map(value -> value.column() + " = " + literal(value, ids)).collect(Collectors.joining(between));
    }

    private static String literal(Value value, Map<Long, Integer> ids) {
        if (value.text() == null) {
            return "null";
        }
        if (value.isId()) {
            return id(ids.get(Long.parseLong(value.text())));
        }
        if (value.text().matches("\\d{18,19}") && ids.containsKey(Long.parseLong(value.text()))) {
            return id(ids.get(Long.parseLong(value.text()))) + "::text";
        }
        if (UNIQUE_TEXTS.contains(value.column())) {
            return "'bench-' || :b::bigint";
        }
        return "'" + plain(value) + "'::" + value.type().replaceFirst("^_(.*)", "$1[]");
    }

    private static String id(int place) {
        return "(:b::bigint + " + place + ")";
    }

    /// pgbench takes `:word` for one of its variables, in literals too; in JSON a space more means nothing.
    private static String plain(Value value) {
        var text = value.text().replace("'", "''").replace("\n", " ");
        return value.type().startsWith("json") ? text.replaceAll(":(?=\\w)", ": ") : text;
    }
}
