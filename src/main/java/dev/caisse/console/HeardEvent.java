package dev.caisse.console;

import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.JsonWriter;
import java.util.Map;

/// An event as a running server told it.
///
/// @param body its JSON, to the letter what `GET /v1/events/{id}` answers
record HeardEvent(long number, String type, byte[] body) {

    /// @param event one of the list, as [dev.caisse.platform.json.Json] reads it: in order, numbers as written
    /// @throws Failed when it is no event
    static HeardEvent of(Object event) {
        if (event instanceof Map<?, ?> map
                && map.get("id") instanceof String id
                && map.get("type") instanceof String type) {
            var number = Prefix.EVENT.read(id).orElseThrow(() -> new Failed("The server lists what is no event."));
            return new HeardEvent(number, type, new JsonWriter().tree(event).bytes());
        }
        throw new Failed("The server lists what is no event.");
    }

    String id() {
        return Prefix.EVENT.id(number);
    }
}
