package dev.caisse.reference;

import static dev.caisse.reference.Answers.map;

import dev.caisse.api.ValidRequest;
import dev.caisse.stripe.StripeManner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Stripe's dialect's own words in its document, with what its tables of parameters say.
final class StripeWords implements Document.Dialect {
    @Override
    public String title() {
        return "Caisse in Stripe's dialect";
    }

    @Override
    public String about() {
        return "What a request with a `Stripe-Version` header is answered, in the newest version, "
                + StripeManner.version()
                + ". Times are in seconds, currencies in lower case, links are ids unless `expand` asks for more.";
    }

    @Override
    public String header() {
        return "Stripe-Version: " + StripeManner.version();
    }

    /// Without what this dialect refuses by name.
    @Override
    public ValidRequest example(ValidRequest request) {
        var words = request.route().split(" ");
        var left = new LinkedHashMap<>(request.parameters());
        StripeManner.kinds(words[0], words[1]).forEach((name, kind) -> {
            if (kind.isEmpty()) {
                left.remove(name);
            }
        });
        return new ValidRequest(request.route(), request.path(), left);
    }

    @Override
    public Map<String, Object> parameters(Operation operation) {
        var schema = ParameterSchema.of(
                        operation.reads(),
                        operation.required(),
                        operation.method().equals("POST"))
                .object();
        StripeManner.kinds(operation.method(), operation.path()).forEach((path, kind) -> put(schema, path, kind));
        var properties = properties(schema);
        if (properties.containsKey("payment_method_types")) {
            properties.put("allowed_payment_method_types", properties.get("payment_method_types"));
        }
        if (StripeManner.expands(operation.method(), operation.path())) {
            properties.put(
                    "expand",
                    map(
                            "type",
                            "array",
                            "description",
                            "Paths of links to show whole, to four levels.",
                            "items",
                            map("type", "string")));
        }
        return schema;
    }

    /// The names of a request's parameters, as the tables have them.
    Set<String> names(Operation operation) {
        return names(parameters(operation), "");
    }

    private static Set<String> names(Map<String, Object> schema, String prefix) {
        var names = new TreeSet<String>();
        properties(schema).forEach((name, value) -> {
            names.add(prefix + name);
            inside(value).forEach(inner -> names.addAll(names(inner, prefix + name + ".")));
        });
        return names;
    }

    /// The objects that a property may be, or of which it may be a list.
    private static List<Map<String, Object>> inside(Object schema) {
        var map = (Map<?, ?>) schema;
        if (map.get("anyOf") instanceof List<?> either) {
            return either.stream().flatMap(one -> inside(one).stream()).toList();
        }
        var object = object(schema);
        return object == null ? List.of() : List.of(object);
    }

    /// An inert parameter with the values that it may have.
    private static void put(Map<String, Object> schema, String path, Optional<List<String>> kind) {
        if (kind.isEmpty() || path.endsWith("*")) {
            return;
        }
        var steps = path.split("\\.");
        var properties = properties(schema);
        for (int i = 0; i < steps.length - 1; i++) {
            var inside = object(properties.computeIfAbsent(
                    steps[i],
                    _ -> map(
                            "type",
                            "object",
                            "properties",
                            new TreeMap<String, Object>(),
                            "additionalProperties",
                            false)));
            if (inside == null) {
                return;
            }
            properties = properties(inside);
        }
        var last = steps[steps.length - 1];
        if (!properties.containsKey(last)) {
            var inert = map("description", "Accepted, without effect.");
            if (!kind.get().isEmpty()) {
                inert.put("enum", kind.get().stream().map(StripeWords::typed).toList());
            }
            properties.put(last, inert);
        }
    }

    private static Object typed(String value) {
        return value.matches("true|false") ? (Object) Boolean.valueOf(value) : value;
    }

    /// The object that a property is, or of which it is a list.
    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object schema) {
        var map = (Map<String, Object>) schema;
        return map.containsKey("properties") ? map : map.get("items") instanceof Map<?, ?> item ? object(item) : null;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Map<String, Object> schema) {
        return (Map<String, Object>) schema.get("properties");
    }

    @Override
    public Map<String, Object> error(Map<String, Object> objects) {
        var text = map("type", "string");
        var inside = map(
                "type", text, "code", text, "message", text, "param", text, "decline_code", text, "request_id", text);
        inside.putAll(objects);
        return map(
                "type",
                "object",
                "required",
                List.of("error"),
                "properties",
                map(
                        "error",
                        map(
                                "type",
                                "object",
                                "required",
                                List.of("type", "code", "message", "request_id"),
                                "properties",
                                inside)));
    }
}
