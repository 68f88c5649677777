package dev.caisse.stripe;

import dev.caisse.api.Refusal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which of a view's links are shown whole, and which of the links in those: what the paths of `expand` ask for.
record Expansion(Map<String, Expansion> fields) {
    static final Expansion NONE = new Expansion(Map.of());

    private static final int MOST_LEVELS = 4;
    private static final Pattern PATH = Pattern.compile("[a-z_]{1,50}(\\.[a-z_]{1,50}){0,20}");

    /// @param paths such as `latest_charge.balance_transaction`
    static Expansion of(List<String> paths) {
        return paths.stream().map(path -> of(path.split("\\."), 0)).reduce(NONE, Expansion::and);
    }

    private static Expansion of(String[] names, int from) {
        return from == names.length ? NONE : new Expansion(Map.of(names[from], of(names, from + 1)));
    }

    Expansion and(Expansion other) {
        if (other.fields.isEmpty()) {
            return this;
        }
        var both = new HashMap<>(fields);
        other.fields.forEach((name, below) -> both.merge(name, below, Expansion::and));
        return new Expansion(Map.copyOf(both));
    }

    /// What is asked of what stands in this field; empty when the field is not asked for.
    Optional<Expansion> of(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /// Reads the parameter `expand` of a request that answers with one of these objects, or a list of them.
    ///
    /// @throws Refusal when a path leads nowhere
    static List<String> paths(Object expand, String word) {
        var given = switch (expand) {
            case null -> List.of();
            case List<?> list -> list;
            default -> throw Refusal.invalid("expand", "must be a list of paths, as in expand[]=customer");
        };
        given.forEach(path -> check(path, word));
        return given.stream().map(Object::toString).toList();
    }

    private static void check(Object path, String word) {
        if (!(path instanceof String text) || !PATH.matcher(text).matches()) {
            throw Refusal.invalid("expand", "must have paths of fields, joined by dots, as in latest_charge.customer");
        }
        var names = Arrays.stream(text.split("\\.")).toList();
        if (names.stream().filter(name -> !name.equals(Expandable.DATA)).count() > MOST_LEVELS) {
            throw Refusal.invalid("expand", "may go down at most " + MOST_LEVELS + " levels");
        }
        if (!Expandable.leads(word, names)) {
            throw Refusal.invalid("expand", "has a path that cannot be expanded: " + text);
        }
    }
}
