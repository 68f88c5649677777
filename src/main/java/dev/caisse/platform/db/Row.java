package dev.caisse.platform.db;

/// Turns the current row into a value.
@FunctionalInterface
public interface Row<T> {
    T read(Columns columns);
}
