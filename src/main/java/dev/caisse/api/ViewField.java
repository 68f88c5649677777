package dev.caisse.api;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One field of a view: its name in the API, what it is, who is not shown it, and whether it stands under its type.
public record ViewField(
        String name, Type type, Method accessor, boolean isSecretKeyOnly, boolean isNotNative, boolean isUnderItsType) {
    private static final String TYPE = "type";

    private static final ClassValue<List<ViewField>> FIELDS = new ClassValue<>() {
        @Override
        protected List<ViewField> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(ViewField::of).toList();
        }
    };

    /// The fields of a view, in its order.
    public static List<ViewField> of(Class<?> view) {
        return FIELDS.get(view);
    }

    /// The value of a view's field by this name; empty when it has no such field, or null there.
    public static Optional<Object> find(Record view, String name) {
        return of(view.getClass()).stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .map(field -> field.read(view));
    }

    /// Its name in this view; empty when it has no place there.
    public Optional<String> nameIn(Record view) {
        return isUnderItsType
                ? Optional.ofNullable(read(view)).flatMap(_ -> find(view, TYPE).map(Object::toString))
                : Optional.of(name);
    }

    /// What was kept of it.
    Object keptIn(Map<?, ?> view) {
        if (!isUnderItsType) {
            return view.get(name);
        }
        // A type that has a place of its own is not here too.
        return of(accessor.getDeclaringClass()).stream().anyMatch(other -> other.name.equals(view.get(TYPE)))
                ? null
                : view.get(view.get(TYPE));
    }

    public Object read(Record view) {
        try {
            return accessor.invoke(view);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ViewField of(RecordComponent component) {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new ViewField(
                snakeCase(component.getName()),
                component.getGenericType(),
                accessor,
                component.isAnnotationPresent(SecretKeyOnly.class),
                component.isAnnotationPresent(NotNative.class),
                component.isAnnotationPresent(UnderItsType.class));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
