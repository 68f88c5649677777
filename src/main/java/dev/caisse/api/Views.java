package dev.caisse.api;

import dev.caisse.platform.ids.Timeline;
import dev.caisse.platform.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The views that are kept, by the word in their field `object`: writes one for keeping, without its secrets, and reads
/// it back, so that it can be written in any dialect later. Each resource names its own here.
public final class Views {
    /// The shape of views as they are kept now. When what was kept can no longer be read into its view, the number goes
    /// up, and [#read] gets a way to bring the old shape up to the new one.
    public static final int SHAPE = 1;

    private final Map<String, Class<? extends Record>> byObject = new ConcurrentHashMap<>();
    private final ViewReader reader = new ViewReader(this::find);

    /// @param object the word in its field `object`
    public Views add(String object, Class<? extends Record> view) {
        byObject.put(object, view);
        return this;
    }

    /// @param timeline by whose clock it was made
    /// @throws IllegalArgumentException when nobody has named this view, so that it could not be read back
    public String keep(Record view, Timeline timeline) {
        if (!byObject.containsValue(view.getClass())) {
            throw new IllegalArgumentException(view.getClass().getName() + " is not among the views that are kept");
        }
        return NativeDialect.neutral(view, timeline);
    }

    /// Reads what [#keep] wrote.
    ///
    /// @throws IllegalStateException when it has a shape of a later release
    public Record read(int shape, String kept) {
        var json = json(shape, kept);
        return reader.view(type(json), json);
    }

    /// Writes for keeping what a view was before it changed, as far as it changed; empty when it did not.
    public Optional<String> keepChange(Record before, Record after, Timeline timeline) {
        return Optional.of(ViewChange.before(before, after))
                .filter(change -> !change.isEmpty())
                .map(change -> NativeDialect.neutral(change, timeline));
    }

    /// Reads what [#keepChange] wrote of a view of this kind.
    public Map<String, Object> readChange(int shape, Record view, String kept) {
        return reader.part(view.getClass(), json(shape, kept));
    }

    private static Map<String, Object> json(int shape, String kept) {
        if (shape != SHAPE) {
            throw new IllegalStateException("this release cannot read views of shape " + shape);
        }
        return Json.readObject(kept);
    }

    private Class<? extends Record> type(Map<String, Object> json) {
        return find(json.get("object"))
                .orElseThrow(() -> new IllegalStateException("no view is known for " + json.get("object")));
    }

    private Optional<Class<? extends Record>> find(Object word) {
        return word instanceof String object ? Optional.ofNullable(byObject.get(object)) : Optional.empty();
    }
}
