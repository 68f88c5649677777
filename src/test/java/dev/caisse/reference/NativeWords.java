package dev.caisse.reference;

import static dev.caisse.reference.Answers.map;

import dev.caisse.api.ValidRequest;
import java.util.List;
import java.util.Map;

/// The native dialect's own words in its document.
final class NativeWords implements Document.Dialect {
    @Override
    public String title() {
        return "Caisse";
    }

    @Override
    public String about() {
        return "A checkout that anyone can run. Times are in milliseconds, currencies in upper case. Every parameter may be"
                + " sent as a form, as JSON or, with GET and DELETE, in the query; a POST with an `Idempotency-Key` has one"
                + " effect. What is not a parameter of a request is refused by name.";
    }

    @Override
    public String header() {
        return "";
    }

    @Override
    public ValidRequest example(ValidRequest request) {
        return request;
    }

    @Override
    public Map<String, Object> parameters(Operation operation) {
        return ParameterSchema.of(
                        operation.reads(),
                        operation.required(),
                        operation.method().equals("POST"))
                .object();
    }

    @Override
    public Map<String, Object> error(Map<String, Object> objects) {
        var text = map("type", "string");
        var maybe = map("type", List.of("string", "null"));
        var inside = map(
                "type",
                text,
                "code",
                text,
                "message",
                text,
                "param",
                maybe,
                "decline_code",
                maybe,
                "doc_url",
                map("type", "null"),
                "request_id",
                text);
        inside.putAll(objects);
        return map(
                "type",
                "object",
                "required",
                List.of("error", "message"),
                "properties",
                map(
                        "error",
                        map(
                                "type",
                                "object",
                                "required",
                                List.of("type", "code", "message", "param", "decline_code", "doc_url", "request_id"),
                                "properties",
                                inside),
                        "message",
                        text));
    }
}
