package dev.caisse.platform.db;

import java.util.List;
import java.util.Optional;

/// SQL in, records out: on its own ([Db], one round trip) or as a part of a transaction ([Tx]).
///
/// Values may be `String`, `Long`, `Integer`, `Short`, `Boolean`, `byte[]`, `List<String>` (text[]), `long[]`
/// (bigint[]), `boolean[]`, [Jsonb] or null.
public sealed interface Sql permits Db, Tx {

    /// The first row, if there is one.
    <T> Optional<T> one(Row<T> row, String sql, Object... values);

    <T> List<T> all(Row<T> row, String sql, Object... values);

    /// As [#all], and planned for these values each time: for a statement whose conditions may be left empty. One plan
    /// for all values would have to read everything, whatever was asked for.
    <T> List<T> filtered(Row<T> row, String sql, Object... values);

    /// Runs a statement and says how many rows it touched.
    int run(String sql, Object... values);
}
