package dev.caisse.reference;

import dev.caisse.api.ValidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A request as somebody types it: `$CAISSE` is where the server is, `$KEY` a secret key.
final class Curl {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:/@*-]*");
    private static final Pattern CODE = Pattern.compile("\\b[0-9A-Z]{12}\\b");
    private static final Pattern ID = Pattern.compile("\\b([a-z]{2,6}(?:_test)?)_[0-9]{15,19}\\b");

    private Curl() {}

    /// @param header more of it, or empty
    static String of(ValidRequest request, String header) {
        var lines = new ArrayList<String>();
        var parameters = parameters(request);
        lines.add("curl -s"
                + (request.method().equals("GET") && !parameters.isEmpty() ? " -G" : "")
                + (request.method().equals("GET") || request.method().equals("POST") && !parameters.isEmpty()
                        ? ""
                        : " -X " + request.method())
                + " -u \"$KEY:\" \"$CAISSE" + request.path() + "\"");
        if (!header.isEmpty()) {
            lines.add("-H \"" + header + "\"");
        }
        pairs(parameters, "", lines);
        return String.join(" \\\n  ", lines);
    }

    /// Of a list only how long it shall be.
    private static Map<String, Object> parameters(ValidRequest request) {
        if (request.method().equals("POST")) {
            return request.parameters();
        }
        if (request.parameters().containsKey("query")) {
            return Map.of("query", request.parameters().get("query"));
        }
        return request.parameters().containsKey("limit") ? Map.of("limit", 3) : Map.of();
    }

    /// The same with the ids that are always shown.
    static String withoutIds(String text) {
        var withoutIds = ID.matcher(text).replaceAll("$1_1234567890123456789");
        return CODE.matcher(withoutIds).replaceAll("G5V1RZ8EA0OW");
    }

    private static void pairs(Object value, String key, List<String> into) {
        if (key.endsWith("lookup_key]") || key.equals("lookup_key")) {
            // There may be one of each, and an example is sent more than once.
            return;
        }
        switch (value) {
            case Map<?, ?> map ->
                map.forEach(
                        (name, inner) -> pairs(inner, key.isEmpty() ? name.toString() : key + "[" + name + "]", into));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    pairs(list.get(i), key + (list.get(i) instanceof Map ? "[" + i + "]" : "[]"), into);
                }
            }
            case null -> {}
            default -> {
                var text = value.toString();
                var option = PLAIN.matcher(text).matches() ? "-d" : "--data-urlencode";
                into.add(option + " '" + key + "=" + text.replace("'", "'\\''") + "'");
            }
        }
    }
}
