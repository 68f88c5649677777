package dev.caisse.vault;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.SealedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Seals what rests in a column with the newest key, a batch of rows in each transaction, while everybody works with
/// the table. A row that changes meanwhile is left to the next run.
final class Reseal {
    private static final int BATCH = 200;

    private final Db db;
    private final Keyset keyset;

    Reseal(Db db, Keyset keyset) {
        this.db = db;
        this.keyset = keyset;
    }

    /// A row that another key sealed.
    private record Stale(List<String> key, byte[] sealed, String context) {}

    /// @return how many were sealed anew
    long run(SealedColumn column) {
        long done = 0;
        var last = Optional.<Stale>empty();
        List<Stale> found;
        do {
            found = stale(column, last);
            done += resealed(column, found);
            last = found.isEmpty() ? last : Optional.of(found.getLast());
        } while (found.size() == BATCH);
        return done;
    }

    private List<Stale> stale(SealedColumn column, Optional<Stale> after) {
        var names = String.join(", ", column.keyNames());
        var beyond = after.map(_ -> "and (%s) > (%s)".formatted(names, String.join(", ", column.keyParameters())))
                .orElse("");
        var values = new ArrayList<Object>();
        values.add(keyset.newestMark());
        after.ifPresent(row -> values.addAll(row.key()));
        values.add(BATCH);
        return db.filtered(
                row -> stale(column, row),
                "select *, array[%s] as row_key from %s where substring(%s from 1 for 5) <> ? %s order by %s limit ?"
                        .formatted(texts(column), column.table(), column.column(), beyond, names),
                values.toArray());
    }

    private static String texts(SealedColumn column) {
        return String.join(
                ", ", column.keyNames().stream().map(name -> name + "::text").toList());
    }

    private static Stale stale(SealedColumn column, Columns row) {
        return new Stale(
                row.texts("row_key"),
                row.bytes(column.column()),
                column.context().apply(row));
    }

    private int resealed(SealedColumn column, List<Stale> rows) {
        return rows.isEmpty()
                ? 0
                : db.inTransaction(tx -> {
                    int done = 0;
                    for (var row : rows) {
                        done += tx.run(statement(column), values(row));
                    }
                    return done;
                });
    }

    private static String statement(SealedColumn column) {
        var key = new ArrayList<String>();
        for (int i = 0; i < column.key().size(); i++) {
            key.add(column.keyNames().get(i) + " = " + column.keyParameters().get(i));
        }
        return "update %s set %s = ? where %s and %s = ?"
                .formatted(column.table(), column.column(), String.join(" and ", key), column.column());
    }

    private Object[] values(Stale row) {
        var values = new ArrayList<Object>();
        values.add(keyset.seal(keyset.open(row.sealed(), row.context()), row.context()));
        values.addAll(row.key());
        values.add(row.sealed());
        return values.toArray();
    }
}
