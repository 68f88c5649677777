package dev.caisse.platform.db;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one request wants inserted and changed: all of it in one transaction, or nothing. Filled by one thread, then
/// handed to [GroupCommit#write], and not touched again. Whatever changes something adds something too, by which what
/// was written is found.
public final class Rows implements Inserts {
    private final List<New> added = new ArrayList<>();
    private final List<Changed> changed = new ArrayList<>();
    private final Set<Runnable> afterCommit = new LinkedHashSet<>();
    private Optional<New> decisive = Optional.empty();

    /// One row to be inserted.
    record New(Table table, List<Object> values) {
        New {
            table.checked(values);
        }

        Key key() {
            return new Key(table, table.keyOf(values));
        }
    }

    /// One row to be changed, if it is still as its change expects it.
    record Changed(Change change, List<Object> values) {
        Changed {
            change.checked(values);
        }
    }

    /// What a row can be found by.
    record Key(Table table, List<Object> values) {}

    @Override
    public void add(Table table, Object... values) {
        added.add(new New(table, Arrays.asList(values)));
    }

    @Override
    public void addOnce(Table table, Object... values) {
        decisive = Optional.of(new New(table, Arrays.asList(values)));
    }

    /// Changes one row. When it is not there as the change expects it, nothing of all this is written, and the answer
    /// is [GroupCommit.Outcome#OVERTAKEN]. Rows are locked in the order of these calls, the same for all requests.
    ///
    /// @param values one for each column of the change, in its order
    public void change(Change change, Object... values) {
        changed.add(new Changed(change, Arrays.asList(values)));
    }

    @Override
    public void afterCommit(Runnable told) {
        afterCommit.add(told);
    }

    /// Inserts all of this in a transaction of somebody else's, in place of [GroupCommit#write].
    public void in(Tx tx) {
        if (!changed.isEmpty()) {
            throw new IllegalStateException("changes are for group commit, which tells when they were overtaken");
        }
        decisive.ifPresent(row -> tx.addOnce(row.table, row.values.toArray()));
        added.forEach(row -> tx.add(row.table, row.values.toArray()));
        afterCommit.forEach(tx::afterCommit);
    }

    Set<Runnable> afterCommit() {
        return afterCommit;
    }

    List<New> added() {
        return added;
    }

    List<Changed> changed() {
        return changed;
    }

    Optional<New> decisive() {
        return decisive;
    }

    Optional<Key> decisiveKey() {
        return decisive.map(New::key);
    }
}
