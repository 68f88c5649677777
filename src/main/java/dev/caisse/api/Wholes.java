package dev.caisse.api;

import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Prefix;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The views of objects that other views only name. Each room tells here how those it owns are found: all that are
/// asked for in one query.
public final class Wholes {
    private final Map<Prefix, Finder> byPrefix = new EnumMap<>(Prefix.class);

    /// Finds the views of those objects that this tenant has, in no order.
    @FunctionalInterface
    public interface Finder {
        List<? extends Record> find(Sql sql, Tenant tenant, List<Long> ids);
    }

    public Wholes add(Prefix prefix, Finder finder) {
        byPrefix.put(prefix, finder);
        return this;
    }

    /// Whatever there is of these, by id. What nobody knows how to find is left out.
    public Map<String, Record> find(Sql sql, Tenant tenant, Collection<String> ids) {
        var found = new HashMap<String, Record>();
        byPrefix.forEach((prefix, finder) -> {
            var numbers = ids.stream()
                    .distinct()
                    .flatMap(id -> prefix.read(id).stream())
                    .toList();
            if (!numbers.isEmpty()) {
                finder.find(sql, tenant, numbers).forEach(view -> found.put(id(view), view));
            }
        });
        return found;
    }

    private static String id(Record view) {
        return ViewField.find(view, "id").map(Object::toString).orElseThrow();
    }
}
