package dev.caisse.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Says in words what a JSON schema allows, and lists what stands inside it.
final class SchemaWords {
    private static final int MOST_WORDS = 12;
    private static final String REF = "#/components/schemas/";

    private SchemaWords() {}

    /// The properties of an object, each followed by those inside it.
    static List<DescribedField> fields(Map<?, ?> schema, String prefix) {
        var fields = new ArrayList<DescribedField>();
        var required = schema.get("required") instanceof List<?> list ? list : List.of();
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, value) -> add(prefix + name, required.contains(name), (Map<?, ?>) value, fields));
        }
        return fields;
    }

    /// The same of one property.
    static void add(String name, boolean isRequired, Map<?, ?> schema, List<DescribedField> into) {
        into.add(new DescribedField(name, isRequired, about(schema)));
        inside(name, schema, into);
    }

    private static void inside(String name, Map<?, ?> schema, List<DescribedField> into) {
        if (schema.get("anyOf") instanceof List<?> either) {
            either.forEach(one -> inside(name, (Map<?, ?>) one, into));
        } else if (schema.get("items") instanceof Map<?, ?> item) {
            inside(name + "[]", item, into);
        } else {
            into.addAll(fields(schema, name + "."));
        }
    }

    private static String about(Map<?, ?> schema) {
        var kind = kind(schema);
        var said = schema.get("description") instanceof String text ? text.replace("`", "") : "";
        return said.isEmpty() ? kind : kind.isEmpty() ? said : kind + ". " + said;
    }

    private static String kind(Map<?, ?> schema) {
        if (schema.get("anyOf") instanceof List<?> either) {
            return either.stream()
                    .map(one -> about((Map<?, ?>) one).replaceFirst("\\.$", ""))
                    .collect(Collectors.joining("; or "));
        }
        if (schema.get("$ref") instanceof String ref) {
            return word(ref);
        }
        if (schema.get("const") != null) {
            return "always " + schema.get("const");
        }
        if (schema.get("enum") instanceof List<?> words) {
            var shown = words.stream().limit(MOST_WORDS).map(Object::toString).collect(Collectors.joining(", "));
            return "one of " + shown + (words.size() > MOST_WORDS ? ", … (" + words.size() + " in all)" : "");
        }
        return switch (schema.get("type")) {
            case List<?> types ->
                types.stream().map(type -> type(type.toString(), schema)).collect(Collectors.joining(" or "));
            case String type -> type(type, schema);
            case null, default -> "";
        };
    }

    private static String type(String type, Map<?, ?> schema) {
        return switch (type) {
            case "string" ->
                schema.get("maxLength") == null ? "text" : "text of at most " + schema.get("maxLength") + " characters";
            case "integer" ->
                schema.get("maximum") == null
                        ? "integer"
                        : "integer from " + schema.get("minimum") + " to " + schema.get("maximum");
            case "boolean" -> "true or false";
            case "array" ->
                (schema.get("maxItems") == null ? "list" : "list of at most " + schema.get("maxItems"))
                        + (schema.get("items") instanceof Map<?, ?> item
                                        && !kind(item).equals("object")
                                ? ", each: " + about(item)
                                : "");
            default -> type;
        };
    }

    /// The word of the object that a reference names.
    static String word(String ref) {
        return ref.substring(REF.length());
    }
}
