package dev.caisse.platform.db;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A table as its room describes it, once, for whoever inserts into it: its columns in the order in which rows give
/// their values, those of the primary key first. Knows how one row is inserted, and how many are at once.
public final class Table {
    private final String name;
    private final List<Column> key;
    private final List<Column> columns;
    private final Optional<Computed> computed;
    private final int depth;
    private final String manyAtOnce;
    private final String newOnes;

    private Table(String name, List<Column> key, List<Column> columns, Optional<Computed> computed, int depth) {
        this.name = name;
        this.key = key;
        this.columns = columns;
        this.computed = computed;
        this.depth = depth;
        this.manyAtOnce = insertMany();
        this.newOnes = insertNew();
    }

    public static Table named(String name) {
        return new Table(name, List.of(), List.of(), Optional.empty(), 0);
    }

    /// Its primary key.
    ///
    /// @param columns each its name and its SQL type, such as `id bigint`
    public Table key(String... columns) {
        var key = Stream.of(columns).map(Column::read).toList();
        return new Table(name, key, key, computed, depth);
    }

    /// More columns; those that are left out get their defaults.
    public Table columns(String... more) {
        var all = new ArrayList<>(columns);
        Stream.of(more).map(Column::read).forEach(all::add);
        return new Table(name, key, List.copyOf(all), computed, depth);
    }

    /// One column more, whose value PostgreSQL finds as it inserts the row.
    ///
    /// @param expression SQL in which `u` is the row's other columns
    public Table computed(String column, String expression) {
        return new Table(name, key, columns, Optional.of(new Computed(column, expression)), depth);
    }

    /// Its rows refer to rows of the parent's by a foreign key, and so are inserted after them.
    public Table after(Table parent) {
        return new Table(name, key, columns, computed, parent.depth + 1);
    }

    /// Parents come before their children.
    int depth() {
        return depth;
    }

    List<Column> columns() {
        return columns;
    }

    /// The part of a row that tells it from all others.
    List<Object> keyOf(List<Object> values) {
        return values.subList(0, key.size());
    }

    /// @throws IllegalArgumentException when there is not one value for each column
    List<Object> checked(List<Object> values) {
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    name + " has " + columns.size() + " columns, but the row " + values.size() + " values");
        }
        return values;
    }

    String insertOne() {
        return computed.isPresent() ? insertOneComputed() : insertOneGiven();
    }

    private String insertOneGiven() {
        var places = String.join(", ", Collections.nCopies(columns.size(), "?"));
        return "insert into " + name + " (" + list(columns, Column::name) + ") values (" + places + ")";
    }

    private String insertOneComputed() {
        return "insert into %s (%s) select %s from (values (%s)) as u (%s)"
                .formatted(
                        name,
                        list(columns, Column::name) + computedName(),
                        list(columns, Column::given) + computedValue(),
                        list(columns, column -> "?::" + column.type()),
                        list(columns, Column::name));
    }

    /// Inserts many: one array for each column.
    String manyAtOnce() {
        return manyAtOnce;
    }

    /// As [#manyAtOnce], and answers the keys of the rows that were not there yet. Sorted, because two that insert the
    /// same keys in different orders wait for each other.
    String newOnes() {
        return newOnes;
    }

    private String insertMany() {
        return "insert into %s (%s) select %s from unnest(%s) as u (%s)"
                .formatted(
                        name,
                        list(columns, Column::name) + computedName(),
                        list(columns, Column::unpacked) + computedValue(),
                        list(columns, Column::place),
                        list(columns, Column::name));
    }

    private String insertNew() {
        var names = list(key, Column::name);
        return insertMany() + " order by " + list(key, Column::unpacked) + " on conflict (" + names
                + ") do nothing returning " + names;
    }

    String findByKey() {
        var conditions = key.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(" and "));
        return "select 1 from " + name + " where " + conditions;
    }

    private String computedName() {
        return computed.map(column -> ", " + column.name()).orElse("");
    }

    private String computedValue() {
        return computed.map(column -> ", " + column.expression()).orElse("");
    }

    private static String list(List<Column> columns, Function<Column, String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return name;
    }

    private record Computed(String name, String expression) {}

    /// One column, and how many values of it travel: as an array of its type, or of text that PostgreSQL casts.
    record Column(String name, String type) {
        static Column read(String text) {
            var parts = text.split(" ", 2);
            return new Column(parts[0], parts[1]);
        }

        String packedType() {
            return switch (type) {
                case "bigint", "integer", "boolean", "bytea" -> type;
                case "smallint" -> "integer";
                default -> "text";
            };
        }

        String given() {
            return "u." + name;
        }

        String place() {
            return "?::" + packedType() + "[]";
        }

        String unpacked() {
            return packedType().equals(type) ? "u." + name : "u." + name + "::" + type;
        }

        /// What the rows have at one place, as the elements of an array.
        Object[] packed(List<List<Object>> rows, int at) {
            return switch (packedType()) {
                case "bigint" -> filled(new Long[rows.size()], rows, at, Column::longNumber);
                case "integer" -> filled(new Integer[rows.size()], rows, at, Column::number);
                case "boolean" -> filled(new Boolean[rows.size()], rows, at, value -> value);
                case "bytea" -> filled(new byte[rows.size()][], rows, at, value -> value);
                default -> filled(new String[rows.size()], rows, at, Column::text);
            };
        }

        private static Object[] filled(
                Object[] array, List<List<Object>> rows, int at, Function<Object, Object> element) {
            for (int i = 0; i < array.length; i++) {
                array[i] = element.apply(rows.get(i).get(at));
            }
            return array;
        }

        private static Long longNumber(Object value) {
            return value == null ? null : (Long) ((Number) value).longValue();
        }

        private static Integer number(Object value) {
            return value == null ? null : (Integer) ((Number) value).intValue();
        }

        private static String text(Object value) {
            return switch (value) {
                case null -> null;
                case Jsonb json -> json.text();
                case List<?> texts -> texts.stream().map(Column::quoted).collect(Collectors.joining(",", "{", "}"));
                default -> (String) value;
            };
        }

        /// As an element of an array's literal: `unnest` would take an array of arrays apart to the last element.
        private static String quoted(Object element) {
            return '"' + ((String) element).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }
}
