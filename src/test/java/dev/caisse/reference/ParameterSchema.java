package dev.caisse.reference;

import dev.caisse.reference.Listening.Read;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The parameters of one request as a JSON schema, of what its readers said of themselves.
final class ParameterSchema {
    private final Map<String, ParameterSchema> inside = new TreeMap<>();
    private final Set<Read> reads = new LinkedHashSet<>();
    private ParameterSchema item;
    private boolean isRequired;

    /// @param isChange whether it changes what it is about
    /// @param required full names, with `[]` for what stands in a list
    static ParameterSchema of(Collection<Read> reads, Set<String> required, boolean isChange) {
        var root = new ParameterSchema();
        // What changes an object reads it whole again, with what was sent in its place.
        reads.stream()
                .filter(read -> isChange || read.isOfRequest())
                .map(read -> new Read(read.name(), read.kind(), read.limits(), true))
                .forEach(read -> root.at(read.name()).reads.add(read));
        required.forEach(name -> root.at(name).isRequired = true);
        return root;
    }

    private ParameterSchema at(String name) {
        var node = this;
        for (var step : name.split("\\.")) {
            boolean isList = step.endsWith("[]");
            node = node.inside.computeIfAbsent(
                    isList ? step.substring(0, step.length() - 2) : step, _ -> new ParameterSchema());
            if (isList) {
                node.item = node.item == null ? new ParameterSchema() : node.item;
                node = node.item;
            }
        }
        return node;
    }

    /// Of the request's own parameters.
    Map<String, Object> object() {
        var properties = new LinkedHashMap<String, Object>();
        inside.forEach((name, node) -> properties.put(name, node.schema()));
        var required = inside.entrySet().stream()
                .filter(one -> one.getValue().isRequired)
                .map(Map.Entry::getKey)
                .toList();
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    Map<String, Object> schema() {
        var kinds = new ArrayList<Map<String, Object>>();
        var names = new LinkedHashSet<String>();
        reads.forEach(read -> names.add(read.kind()));
        for (var read : reads) {
            boolean isRefined = switch (read.kind()) {
                case "text" ->
                    names.stream().anyMatch(kind -> !Set.of("text", "anything").contains(kind));
                case "integer" -> names.contains("time");
                case "list", "object", "anything" -> true;
                default -> false;
            };
            if (!isRefined) {
                add(kinds, of(read));
            }
        }
        if (item != null) {
            var list = new LinkedHashMap<String, Object>();
            list.put("type", "array");
            reads.stream()
                    .filter(read -> read.kind().equals("list"))
                    .findFirst()
                    .ifPresent(read -> list.put("maxItems", read.limits().getFirst()));
            list.put("items", item.schema());
            kinds.add(list);
        }
        if (!inside.isEmpty()) {
            kinds.add(object());
        } else if (names.contains("object")) {
            kinds.add(Answers.map("type", "object"));
        }
        return kinds.size() == 1
                ? kinds.getFirst()
                : kinds.isEmpty() ? Map.of("description", "Accepted, without effect.") : Map.of("anyOf", kinds);
    }

    /// Of two readers of a text the stricter one decides.
    private static void add(List<Map<String, Object>> kinds, Map<String, Object> schema) {
        var length = schema.get("maxLength");
        for (var other : kinds) {
            if (other.equals(schema)) {
                return;
            }
            if (length != null && other.get("maxLength") != null) {
                other.put("maxLength", Math.min((Integer) length, (Integer) other.get("maxLength")));
                return;
            }
        }
        kinds.add(schema);
    }

    private static Map<String, Object> of(Read read) {
        var schema = new LinkedHashMap<String, Object>();
        var limits = read.limits();
        switch (read.kind()) {
            case "text" -> put(schema, "type", "string", "maxLength", limits.getFirst());
            case "integer" -> put(schema, "type", "integer", "minimum", limits.get(0), "maximum", limits.get(1));
            case "flag" -> put(schema, "type", "boolean");
            case "word" ->
                put(schema, "type", "string", "enum", limits.stream().sorted().toList());
            case "time" ->
                put(schema, "type", "integer", "description", "A time, in seconds or milliseconds.", "minimum", 0);
            case "currency" ->
                put(schema, "type", "string", "description", "A three-letter ISO 4217 code, such as GBP.");
            case "id" -> put(schema, "type", "string", "description", "An id, such as `" + limits.getFirst() + "_…`.");
            case "address" -> put(schema, "type", "string", "description", "An http or https address, or a bare host.");
            case "email" -> put(schema, "type", "string", "description", "An e-mail address.");
            case "metadata" ->
                put(
                        schema,
                        "type",
                        "object",
                        "description",
                        "Entries of your own.",
                        "additionalProperties",
                        Map.of("type", "string"));
            default -> throw new IllegalStateException("no kind of parameter is called " + read.kind());
        }
        return schema;
    }

    static void put(Map<String, Object> schema, Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            schema.put((String) pairs[i], pairs[i + 1]);
        }
    }

    /// Full names of all, as `a.b[].c`.
    List<String> names() {
        var names = new ArrayList<String>();
        inside.forEach((name, node) -> {
            names.add(name);
            (node.item == null ? node : node.item)
                    .names()
                    .forEach(below -> names.add(name + (node.item == null ? "." : "[].") + below));
        });
        return names;
    }
}
