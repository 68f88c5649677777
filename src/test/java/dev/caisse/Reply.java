package dev.caisse;

import dev.caisse.platform.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An answer from a server, with its JSON at hand.
public record Reply(int status, HttpResponse<byte[]> raw) {

    public String text() {
        return new String(raw.body(), StandardCharsets.UTF_8);
    }

    public Map<String, Object> json() {
        return Json.readObject(text());
    }

    public Optional<String> header(String name) {
        return raw.headers().firstValue(name);
    }

    /// What stands at a path such as `line_items.data.0.price.id`; numbers and booleans as their text, null as null.
    public String at(String path) {
        Object value = json();
        for (var step : path.split("\\.")) {
            value = switch (value) {
                case Map<?, ?> map -> map.get(step);
                case List<?> list -> list.get(Integer.parseInt(step));
                case null, default -> throw new AssertionError("nothing at " + path + " in " + text());
            };
        }
        return value == null ? null : value.toString();
    }
}
