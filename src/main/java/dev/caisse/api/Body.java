package dev.caisse.api;

import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Reads the parameters of a request from its query and its body, JSON or form, into one tree.
final class Body {
    private static final int MAX_BYTES = 1 << 20;
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";

    private Body() {}

    static Map<String, Object> parameters(Incoming request) {
        var query = form(request.rawQuery());
        var body = body(request);
        var all = new LinkedHashMap<>(query);
        body.forEach((name, value) -> {
            if (all.putIfAbsent(name, value) != null) {
                throw malformed("A parameter stands both in the query and in the body");
            }
        });
        return all;
    }

    private static Map<String, Object> body(Incoming request) {
        var bytes = bytes(request);
        if (bytes.length == 0) {
            return Map.of();
        }
        return switch (type(request)) {
            case JSON, "" -> json(bytes);
            case FORM -> form(noJson(utf8(bytes)));
            default ->
                throw Refusal.of(
                        415, "content_type_unsupported", null, "Send the body as " + JSON + " or as " + FORM + ".");
        };
    }

    private static byte[] bytes(Incoming request) {
        try {
            return request.body(MAX_BYTES);
        } catch (BodyUnreadable e) {
            throw malformed(e.getMessage());
        } catch (BodyTooLarge e) {
            throw Refusal.of(413, "body_too_large", null, "The body is larger than " + MAX_BYTES + " bytes.");
        }
    }

    private static String type(Incoming request) {
        var header = request.header("Content-Type").orElse("");
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(byte[] bytes) {
        try {
            return switch (Json.read(bytes)) {
                case Map<?, ?> map -> (Map<String, Object>) map;
                case null, default -> throw malformed("The body must be a JSON object");
            };
        } catch (MalformedJson e) {
            throw malformed(e.getMessage());
        }
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw malformed("The body is not valid UTF-8");
        }
    }

    /// What curl sends without being told otherwise.
    private static String noJson(String text) {
        if (text.stripLeading().startsWith("{")) {
            throw malformed("The body looks like JSON but was sent as a form: add the header Content-Type: " + JSON);
        }
        return text;
    }

    private static Map<String, Object> form(String text) {
        var pairs = Percent.pairs(text).orElseThrow(() -> malformed("The query or form has a bad escape"));
        return BracketedKeys.read(pairs);
    }

    private static Refusal malformed(String what) {
        return Refusal.of(400, "body_malformed", null, what + ".");
    }
}
