package dev.caisse.api;

import dev.caisse.platform.json.Literal;
import dev.caisse.platform.money.CurrencyCode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;

/// What changed between two views of one object: the fields that did, with what they were before, down to the leaves of
/// nested objects. A list counts as one value, and so does a link; a key that was not there before was null.
final class ViewChange {
    private ViewChange() {}

    static Map<String, Object> before(Record before, Record after) {
        var changed = new LinkedHashMap<String, Object>();
        for (var field : ViewField.of(before.getClass())) {
            add(changed, field.name(), field.read(before), field.read(after));
        }
        return changed;
    }

    private static Map<String, Object> before(Map<?, ?> before, Map<?, ?> after) {
        var names = new LinkedHashSet<Object>(before.keySet());
        names.addAll(after.keySet());
        var changed = new LinkedHashMap<String, Object>();
        names.forEach(name -> add(changed, name.toString(), before.get(name), after.get(name)));
        return changed;
    }

    private static void add(Map<String, Object> changed, String name, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            changed.put(name, nested(before, after));
        }
    }

    private static Object nested(Object before, Object after) {
        if (before instanceof Metadata old && after instanceof Metadata now) {
            return before(old.entries(), now.entries());
        }
        if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
            return before(old, now);
        }
        boolean areViews = isView(before) && isView(after);
        return areViews ? before((Record) before, (Record) after) : before;
    }

    private static boolean isView(Object value) {
        return switch (value) {
            case Millis _, CurrencyCode _, Link _, Secret _, Metadata _, ApiVersion _, Literal _ -> false;
            case null, default -> value instanceof Record;
        };
    }
}
