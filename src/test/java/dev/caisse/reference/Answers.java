package dev.caisse.reference;

import dev.caisse.api.ApiVersion;
import dev.caisse.api.Link;
import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Secret;
import dev.caisse.api.ViewField;
import dev.caisse.platform.json.Literal;
import dev.caisse.platform.money.CurrencyCode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is answered as JSON schemas, one for each object that has a word: written from the fields of the views and the
/// dialect's manner of writing them. Where a field's type is anything at all, what was seen there decides.
public final class Answers {
    private static final Set<String> NEVER_NULL = Set.of("object", "type");
    private static final Set<String> NEVER_NULL_IN_WHAT_HAS_A_WORD = Set.of("id", "created", "metadata", "data");

    private static final Set<String> OF_ANY_OBJECT = Set.of("event.data.object", "event.data.previous_attributes");

    private final Manner manner;
    private final Map<String, Class<?>> views = new HashMap<>();
    private final Map<String, List<Map<?, ?>>> seen = new HashMap<>();
    private final Map<String, Object> components = new TreeMap<>();

    /// How a dialect writes.
    public interface Manner {
        Map<String, Object> time();

        Map<String, Object> currency();

        /// What may stand in a link besides an id.
        Optional<String> blank();

        /// The fields at a place, each with how it is there, in order; what was seen there may be needed.
        List<Field> fields(String place, Class<?> view);

        /// The words of what may stand whole at a place; empty when nothing ever does.
        Set<String> wholes(String place);
    }

    /// @param view empty for what only the dialect has
    /// @param how whether it is always there, and whether its type says what it is
    public record Field(String name, Optional<ViewField> view, Set<How> how, String about) {}

    /// What is otherwise than usual with a field.
    public enum How {
        SOMETIMES,
        NEVER_EMPTY,
        AS_SEEN
    }

    Answers(Manner manner) {
        this.manner = manner;
    }

    /// Which type a word belongs to.
    void view(String word, Class<?> type) {
        views.put(word, type);
    }

    /// Remembers every object in an answer by its place.
    void see(Object json) {
        if (json instanceof Map<?, ?> map) {
            word(map).ifPresentOrElse(word -> see(word, map), () -> map.values().forEach(this::see));
        } else if (json instanceof List<?> list) {
            list.forEach(this::see);
        }
    }

    private void see(String place, Map<?, ?> map) {
        seen.computeIfAbsent(place, _ -> new ArrayList<>()).add(map);
        map.forEach((name, value) -> seeBelow(place + "." + name, value));
    }

    private void seeBelow(String place, Object value) {
        if (value instanceof Map<?, ?> map) {
            if (word(map).isPresent()) {
                see(map);
            } else {
                see(place, map);
            }
        } else if (value instanceof List<?> list) {
            list.forEach(item -> seeBelow(place, item));
        }
    }

    /// The word under which an object has its schema.
    private Optional<String> word(Map<?, ?> map) {
        return map.get("object") instanceof String word && views.containsKey(key(word, map))
                ? Optional.of(key(word, map))
                : Optional.empty();
    }

    static String key(String word, Map<?, ?> map) {
        return Boolean.TRUE.equals(map.get("deleted")) ? "deleted_" + word : word;
    }

    /// Lists have no schema of their own: it is that of what they hold.
    static boolean isList(Object word) {
        return "list".equals(word) || "search_result".equals(word);
    }

    Map<String, Object> components() {
        new TreeSet<>(views.keySet()).forEach(this::named);
        return components;
    }

    static Map<String, Object> ref(String word) {
        return Map.of("$ref", "#/components/schemas/" + word);
    }

    /// The schema of a view, wherever it stands.
    Map<String, Object> of(Class<?> view) {
        return views.entrySet().stream()
                .filter(one -> one.getValue() == view)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .map(this::named)
                .orElseThrow(() -> new IllegalStateException("no answer was seen of " + view));
    }

    private Map<String, Object> named(String word) {
        if (!components.containsKey(word)) {
            components.put(word, Map.of());
            components.put(word, object(word.replaceFirst("_with_.*", ""), views.get(word)));
        }
        return ref(word);
    }

