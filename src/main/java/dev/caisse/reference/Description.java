package dev.caisse.reference;

import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One dialect's OpenAPI document, which a test writes from the program, and its chapters.
final class Description {
    private final byte[] bytes;
    private final Map<?, ?> document;

    private Description(byte[] bytes) {
        this.bytes = bytes;
        this.document = (Map<?, ?>) Json.read(bytes);
    }

    static Description read(String file) {
        try (var stream = Description.class.getResourceAsStream(file)) {
            return new Description(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    String title() {
        return (String) in(document, "info").get("title");
    }

    String about() {
        return ((String) in(document, "info").get("description")).replace("`", "");
    }

    List<Chapter> chapters() {
        var operations = new LinkedHashMap<String, List<DescribedOperation>>();
        var titles = new LinkedHashMap<String, String>();
        for (var tag : (List<?>) document.get("tags")) {
            var name = (String) ((Map<?, ?>) tag).get("name");
            operations.put(name, new ArrayList<>());
            titles.put(name, ((String) ((Map<?, ?>) tag).get("description")).replaceFirst("\\.$", ""));
        }
        in(document, "paths")
                .forEach((path, methods) -> ((Map<?, ?>) methods)
                        .forEach((method, operation) -> operations
                                .get(tag((Map<?, ?>) operation))
                                .add(described((String) path, (String) method, (Map<?, ?>) operation))));
        var homes = homes(operations);
        return operations.entrySet().stream()
                .map(one -> new Chapter(
                        one.getKey(),
                        titles.get(one.getKey()),
                        one.getValue(),
                        homes.entrySet().stream()
                                .filter(home -> home.getValue().equals(one.getKey()))
                                .map(home -> object(home.getKey()))
                                .toList()))
                .toList();
    }

    /// Each object is described once: where the shortest path answers with it.
    private static Map<String, String> homes(Map<String, List<DescribedOperation>> operations) {
        var homes = new LinkedHashMap<String, String>();
        var shortest = new LinkedHashMap<String, Integer>();
        operations.forEach((chapter, all) -> all.forEach(operation -> {
            var word = operation.answers();
            if (word != null && operation.path().length() < shortest.getOrDefault(word, Integer.MAX_VALUE)) {
                shortest.put(word, operation.path().length());
                homes.put(word, chapter);
            }
        }));
        return homes;
    }

    private DescribedObject object(String word) {
        return new DescribedObject(
                word,
                SchemaWords.fields(in(in(in(document, "components"), "schemas"), word), "").stream()
                        .map(field -> new DescribedField(field.name(), false, field.about()))
                        .toList());
    }

    private DescribedOperation described(String path, String method, Map<?, ?> operation) {
        var answered = answered(operation);
        var word = answered.flatMap(Description::word);
        return new DescribedOperation(
                (String) operation.get("operationId"),
                method.toUpperCase(Locale.ROOT),
                path,
                (String) operation.get("summary"),
                operation.get("description") instanceof String about ? about.replace("`", "") : "",
                parameters(operation),
                (String) ((Map<?, ?>) ((List<?>) operation.get("x-codeSamples")).getFirst()).get("source"),
                answered.isEmpty()
                        ? "A refusal."
                        : answered.get().containsKey("$ref")
                                ? "200 with"
                                : "200 with a list, in whose data stand objects:",
                word.orElse(null));
    }

    private static Optional<Map<?, ?>> answered(Map<?, ?> operation) {
        return in(operation, "responses").get("200") instanceof Map<?, ?> response
                ? Optional.of(in(in(in(response, "content"), "application/json"), "schema"))
                : Optional.empty();
    }

    private static Optional<String> word(Map<?, ?> schema) {
        var named = schema.containsKey("$ref") ? schema : in(in(in(schema, "properties"), "data"), "items");
        return named.get("$ref") instanceof String ref ? Optional.of(SchemaWords.word(ref)) : Optional.empty();
    }

    private List<DescribedField> parameters(Map<?, ?> operation) {
        var fields = new ArrayList<DescribedField>();
        if (operation.get("parameters") instanceof List<?> parameters) {
            for (var one : parameters) {
                var parameter = (Map<?, ?>) one;
                SchemaWords.add(
                        (String) parameter.get("name"),
                        Boolean.TRUE.equals(parameter.get("required")),
                        in(parameter, "schema"),
                        fields);
            }
        }
        if (operation.get("requestBody") instanceof Map<?, ?> body) {
            var schema = in(in(in(body, "content"), "application/json"), "schema");
            var word = SchemaWords.word((String) schema.get("$ref"));
            fields.addAll(SchemaWords.fields(in(in(in(document, "components"), "schemas"), word), ""));
        }
        return fields;
    }

    private static String tag(Map<?, ?> operation) {
        return (String) ((List<?>) operation.get("tags")).getFirst();
    }

    private static Map<?, ?> in(Map<?, ?> map, String name) {
        return (Map<?, ?>) map.get(name);
    }
}
