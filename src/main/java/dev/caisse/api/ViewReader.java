package dev.caisse.api;

import dev.caisse.platform.json.Literal;
import dev.caisse.platform.money.CurrencyCode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads a view that was kept back into its record, each value as the type it was, so that any dialect can write it.
/// Only secrets are gone. A field that the view has gained since is empty.
final class ViewReader {
    private static final Map<Class<?>, Function<Object, Object>> PLAIN = Map.ofEntries(
            Map.entry(String.class, kept -> kept),
            Map.entry(Boolean.class, kept -> kept),
            Map.entry(boolean.class, kept -> kept),
            Map.entry(Long.class, kept -> Long.valueOf(kept.toString())),
            Map.entry(long.class, kept -> Long.valueOf(kept.toString())),
            Map.entry(int.class, kept -> Integer.valueOf(kept.toString())),
            Map.entry(Integer.class, kept -> Integer.valueOf(kept.toString())),
            Map.entry(Millis.class, kept -> new Millis(Long.parseLong(kept.toString()))),
            Map.entry(CurrencyCode.class, kept -> CurrencyCode.of((String) kept)),
            Map.entry(Metadata.class, kept -> metadata((Map<?, ?>) kept)),
            Map.entry(Literal.class, kept -> kept));

    private final Function<Object, Optional<Class<? extends Record>>> views;

    /// @param views knows a view by the word in its field `object`
    ViewReader(Function<Object, Optional<Class<? extends Record>>> views) {
        this.views = views;
    }

    /// @throws IllegalStateException when it is no such view, or has not what a view of this kind cannot be without
    <T extends Record> T view(Class<T> type, Map<?, ?> kept) {
        var fields = ViewField.of(type);
        var values = fields.stream()
                .map(field -> value(field.type(), field.keptIn(kept)))
                .toArray();
        try {
            var constructor = type.getDeclaredConstructor(fields.stream()
                    .map(field -> field.accessor().getReturnType())
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalStateException("what was kept is no " + type.getSimpleName(), e);
        }
    }

    /// Some fields of a view, each as the type it has there, and nested ones likewise.
    Map<String, Object> part(Class<?> type, Map<?, ?> kept) {
        var part = new LinkedHashMap<String, Object>();
        for (var field : ViewField.of(type)) {
            if (kept.containsKey(field.name())) {
                part.put(field.name(), partOf(field.type(), kept.get(field.name())));
            }
        }
        return part;
    }

    private Object partOf(Type type, Object kept) {
        if (kept instanceof Map<?, ?> map && raw(type).isRecord()) {
            return raw(type) == Metadata.class ? map : part(raw(type), map);
        }
        return value(type, kept);
    }

    private Object value(Type type, Object kept) {
        var raw = raw(type);
        if (raw == Link.class) {
            return link(kept);
        }
        if (raw == Optional.class) {
            return Optional.ofNullable(value(argument(type), kept));
        }
        return kept == null ? null : given(type, raw, kept);
    }

    private Object given(Type type, Class<?> raw, Object kept) {
        if (PLAIN.containsKey(raw)) {
            return PLAIN.get(raw).apply(kept);
        }
        if (raw == List.class) {
            return ((List<?>) kept)
                    .stream().map(item -> value(argument(type), item)).toList();
        }
        return raw.isRecord() ? view(raw.asSubclass(Record.class), (Map<?, ?>) kept) : tree(kept);
    }

    /// A view where it is one of those we know, and otherwise JSON as it is.
    private Object tree(Object kept) {
        return switch (kept) {
            case Map<?, ?> map ->
                views.apply(map.get("object"))
                        .<Object>map(type -> view(type, map))
                        .orElse(map);
            case null, default -> kept;
        };
    }

    private Link link(Object kept) {
        return switch (kept) {
            case null -> new Link.None();
            case String text when text.isEmpty() -> new Link.Blank();
            case Map<?, ?> whole -> new Link.Whole((String) whole.get("id"), tree(whole));
            default -> new Link.To(kept.toString());
        };
    }

    private static Metadata metadata(Map<?, ?> kept) {
        var entries = new LinkedHashMap<String, String>();
        kept.forEach((key, value) -> entries.put((String) key, (String) value));
        return new Metadata(entries);
    }

    private static Class<?> raw(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType generic -> (Class<?>) generic.getRawType();
            default -> Object.class;
        };
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }
}