    private Map<String, Object> object(String place, Class<?> view) {
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var field : manner.fields(place, view)) {
            if (field.view().filter(ViewField::isUnderItsType).isPresent()) {
                underTheirTypes(place, properties);
                continue;
            }
            properties.put(field.name(), described(field, schema(place, field)));
            boolean isSecret = field.view().filter(ViewField::isSecretKeyOnly).isPresent();
            if (!field.how().contains(How.SOMETIMES) && !isSecret) {
                required.add(field.name());
            }
        }
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("required", required);
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> described(Field field, Map<String, Object> schema) {
        boolean isSecret = field.view().filter(ViewField::isSecretKeyOnly).isPresent();
        var about = isSecret ? "Not shown to a publishable key." : field.about();
        if (about.isEmpty()) {
            return schema;
        }
        var described = new LinkedHashMap<String, Object>(schema);
        described.merge("description", about, (old, more) -> old + " " + more);
        return described;
    }

    private Map<String, Object> schema(String place, Field field) {
        var below = place + "." + field.name();
        var values = seen.getOrDefault(place, List.of()).stream()
                .filter(map -> map.containsKey(field.name()))
                .map(map -> map.get(field.name()))
                .toList();
        if (field.name().equals("object") && views.containsKey(place)) {
            return map("type", "string", "const", place.replaceFirst("^deleted_", ""));
        }
        if (field.how().contains(How.AS_SEEN)) {
            return inferred(below, values);
        }
        var type = field.view().orElseThrow().type();
        var schema = of(below, type, values);
        boolean isNullable = !(type instanceof Class<?> plain && plain.isPrimitive())
                && !NEVER_NULL.contains(field.name())
                && !(views.containsKey(place) && NEVER_NULL_IN_WHAT_HAS_A_WORD.contains(field.name()))
                && !field.how().contains(How.NEVER_EMPTY);
        return isNullable ? orNull(schema) : schema;
    }

    private Map<String, Object> of(String place, Type type, List<?> seenHere) {
        var raw = switch (type) {
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            case Class<?> plain -> plain;
            default -> Object.class;
        };
        if (raw == Optional.class) {
            return of(place, ((ParameterizedType) type).getActualTypeArguments()[0], seenHere);
        }
        if (raw == List.class && ((ParameterizedType) type).getActualTypeArguments()[0] != Object.class) {
            var item = ((ParameterizedType) type).getActualTypeArguments()[0];
            var items = seenHere.stream()
                    .filter(List.class::isInstance)
                    .flatMap(list -> ((List<?>) list).stream())
                    .toList();
            return map("type", "array", "items", of(place, item, items));
        }
        if (raw == Link.class) {
            return link(place, seenHere);
        }
        if (raw.isRecord() && plain(raw).isEmpty()) {
            return record(place, raw);
        }
        return plain(raw).orElseGet(() -> inferred(place, seenHere));
    }

    private Map<String, Object> record(String place, Class<?> view) {
        boolean hasWord =
                ViewField.of(view).stream().anyMatch(field -> field.name().equals("object"));
        return hasWord && views.containsValue(view) ? of(view) : object(place, view);
    }

    private Optional<Map<String, Object>> plain(Class<?> raw) {
        if (raw == String.class || raw == Secret.class || raw == ApiVersion.class) {
            return Optional.of(map("type", "string"));
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return Optional.of(map("type", "boolean"));
        }
        if (raw == long.class || raw == Long.class || raw == int.class || raw == Integer.class) {
            return Optional.of(map("type", "integer"));
        }
        if (raw == Millis.class) {
            return Optional.of(manner.time());
        }
        if (raw == CurrencyCode.class) {
            return Optional.of(manner.currency());
        }
        if (raw == Metadata.class) {
            return Optional.of(map("type", "object", "additionalProperties", Map.of("type", "string")));
        }
        return raw == Literal.class ? Optional.of(map("type", "number")) : Optional.empty();
    }

    private Map<String, Object> link(String place, List<?> seenHere) {
        var words = new TreeSet<String>();
        manner.wholes(place).stream()
                .filter(word -> views.containsKey(word.replaceFirst("^list of ", "")))
                .forEach(words::add);
        seenHere.stream()
                .filter(Map.class::isInstance)
                .flatMap(map -> word((Map<?, ?>) map).stream())
                .forEach(words::add);
        var id = map("type", "string", "description", "An id" + manner.blank().orElse("") + ".");
        if (words.isEmpty() && seenHere.stream().anyMatch(Map.class::isInstance)) {
            return inferred(place, seenHere);
        }
        if (words.isEmpty()) {
            return id;
        }
        var either = new ArrayList<Object>(List.of(id));
        words.forEach(word -> either.add(word.startsWith("list of ") ? listOf(word.substring(8)) : named(word)));
        return map("anyOf", either);
    }

