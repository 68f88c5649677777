package dev.caisse.webhooks;

import dev.caisse.events.EventTypes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// How an endpoint says which events it wants: a type, everything that begins like `charge.*`, or `*` for all.
final class EventPatterns {
    private static final String ALL = "*";

    private EventPatterns() {}

    /// Every pattern that fits a type there is.
    static Set<String> known() {
        var known = new TreeSet<>(EventTypes.all());
        known.add(ALL);
        EventTypes.all().forEach(type -> addBeginnings(type, known));
        return known;
    }

    /// As `LIKE` has them.
    static List<String> like(List<String> patterns) {
        return patterns.stream()
                .map(pattern -> pattern.replace("_", "\\_").replace(ALL, "%"))
                .toList();
    }

    private static void addBeginnings(String type, Set<String> into) {
        for (int dot = type.indexOf('.'); dot > 0; dot = type.indexOf('.', dot + 1)) {
            into.add(type.substring(0, dot + 1) + ALL);
        }
    }
}
