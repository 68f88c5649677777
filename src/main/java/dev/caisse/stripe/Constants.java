package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What Stripe's objects always have and ours never fill: one table in a file, by place and field, each with its
/// reason.
/// A view that has such a field by itself is the one that is believed.
final class Constants {
    private static final Pattern LINE = Pattern.compile("(\\S+)\\.([a-z0-9_]+) (\\S+) \\| (.+)");
    private static final Map<String, List<Constant>> BY_PLACE = read();

    /// @param why there is never anything else
    record Constant(String place, String field, Object value, String why) {}

    private Constants() {}

    static List<Constant> of(String place) {
        return BY_PLACE.getOrDefault(place, List.of());
    }

    static List<Constant> all() {
        return BY_PLACE.values().stream().flatMap(List::stream).toList();
    }

    private static Map<String, List<Constant>> read() {
        try (var stream = Constants.class.getResourceAsStream("constants.txt")) {
            return new String(stream.readAllBytes(), UTF_8)
                    .lines()
                    .map(LINE::matcher)
                    .filter(line -> line.matches())
                    .map(line -> new Constant(line.group(1), line.group(2), Json.read(line.group(3)), line.group(4)))
                    .collect(Collectors.groupingBy(Constant::place));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