    private Map<String, Object> listOf(String word) {
        return map(
                "type",
                "object",
                "properties",
                map("object", map("const", "list"), "data", map("type", "array", "items", named(word))));
    }

    /// The properties that stand under the word in `type`.
    private void underTheirTypes(String place, Map<String, Object> properties) {
        var names = new TreeSet<String>();
        for (var map : seen.getOrDefault(place, List.of())) {
            if (map.get("type") instanceof String type && map.containsKey(type) && !properties.containsKey(type)) {
                names.add(type);
            }
        }
        names.forEach(name -> properties.put(
                name,
                inferred(
                        place + "." + name,
                        seen.get(place).stream()
                                .filter(map -> map.containsKey(name))
                                .map(map -> map.get(name))
                                .toList())));
    }

    /// What may stand where nothing but what stood there tells.
    private Map<String, Object> inferred(String place, List<?> values) {
        if (OF_ANY_OBJECT.contains(place)) {
            return map("type", List.of("object", "null"), "description", "As the object has it.");
        }
        var kinds = new TreeMap<String, Map<String, Object>>();
        for (var value : values) {
            switch (value) {
                case null -> kinds.put("null", map("type", "null"));
                case String _ -> kinds.put("string", map("type", "string"));
                case Boolean _ -> kinds.put("boolean", map("type", "boolean"));
                case List<?> _ -> kinds.computeIfAbsent("list", _ -> list(place, values));
                case Map<?, ?> map -> {
                    var word = word(map);
                    kinds.computeIfAbsent(
                            word.orElse("object"), _ -> word.map(this::named).orElseGet(() -> things(place, values)));
                }
                default -> kinds.put("number", map("type", value.toString().contains(".") ? "number" : "integer"));
            }
        }
        if (kinds.isEmpty()) {
            return map("type", "null");
        }
        var nothing = kinds.remove("null");
        var all = List.copyOf(kinds.values());
        var schema = all.isEmpty()
                ? nothing
                : all.size() == 1 ? all.getFirst() : new LinkedHashMap<String, Object>(map("anyOf", all));
        return nothing == null || all.isEmpty() ? schema : orNull(schema);
    }

    private Map<String, Object> list(String place, List<?> values) {
        var items = values.stream()
                .filter(List.class::isInstance)
                .flatMap(list -> ((List<?>) list).stream())
                .toList();
        return items.isEmpty()
                ? map("type", "array", "maxItems", 0)
                : map("type", "array", "items", inferred(place, items));
    }

    private Map<String, Object> things(String place, List<?> values) {
        var inside = new TreeMap<String, List<Object>>();
        var maps = values.stream()
                .filter(Map.class::isInstance)
                .map(value -> (Map<?, ?>) value)
                .filter(map -> word(map).isEmpty())
                .toList();
        maps.forEach(map -> map.forEach((name, value) ->
                inside.computeIfAbsent(name.toString(), _ -> new ArrayList<>()).add(value)));
        var properties = new LinkedHashMap<String, Object>();
        inside.forEach((name, all) -> properties.put(name, inferred(place + "." + name, all)));
        return properties.isEmpty() ? map("type", "object") : map("type", "object", "properties", properties);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> orNull(Map<String, Object> schema) {
        var nullable = new LinkedHashMap<>(schema);
        if (schema.get("type") instanceof String type) {
            nullable.put("type", type.equals("null") ? "null" : List.of(type, "null"));
            return nullable;
        }
        if (schema.get("type") instanceof List<?>) {
            return nullable;
        }
        var either = new ArrayList<Object>(
                schema.get("anyOf") instanceof List<?> list ? (List<Object>) list : List.of(schema));
        either.add(map("type", "null"));
        return map("anyOf", either);
    }

    static Map<String, Object> map(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        ParameterSchema.put(map, pairs);
        return map;
    }
}
