package dev.caisse.connectors.sandbox;

import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.Literal;
import dev.caisse.platform.json.MalformedJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The members of a JSON object by name. What is missing or of another type is [Garbled].
record Fields(Map<?, ?> members) {

    /// The other side did not write what was agreed. Quotes nothing.
    static final class Garbled extends RuntimeException {
        Garbled() {
            super("the message is not whole", null, false, false);
        }
    }

    /// Empty when it is no JSON object.
    static Optional<Fields> read(byte[] body) {
        try {
            return Json.read(body) instanceof Map<?, ?> members ? Optional.of(new Fields(members)) : Optional.empty();
        } catch (MalformedJson _) {
            return Optional.empty();
        }
    }

    /// Empty when it is absent or null.
    Optional<String> find(String name) {
        return switch (members.get(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default -> throw new Garbled();
        };
    }

    String text(String name) {
        return find(name).orElseThrow(Garbled::new);
    }

    long number(String name) {
        try {
            return members.get(name) instanceof Literal literal ? Long.parseLong(literal.text()) : garbled();
        } catch (NumberFormatException _) {
            return garbled();
        }
    }

    Optional<Fields> findObject(String name) {
        return switch (members.get(name)) {
            case null -> Optional.empty();
            case Map<?, ?> inner -> Optional.of(new Fields(inner));
            default -> throw new Garbled();
        };
    }

    Fields object(String name) {
        return findObject(name).orElseThrow(Garbled::new);
    }

    List<Fields> objects(String name) {
        if (members.get(name) instanceof List<?> list) {
            return list.stream()
                    .map(one -> one instanceof Map<?, ?> inner ? new Fields(inner) : garbledFields())
                    .toList();
        }
        throw new Garbled();
    }

    private static Fields garbledFields() {
        throw new Garbled();
    }

    /// Every member a text.
    Map<String, String> texts() {
        return members.keySet().stream().map(Object::toString).collect(Collectors.toMap(name -> name, this::text));
    }

    <E extends Enum<E>> E constant(Class<E> type, String name) {
        var word = text(name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(word))
                .findFirst()
                .orElseThrow(Garbled::new);
    }

    private static long garbled() {
        throw new Garbled();
    }
}
