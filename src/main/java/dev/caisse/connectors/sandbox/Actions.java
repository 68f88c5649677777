package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer.Action;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/// What a payer was asked to do, as the book's column has it: spelled as it is on the wire.
final class Actions {
    private Actions() {}

    static Jsonb jsonb(Action action) {
        return new Jsonb(new JsonWriter().tree(Wire.write(action)).text());
    }

    static Action read(String json) {
        return Wire.action(Fields.read(json.getBytes(StandardCharsets.UTF_8)).orElseThrow(Fields.Garbled::new));
    }
}
