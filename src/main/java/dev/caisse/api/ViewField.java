package dev.caisse.api;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One field of a view: its name in the API, what it is, and who is not shown it.
public record ViewField(String name, Type type, Method accessor, boolean isSecretKeyOnly, boolean isNotNative) {
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
                component.isAnnotationPresent(NotNative.class));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
