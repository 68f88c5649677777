package dev.caisse.stripe;

import com.google.gson.annotations.SerializedName;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A parameter as stripe-java declares it: its name, the parameters inside it, and a value that it could have.
///
/// @param isList whether it holds many of what is inside
/// @param sample a value as JSON would have it, where nothing is inside
record StripesParameter(String name, boolean isList, List<StripesParameter> inside, Object sample) {
    private static final Set<String> OF_THE_DIALECT = Set.of("expand", "_stripe_java_extra_param_key");

    /// What only we have; whoever reads it refuses such a value.
    static StripesParameter ours(String name) {
        return new StripesParameter(name, false, List.of(), true);
    }

    /// A value with all that is inside.
    Object whole() {
        if (inside.isEmpty()) {
            return sample;
        }
        var object = new LinkedHashMap<String, Object>();
        inside.forEach(parameter -> object.put(parameter.name, parameter.whole()));
        return isList ? List.of(object) : object;
    }

    /// Those of a class such as `checkout.SessionCreateParams`.
    static List<StripesParameter> of(String name) {
        try {
            return of(Class.forName("com.stripe.param." + name));
        } catch (ClassNotFoundException e) {
            throw new AssertionError("stripe-java has no class of parameters called " + name, e);
        }
    }

    private static List<StripesParameter> of(Class<?> params) {
        return fields(params)
                .filter(field -> !OF_THE_DIALECT.contains(serialized(field)))
                .map(StripesParameter::of)
                .toList();
    }

    private static Stream<Field> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field ->
                        !Modifier.isStatic(field.getModifiers()) && field.isAnnotationPresent(SerializedName.class));
    }

    private static String serialized(Field field) {
        return field.getAnnotation(SerializedName.class).value();
    }

    private static StripesParameter of(Field field) {
        var type = type(field);
        boolean isList = type instanceof ParameterizedType many && many.getRawType() == List.class;
        var one = isList ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        return isObject(one)
                ? new StripesParameter(serialized(field), isList, of((Class<?>) one), Map.of())
                : new StripesParameter(
                        serialized(field),
                        isList,
                        List.of(),
                        isList ? List.of(sample(field.getName(), one)) : sample(field.getName(), one));
    }

    /// What can be cleared is declared as anything: its builder knows better.
    private static Type type(Field field) {
        boolean isTold = field.getType() != Object.class && !field.getType().isInterface()
                || List.class.isAssignableFrom(field.getType())
                || Map.class.isAssignableFrom(field.getType());
        return isTold
                ? field.getGenericType()
                : setters(field)
                        .map(setter -> setter.getGenericParameterTypes()[0])
                        .min(Comparator.comparingInt(StripesParameter::vagueness))
                        .orElseThrow();
    }

    private static Stream<Method> setters(Field field) {
        var builder = Arrays.stream(field.getDeclaringClass().getDeclaredClasses())
                .filter(inner -> inner.getSimpleName().equals("Builder"))
                .findFirst()
                .orElseThrow();
        var setter = "set" + field.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                + field.getName().substring(1);
        return Arrays.stream(builder.getDeclaredMethods())
                .filter(method -> method.getName().equals(setter) && method.getParameterCount() == 1);
    }

    private static int vagueness(Type type) {
        if (isObject(type)) {
            return -(int) fields((Class<?>) type).count();
        }
        if (!(type instanceof Class<?>)) {
            return 1;
        }
        return type.getTypeName().endsWith("EmptyParam") ? 3 : 2;
    }

    private static boolean isObject(Type type) {
        return type instanceof Class<?> known
                && known.getName().startsWith("com.stripe.param.")
                && !known.isEnum()
                && fields(known).findAny().isPresent();
    }

    private static Object sample(String name, Type type) {
        if (type instanceof Class<?> known && known.isEnum()) {
            return value(known);
        }
        return switch (type.getTypeName()) {
            case "java.lang.Long" -> 1L;
            case "java.lang.Boolean" -> !name.equals("confirm");
            case "java.math.BigDecimal" -> "1";
            case "java.lang.String" -> name;
            default -> Map.of("a", "b");
        };
    }

    private static String value(Class<?> words) {
        try {
            return (String) words.getMethod("getValue").invoke(words.getEnumConstants()[0]);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
