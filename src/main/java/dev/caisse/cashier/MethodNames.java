package dev.caisse.cashier;

import dev.caisse.methods.MethodType;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/// The names of ways to pay, which are the same in every language, each with its monogram: `methods.properties`. What a
/// language calls otherwise is among its own words.
final class MethodNames {
    private static final Map<String, String> ALL = read();

    private MethodNames() {}

    static String name(MethodType type) {
        return of(type.name())[1];
    }

    static String mark(MethodType type) {
        return of(type.name())[0];
    }

    /// A telephone company that keeps its customers' money.
    static String provider(String code) {
        return of(code)[1];
    }

    private static String[] of(String key) {
        var line = ALL.get(key);
        if (line == null) {
            throw new IllegalStateException("methods.properties has no " + key);
        }
        return line.split(" ", 2);
    }

    private static Map<String, String> read() {
        try (var file = MethodNames.class.getResourceAsStream("methods.properties")) {
            var properties = new Properties();
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return properties.stringPropertyNames().stream()
                    .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read methods.properties", e);
        }
    }
}
