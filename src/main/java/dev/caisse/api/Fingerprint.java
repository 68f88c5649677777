package dev.caisse.api;

import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What makes two requests the same: method, path and parameters, however they were spelled. A form and a JSON body of
/// the same content have one fingerprint.
final class Fingerprint {
    private Fingerprint() {}

    static byte[] of(String method, String path, Map<String, Object> parameters) {
        var canonical = new JsonWriter()
                .tree(List.of(method, path, canonical(parameters)))
                .text();
        return Tokens.sha256(canonical.getBytes(StandardCharsets.UTF_8));
    }

    private static Object canonical(Object value) {
        return switch (value) {
            case Map<?, ?> map -> sorted(map);
            case List<?> list -> list.stream().map(Fingerprint::canonical).toList();
            case null -> "";
            default -> value.toString();
        };
    }

    private static Map<String, Object> sorted(Map<?, ?> map) {
        var sorted = new TreeMap<String, Object>();
        map.forEach((name, value) -> {
            if (value != null) {
                sorted.put(name.toString(), canonical(value));
            }
        });
        return sorted;
    }
}
