package dev.caisse.reference;

import dev.caisse.platform.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// JSON for people and diffs: what fits on a line stands on one.
final class PrettyJson {
    private static final int LINE = 110;

    private PrettyJson() {}

    static String of(Object tree) {
        return of(tree, "") + "\n";
    }

    private static String of(Object value, String indent) {
        var plain = new JsonWriter().tree(value).text();
        if (indent.length() + plain.length() <= LINE) {
            return plain;
        }
        var deeper = indent + " ";
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> deeper
                                + new JsonWriter()
                                        .text(entry.getKey().toString())
                                        .text() + ": " + of(entry.getValue(), deeper))
                        .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
            case List<?> list ->
                list.stream()
                        .map(item -> deeper + of(item, deeper))
                        .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
            case null, default -> plain;
        };
    }
}
