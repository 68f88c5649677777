package dev.caisse.platform.db;

import java.util.List;
import java.util.function.Function;

/// A column of sealed bytes, as its room describes it for whoever seals it anew under another key.
///
/// @param key the table's primary key, each column with its SQL type, such as `id bigint`
/// @param context what the bytes of a row were sealed for
public record SealedColumn(String table, List<String> key, String column, Function<Columns, String> context) {
    private static final List<String> OF_A_TENANT = List.of("account_id bigint", "live boolean");

    /// Of a table of tenants.
    ///
    /// @param key what its primary key has beside the tenant
    public static SealedColumn ofTenants(String table, String key, String column, Function<Columns, String> context) {
        var whole = List.of(OF_A_TENANT.get(0), OF_A_TENANT.get(1), key);
        return new SealedColumn(table, whole, column, context);
    }

    /// The names of the key's columns, in order.
    public List<String> keyNames() {
        return key.stream().map(column -> column.split(" ")[0]).toList();
    }

    /// A parameter for each of them, of its type.
    public List<String> keyParameters() {
        return key.stream().map(column -> "?::" + column.split(" ")[1]).toList();
    }

    @Override
    public String toString() {
        return table + "." + column;
    }
}
