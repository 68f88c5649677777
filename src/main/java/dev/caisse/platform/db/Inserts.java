package dev.caisse.platform.db;

/// What takes rows: an open transaction ([Tx]), which inserts them at once, or the [Rows] of one request, which are
/// committed later together with other requests'. Whoever only inserts writes for both.
public sealed interface Inserts permits Tx, Rows {

    /// @param values one for each column of the table, in its order, of the kinds that [Sql] names
    void add(Table table, Object... values);

    /// Adds a row that decides over all the others: when one with its key is there already, nothing of this is
    /// inserted. A [Tx] then throws, and [GroupCommit] answers [GroupCommit.Outcome#TWIN].
    void addOnce(Table table, Object... values);

    /// Has something done when this is committed, on the thread that committed it: once, however often it was asked
    /// for.
    /// It must be quick, and never fail; a crash may come before it.
    void afterCommit(Runnable told);
}
