package dev.caisse.stripe;

import dev.caisse.api.Refusal;
import dev.caisse.platform.json.Literal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Of which kind each of Stripe's parameters is here: *honoured*, read by whoever answers; *inert*, accepted with
/// values
/// with which it changes nothing, and told of in a notice; or *unsupported*, refused by name. One table per resource,
/// held by a test against the library's own list. Whatever would change what is charged or promised is never inert.
final class ParameterKinds {
    static final String ALL_OTHERS = "*";

    private static final List<String> RESOURCES = List.of(
            "products",
            "prices",
            "coupons",
            "promotion_codes",
            "shipping_rates",
            "customers",
            "payment_methods",
            "payment_intents",
            "setup_intents",
            "charges",
            "tokens",
            "sources",
            "refunds",
            "disputes",
            "balance",
            "checkout_sessions",
            "payment_links",
            "events",
            "webhook_endpoints",
            "test_clocks");

    private final Map<String, Section> sections = new LinkedHashMap<>();

    sealed interface Kind {
        record Honoured() implements Kind {}

        /// @param values with which it has no effect; empty when that is so with any
        record Inert(Set<String> values) implements Kind {}

        record Unsupported() implements Kind {}

        /// An object, or a list of them, in which each parameter has its own kind.
        record Object(Map<String, Kind> inside) implements Kind {
            /// Null for what Stripe does not have either.
            Kind of(String name) {
                return inside.getOrDefault(name, inside.get(ALL_OTHERS));
            }
        }
    }

    /// A row of a table.
    ///
    /// @param place file and line, for who has to change it
    /// @param path whose last name may be [#ALL_OTHERS] that the library has there
    record Row(String place, String path, Kind kind) {}

    /// The parameters of one request.
    ///
    /// @param library the name of their class in Stripe's library
    record Section(String method, String route, String library, List<Row> rows, Kind.Object all) {}

    private ParameterKinds() {}

    /// Reads the tables that come with the program.
    static ParameterKinds read() {
        var kinds = new ParameterKinds();
        for (var resource : RESOURCES) {
            var file = "parameters/" + resource + ".txt";
            try (var table = ParameterKinds.class.getResourceAsStream(file)) {
                kinds.add(file, new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return kinds;
    }

    Iterable<Section> sections() {
        return sections.values();
    }

    private void add(String file, String[] lines) {
        Section section = null;
        for (int i = 0; i < lines.length; i++) {
            var words = lines[i].strip().split(" +");
            if (words.length == 3) {
                section =
                        new Section(words[0], words[1], words[2], new ArrayList<>(), new Kind.Object(new HashMap<>()));
                sections.put(words[0] + " " + words[1], section);
            } else if (words.length == 2) {
                add(section, new Row(file + ":" + (i + 1), words[1].split("=")[0], kind(words)));
            }
        }
    }

    private static Kind kind(String[] words) {
        var parts = words[1].split("=");
        return switch (words[0]) {
            case "honoured" -> new Kind.Honoured();
            case "inert" -> new Kind.Inert(parts.length == 1 ? Set.of() : Set.of(parts[1].split("\\|")));
            case "unsupported" -> new Kind.Unsupported();
            default -> throw new IllegalStateException("no kind of parameter is called " + words[0]);
        };
    }

    private static void add(Section section, Row row) {
        section.rows.add(row);
        var names = row.path.split("\\.");
        var object = section.all;
        for (var name : Arrays.copyOf(names, names.length - 1)) {
            object = (Kind.Object) object.inside.computeIfAbsent(name, _ -> new Kind.Object(new HashMap<>()));
        }
        if (object.inside.put(names[names.length - 1], row.kind) != null) {
            throw new IllegalStateException(row.place + ": this parameter stands twice");
        }
    }

    /// What is left of a request's parameters when those without effect were taken out.
    ///
    /// @param notices hears of these
    /// @throws Refusal when one is unsupported, or is inert only with other values
    Map<String, Object> left(String method, String route, Map<String, Object> given, List<String> notices) {
        var section = sections.get(method + " " + route);
        return section == null ? given : left(section.all, "", given, notices);
    }

    private static Map<String, Object> left(Kind.Object kinds, String prefix, Map<?, ?> given, List<String> notices) {
        var left = new LinkedHashMap<String, Object>();
        given.forEach((key, value) -> {
            var name = key.toString();
            var path = prefix + name;
            switch (kinds.of(name)) {
                case Kind.Unsupported _ when value != null -> throw Refusal.unsupported(path);
                case Kind.Inert inert when value != null -> notices.add(notice(path, inert, value));
                case Kind.Object object -> {
                    var inside = inside(object, path, value, notices);
                    if (!Map.of().equals(inside) || inside.equals(value)) {
                        left.put(name, inside);
                    }
                }
                case null, default -> left.put(name, value);
            }
        });
        return left;
    }

    private static Object inside(Kind.Object kinds, String path, Object value, List<String> notices) {
        return switch (value) {
            case Map<?, ?> map -> left(kinds, path + ".", map, notices);
            case List<?> list -> {
                var left = new ArrayList<Object>();
                for (int i = 0; i < list.size(); i++) {
                    left.add(inside(kinds, path + "[" + i + "]", list.get(i), notices));
                }
                yield left;
            }
            case null, default -> value;
        };
    }

    private static String notice(String path, Kind.Inert inert, Object value) {
        if (!inert.values.isEmpty() && !inert.values.contains(text(value))) {
            throw Refusal.of(
                    400,
                    "parameter_unsupported",
                    path,
                    "`%s` can only be %s in this version of Caisse. Leave it out, or pass that."
                            .formatted(
                                    path,
                                    String.join(
                                            " or ",
                                            inert.values.stream().sorted().toList())));
        }
        return path + " has no effect here";
    }

    private static String text(Object value) {
        return switch (value) {
            case String text -> text.equals("True") || text.equals("False") ? text.toLowerCase(Locale.ROOT) : text;
            case Boolean flag -> flag.toString();
            case Literal literal -> literal.text();
            case null, default -> "";
        };
    }
}
