package dev.caisse;

import dev.caisse.api.Spelling;
import dev.caisse.events.EventTypes;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Types of events as somebody typed them, checked against those there are.
final class EventWords {
    private EventWords() {}

    /// @throws Main.CannotGoOn naming the nearest
    static String known(String type) {
        if (!EventTypes.all().contains(type)) {
            throw unknown(type, EventTypes.all());
        }
        return type;
    }

    /// @param words separated by commas; `*` is all, `charge.*` all that begin with `charge.`
    /// @throws Main.CannotGoOn naming the first that is none, and the nearest that is one
    static Predicate<String> wanted(String words) {
        var patterns = Arrays.stream(words.split(",", -1))
                .map(String::strip)
                .map(EventWords::pattern)
                .toList();
        return type -> patterns.stream().anyMatch(pattern -> matches(pattern, type));
    }

    private static String pattern(String word) {
        if (EventTypes.all().stream().noneMatch(type -> matches(word, type))) {
            throw unknown(word, patterns());
        }
        return word;
    }

    private static boolean matches(String pattern, String type) {
        return pattern.equals("*")
                || pattern.equals(type)
                || pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1));
    }

    private static List<String> patterns() {
        var families = EventTypes.all().stream().map(type -> type.replaceAll("\\.[a-z_]+$", ".*"));
        return Stream.concat(families, EventTypes.all().stream()).distinct().toList();
    }

    private static Main.CannotGoOn unknown(String word, Collection<String> words) {
        var near = Spelling.nearest(word, words)
                .map(nearest -> "The nearest is " + nearest + ".")
                .orElseGet(() -> "There are: " + String.join(", ", new TreeSet<>(words)) + ".");
        return new Main.CannotGoOn("There are no events \"" + word + "\". " + near);
    }
}
