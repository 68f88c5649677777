package dev.caisse.stripe;

import dev.caisse.api.Link;
import dev.caisse.api.Tenant;
import dev.caisse.api.ViewField;
import dev.caisse.api.Wholes;
import dev.caisse.platform.db.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds what a view only names and an [Expansion] wants whole: level by level, one query for each kind of object in
/// each. What is not there is left to be shown by its id.
final class Expand {
    private final Wholes wholes;

    Expand(Wholes wholes) {
        this.wholes = wholes;
    }

    /// A link that is to be shown whole, and what is asked of that.
    private record Wanted(String id, Expansion below) {}

    /// What was found, by id.
    Map<String, Record> run(Sql sql, Tenant tenant, Object view, Expansion asked) {
        var found = new HashMap<String, Record>();
        var level = new ArrayList<Wanted>();
        collect(view, asked, level);
        while (!level.isEmpty()) {
            var missing = level.stream()
                    .map(Wanted::id)
                    .filter(id -> !found.containsKey(id))
                    .toList();
            found.putAll(wholes.find(sql, tenant, missing));
            var next = new ArrayList<Wanted>();
            level.forEach(wanted -> collect(found.get(wanted.id), wanted.below, next));
            level = next;
        }
        return found;
    }

    private static void collect(Object value, Expansion asked, List<Wanted> wanted) {
        switch (value) {
            case Link.To to -> wanted.add(new Wanted(to.id(), asked));
            case Link.Whole whole -> collect(whole.view(), asked, wanted);
            case List<?> items -> items.forEach(item -> collect(item, asked, wanted));
            case Link.None _, Link.Blank _ -> {}
            case Record view -> {
                var all = asked.and(Wording.alwaysWhole(view));
                ViewField.of(view.getClass())
                        .forEach(field ->
                                all.of(field.name()).ifPresent(below -> collect(field.read(view), below, wanted)));
            }
            case null, default -> {}
        }
    }
}
