package dev.caisse.reconcile;

import dev.caisse.reconcile.Reconcile.Checked;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What is found on one page: what differs, and what cannot be compared yet.
final class Found {
    private final Set<String> differences = new LinkedHashSet<>();
    private final Set<String> underWay = new LinkedHashSet<>();

    void differ(String text, Object... values) {
        differences.add(text.formatted(values));
    }

    void wait(String text, Object... values) {
        underWay.add(text.formatted(values));
    }

    /// A difference, unless what it is about is still under way.
    void say(boolean isUnderWay, String text, Object... values) {
        (isUnderWay ? underWay : differences).add(text.formatted(values));
    }

    /// @param whole how many rows a page has that is not the last
    <T, K> Checked<K> of(List<T> rows, Function<T, K> key, int whole) {
        return of(rows.size(), rows.size() < whole ? null : key.apply(rows.getLast()));
    }

    /// @param next where to go on; null after the last page
    <K> Checked<K> of(int size, K next) {
        return new Checked<>(size, next, differences, underWay);
    }
}
