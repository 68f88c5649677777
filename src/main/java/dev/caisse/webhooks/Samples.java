package dev.caisse.webhooks;

import dev.caisse.api.Views;
import dev.caisse.events.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/// Events that did not happen, for trying an endpoint: of every type there is, about an object that nobody has. Kept
/// nowhere.
final class Samples {
    private Samples() {}

    /// @param id that the sample is to have
    static Event of(String type, long id) {
        return new Event(id, type, Views.SHAPE, object(type), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// A sample made for this type, or for all about such an object.
    private static String object(String type) {
        return Stream.of(type, type.substring(0, type.lastIndexOf('.')))
                .flatMap(name -> resource("sample." + name + ".json").stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no sample for " + type));
    }

    private static Optional<String> resource(String name) {
        try (var in = Samples.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
