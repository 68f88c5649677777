package dev.caisse.reference;

import static dev.caisse.reference.Answers.map;

import dev.caisse.api.ViewField;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the native dialect writes: times in milliseconds, currencies in upper case, objects whole.
final class NativeManner implements Answers.Manner {
    @Override
    public Map<String, Object> time() {
        return map("type", "integer", "description", "Milliseconds since 1970.");
    }

    @Override
    public Map<String, Object> currency() {
        return map("type", "string", "pattern", "^[A-Z]{3}$");
    }

    @Override
    public Optional<String> blank() {
        return Optional.of(", or an empty text");
    }

    @Override
    public List<Answers.Field> fields(String place, Class<?> view) {
        return ViewField.of(view).stream()
                .filter(field -> !field.isNotNative())
                .map(field -> new Answers.Field(field.name(), Optional.of(field), Set.of(), ""))
                .toList();
    }

    @Override
    public Set<String> wholes(String place) {
        return Set.of();
    }
}
