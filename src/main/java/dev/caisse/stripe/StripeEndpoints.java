package dev.caisse.stripe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The endpoints of Stripe's API, whether or not they are here too.
final class StripeEndpoints {
    private static final String ANY = "{}";

    /// Methods by path, whose variable parts are [#ANY].
    private final Map<List<String>, List<String>> methods = new HashMap<>();

    private StripeEndpoints() {}

    /// Reads the list that comes with the program.
    static StripeEndpoints read() {
        var endpoints = new StripeEndpoints();
        try (var file = StripeEndpoints.class.getResourceAsStream("endpoints.txt")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(endpoints::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return endpoints;
    }

    private void add(String line) {
        var words = List.of(line.split(" "));
        methods.put(segments(words.getFirst()), words.subList(1, words.size()));
    }

    /// @param path as it was sent
    boolean has(String method, String path) {
        var given = segments(path);
        return methods.entrySet().stream()
                .anyMatch(known -> known.getValue().contains(method) && fits(known.getKey(), given));
    }

    private static boolean fits(List<String> known, List<String> given) {
        if (known.size() != given.size()) {
            return false;
        }
        for (int i = 0; i < known.size(); i++) {
            boolean isVariable = known.get(i).equals(ANY) && !given.get(i).isEmpty();
            if (!isVariable && !known.get(i).equals(given.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
