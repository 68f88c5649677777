package dev.caisse.api;

import dev.caisse.platform.http.Percent.Pair;
import dev.caisse.platform.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Form fields and queries with bracketed keys, read into the same tree as JSON: `a[b]=` an object, `a[0]=` and
/// `a[]=` a list, `a[][b]=` a list of objects that starts a new one when a key comes again, `k[]` repeated. Every
/// leaf is a text.
final class BracketedKeys {
    private static final Pattern INDEX = Pattern.compile("[0-9]{1,4}");
    private static final Pattern PART = Pattern.compile("\\[([^\\[\\]]*)]");

    private static final String METADATA = "metadata";

    private final Map<String, Object> root = new LinkedHashMap<>();

    private BracketedKeys() {}

    static Map<String, Object> read(List<Pair> pairs) {
        var keys = new BracketedKeys();
        pairs.forEach(keys::put);
        return frozen(keys.root);
    }

    private void put(Pair pair) {
        if (!Json.isStorable(pair.name()) || !Json.isStorable(pair.value())) {
            throw malformed("A key or value holds U+0000 or half of a surrogate pair");
        }
        put(root, path(pair.name()), pair.value());
    }

    private static List<String> path(String name) {
        int bracket = name.indexOf('[');
        if (bracket < 0) {
            return List.of(name);
        }
        var path = new ArrayList<>(List.of(name.substring(0, bracket)));
        var parts = PART.matcher(name).region(bracket, name.length());
        int end = bracket;
        while (parts.lookingAt()) {
            path.add(parts.group(1));
            end = parts.end();
            parts.region(end, name.length());
        }
        if (end != name.length() || bracket == 0 || path.size() > Json.MAX_DEPTH) {
            throw malformed("A key has brackets that do not match, or is nested more than " + Json.MAX_DEPTH + " deep");
        }
        return path;
    }

    private static void put(Map<String, Object> map, List<String> path, String value) {
        var key = path.getFirst();
        if (path.size() == 1) {
            if (map.putIfAbsent(key, value) != null) {
                throw malformed("The same key stands twice");
            }
            return;
        }
        if (path.get(1).isEmpty()) {
            append(map, key, path.subList(2, path.size()), value);
            return;
        }
        put(child(map, key), path.subList(1, path.size()), value);
    }

    private static void append(Map<String, Object> map, String key, List<String> rest, String value) {
        if (key.equals(METADATA)) {
            throw malformed("Metadata has keys, so it cannot be sent as a list");
        }
        var list = child(map, key);
        if (rest.isEmpty()) {
            put(list, List.of(Integer.toString(list.size())), value);
            return;
        }
        var last = Integer.toString(list.size() - 1);
        boolean continues = list.get(last) instanceof Map<?, ?> object && !object.containsKey(rest.getFirst());
        put(child(list, continues ? last : Integer.toString(list.size())), rest, value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> map, String key) {
        if (map.computeIfAbsent(key, _ -> new LinkedHashMap<>()) instanceof Map<?, ?> child) {
            return (Map<String, Object>) child;
        }
        throw malformed("A key stands for a value and for an object at once");
    }

    /// Objects whose keys are all small numbers become lists, in the order of the numbers. Metadata never does: its
    /// keys are the merchant's, and may be numbers.
    private static Map<String, Object> frozen(Map<String, Object> map) {
        map.replaceAll((key, value) -> key.equals(METADATA) ? value : settled(value));
        return map;
    }

    @SuppressWarnings("unchecked")
    private static Object settled(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        var object = frozen((Map<String, Object>) map);
        return object.keySet().stream().allMatch(key -> INDEX.matcher(key).matches()) ? inOrder(object) : object;
    }

    private static List<Object> inOrder(Map<String, Object> object) {
        var sorted = new TreeMap<Integer, Object>();
        object.forEach((key, value) -> sorted.put(Integer.parseInt(key), value));
        if (sorted.size() != object.size()) {
            throw malformed("The same key stands twice");
        }
        return new ArrayList<>(sorted.values());
    }

    private static Refusal malformed(String what) {
        return Refusal.of(400, "body_malformed", null, what + ".");
    }
}
