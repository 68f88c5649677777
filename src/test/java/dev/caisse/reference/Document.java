package dev.caisse.reference;

import static dev.caisse.reference.Answers.map;

import dev.caisse.api.ValidRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An OpenAPI 3.1 document of one dialect, put together of what was observed.
final class Document {
    private final Dialect dialect;
    private final Answers answers;
    private final Map<String, Object> requests = new TreeMap<>();

    /// What differs between the two documents.
    interface Dialect {
        String title();

        String about();

        /// What a request says with its curl, or nothing.
        String header();

        /// What an example shows of a request that the native dialect accepts.
        ValidRequest example(ValidRequest request);

        /// The parameters of a request in this dialect.
        Map<String, Object> parameters(Operation operation);

        /// @param objects what may stand in an error besides
        Map<String, Object> error(Map<String, Object> objects);
    }

    Document(Dialect dialect, Answers answers) {
        this.dialect = dialect;
        this.answers = answers;
    }

    Map<String, Object> of(Collection<Operation> operations) {
        var paths = new TreeMap<String, Map<String, Object>>();
        var tags = new TreeMap<String, Object>();
        for (var operation : operations) {
            paths.computeIfAbsent(operation.path(), _ -> new TreeMap<>())
                    .put(operation.method().toLowerCase(Locale.ROOT), operation(operation));
            var resource = Summary.resource(operation.path());
            tags.put(resource, map("name", resource, "description", Summary.title(resource) + "."));
        }
        var schemas = new TreeMap<>(answers.components());
        schemas.put(
                "error",
                dialect.error(map(
                        "payment_intent",
                        Answers.ref("payment_intent"),
                        "setup_intent",
                        Answers.ref("setup_intent"),
                        "charge",
                        map("type", "string"))));
        schemas.putAll(requests);
        return map(
                "openapi",
                "3.1.0",
                "info",
                map(
                        "title",
                        dialect.title(),
                        "version",
                        "1",
                        "description",
                        dialect.about(),
                        "license",
                        map("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers",
                List.of(map("url", "http://127.0.0.1:8080", "description", "Where `./caisse serve` answers.")),
                "security",
                List.of(map("basic", List.of()), map("bearer", List.of())),
                "tags",
                List.copyOf(tags.values()),
                "paths",
                paths,
                "components",
                map("securitySchemes", security(), "responses", map("Refused", refused()), "schemas", schemas));
    }

    private static Map<String, Object> security() {
        return map(
                "basic",
                map("type", "http", "scheme", "basic", "description", "The key as user name, and no password."),
                "bearer",
                map("type", "http", "scheme", "bearer", "description", "The key as token."));
    }

    private static Map<String, Object> refused() {
        return map(
                "description",
                "Refused, or failed; `error.code` says why.",
                "content",
                map("application/json", map("schema", Answers.ref("error"))));
    }

    private Map<String, Object> operation(Operation operation) {
        var described = map(
                "operationId",
                id(operation),
                "tags",
                List.of(Summary.resource(operation.path())),
                "summary",
                Summary.of(operation.method(), operation.path()));
        if (operation.isForPayersToo()) {
            described.put(
                    "description",
                    "Answers a publishable key too"
                            + (operation.path().endsWith("{id}") ? ", with the object's `client_secret`." : "."));
        }
        var parameters = new ArrayList<Object>(inPath(operation));
        var schema = dialect.parameters(operation);
        if (operation.method().equals("POST")) {
            body(operation, schema, described);
        } else {
            parameters.addAll(inQuery(schema));
        }
        if (!parameters.isEmpty()) {
            described.put("parameters", parameters);
        }
        described.put("responses", responses(operation));
        described.put(
                "x-codeSamples",
                List.of(map(
                        "lang",
                        "Shell",
                        "label",
                        "curl",
                        "source",
                        Curl.withoutIds(Curl.of(dialect.example(operation.request()), dialect.header())))));
        return described;
    }

    private static String id(Operation operation) {
        return operation.method().toLowerCase(Locale.ROOT)
                + Arrays.stream(operation.path().split("[/{}_]+"))
                        .skip(2)
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .collect(Collectors.joining());
    }

    private static List<Object> inPath(Operation operation) {
        return Arrays.stream(operation.path().split("/"))
                .filter(step -> step.startsWith("{"))
                .map(step -> (Object) map(
                        "name",
                        step.substring(1, step.length() - 1),
                        "in",
                        "path",
                        "required",
                        true,
                        "schema",
                        map("type", "string")))
                .toList();
    }

    private static List<Object> inQuery(Map<String, Object> schema) {
        var required = schema.get("required") instanceof List<?> list ? list : List.of();
        var parameters = new ArrayList<Object>();
        ((Map<?, ?>) schema.get("properties")).forEach((name, value) -> {
            var parameter = map("name", name, "in", "query", "required", required.contains(name));
            if (value.toString().matches("(?s).*type=(object|array).*")) {
                ParameterSchema.put(parameter, "style", "deepObject", "explode", true);
            }
            parameter.put("schema", value);
            parameters.add(parameter);
        });
        return parameters;
    }

    private void body(Operation operation, Map<String, Object> schema, Map<String, Object> described) {
        if (((Map<?, ?>) schema.get("properties")).isEmpty()) {
            return;
        }
        var name = id(operation);
        requests.put(name, schema);
        var content = map("schema", Answers.ref(name));
        described.put(
                "requestBody",
                map(
                        "required",
                        schema.containsKey("required"),
                        "content",
                        map("application/x-www-form-urlencoded", content, "application/json", content)));
    }

    private Map<String, Object> responses(Operation operation) {
        var responses = new LinkedHashMap<String, Object>();
        operation.heard().view().ifPresent(view -> {
            var content = new LinkedHashMap<String, Object>();
            content.put("schema", answered(operation, view));
            responses.put("200", map("description", "Done.", "content", map("application/json", content)));
        });
        responses.put("4XX", map("$ref", "#/components/responses/Refused"));
        responses.put("5XX", map("$ref", "#/components/responses/Refused"));
        return responses;
    }

    private Map<String, Object> answered(Operation operation, Class<?> view) {
        return switch (view.getSimpleName()) {
            case "ListView" -> list("list", operation);
            case "SearchView" -> {
                var list = list("search_result", operation);
                properties(list).put("next_page", map("type", List.of("string", "null")));
                yield list;
            }
            default -> answers.of(view);
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> properties(Map<String, Object> schema) {
        return (Map<String, Object>) schema.get("properties");
    }

    private Map<String, Object> list(String word, Operation operation) {
        var item = operation
                .heard()
                .item()
                .map(answers::of)
                .orElseThrow(() -> new IllegalStateException(operation.request().route()
                        + " answered with nothing in its list, so nobody knows what it is a list of"));
        return map(
                "type",
                "object",
                "required",
                List.of("object", "url", "has_more", "data"),
                "properties",
                map(
                        "object",
                        map("const", word),
                        "url",
                        map("type", "string"),
                        "has_more",
                        map("type", "boolean"),
                        "data",
                        map("type", "array", "items", item)));
    }
}
