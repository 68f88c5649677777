package dev.caisse.webhooks;

import dev.caisse.api.Dialect;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// The body that an event is delivered with: written once for each dialect, when the first delivery needs it, and
/// shared by all.
final class Payload {
    private final Function<Dialect, byte[]> render;
    private final Map<String, byte[]> byDialect = new HashMap<>();

    Payload(Function<Dialect, byte[]> render) {
        this.render = render;
    }

    synchronized byte[] in(Dialect dialect) {
        return byDialect.computeIfAbsent(dialect.name(), _ -> render.apply(dialect));
    }
}
