package dev.caisse.stripe;

import dev.caisse.api.ViewField;
import dev.caisse.reference.Answers;
import dev.caisse.reference.Answers.Field;
import dev.caisse.reference.Answers.How;
import dev.caisse.stripe.Wording.Manner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How Stripe's dialect writes in its newest version, read from the tables that its writer reads.
public final class StripeManner implements Answers.Manner {
    @Override
    public Map<String, Object> time() {
        return pair("type", "integer", "description", "Seconds since 1970.");
    }

    @Override
    public Map<String, Object> currency() {
        return pair("type", "string", "pattern", "^[a-z]{3}$");
    }

    @Override
    public Optional<String> blank() {
        return Optional.empty();
    }

    @Override
    public List<Field> fields(String where, Class<?> view) {
        var place = Wording.isBare(view) ? where : where.replaceFirst("^deleted_", "");
        var fields = new ArrayList<Field>();
        var there = new HashSet<String>();
        for (var field : ViewField.of(view)) {
            there.add(field.name());
            field(place, field).ifPresent(fields::add);
        }
        Wording.additions(place).forEach(addition -> {
            there.add(addition.field());
            fields.add(new Field(addition.field(), Optional.empty(), Set.of(How.AS_SEEN), ""));
        });
        if (!Wording.isBare(view)) {
            Constants.of(place).stream()
                    .filter(constant -> there.add(constant.field()))
                    .forEach(constant -> fields.add(new Field(
                            constant.field(), Optional.empty(), Set.of(How.AS_SEEN), "Always the same here.")));
        }
        return fields;
    }

    private static Optional<Field> field(String place, ViewField field) {
        return switch (Wording.manner(StripeVersion.NEWEST, place, field.name())) {
            case Manner.LeftOut _ -> Optional.empty();
            case Manner.OnlyExpanded _ -> Optional.of(with(field, "There only when it is expanded.", How.SOMETIMES));
            case Manner.OnlyFilled _ -> Optional.of(with(field, "", How.SOMETIMES, How.NEVER_EMPTY));
            case Manner.Whole _ -> Optional.of(with(field, "", How.SOMETIMES, How.AS_SEEN));
            case Manner.As _ -> Optional.of(with(field, "", How.AS_SEEN));
            case Manner.Plain _ -> Optional.of(with(field, ""));
        };
    }

    private static Field with(ViewField field, String about, How... how) {
        return new Field(field.name(), Optional.of(field), Set.of(how), about);
    }

    @Override
    public Set<String> wholes(String place) {
        return Stream.iterate(place.indexOf('.'), at -> at > 0, at -> place.indexOf('.', at + 1))
                .flatMap(at ->
                        Optional.ofNullable(
                                Expandable.of(place.substring(0, at)).get(place.substring(at + 1)))
                                .stream())
                .flatMap(word -> word.equals("source") ? Stream.of("charge", "refund", "dispute") : Stream.of(word))
                .collect(Collectors.toSet());
    }

    /// Of what each parameter of a request is here that only Stripe's dialect knows: those that are accepted without
    /// effect, with the values with which they are; empty for those that it refuses.
    public static Map<String, Optional<List<String>>> kinds(String method, String path) {
        var kinds = new LinkedHashMap<String, Optional<List<String>>>();
        for (var section : ParameterKinds.read().sections()) {
            if (section.method().equals(method) && section.route().equals(path)) {
                section.rows().forEach(row -> {
                    switch (row.kind()) {
                        case ParameterKinds.Kind.Inert inert ->
                            kinds.put(
                                    row.path(),
                                    Optional.of(inert.values().stream().sorted().toList()));
                        case ParameterKinds.Kind.Unsupported _ -> kinds.put(row.path(), Optional.empty());
                        default -> {}
                    }
                });
            }
        }
        return kinds;
    }

    /// The parameters of a request that the tables call honoured.
    public static Set<String> honoured(String method, String path) {
        var honoured = new HashSet<String>();
        for (var section : ParameterKinds.read().sections()) {
            if (section.method().equals(method) && section.route().equals(path)) {
                section.rows().stream()
                        .filter(row -> row.kind() instanceof ParameterKinds.Kind.Honoured)
                        .forEach(row -> honoured.add(row.path()));
            }
        }
        return honoured;
    }

    /// A request with one more parameter that its table has, and with what that needs beside it.
    ///
    /// @param request which would do without it
    public static Map<String, Object> asking(
            String method, String route, Map<String, Object> request, String parameter) {
        for (var section : ParameterKinds.read().sections()) {
            if (section.method().equals(method) && section.route().equals(route)) {
                var steps = new ArrayList<StripesParameter>();
                var inside = StripesParameter.of(section.library());
                for (var name : parameter.split("\\.")) {
                    var step = inside.stream()
                            .filter(one -> one.name().equals(name))
                            .findFirst()
                            .orElseGet(() -> StripesParameter.ours(name));
                    steps.add(step);
                    inside = step.inside();
                }
                return new AskedParameter(method, route, request, steps).body();
            }
        }
        throw new IllegalArgumentException("there is no table for " + method + " " + route);
    }

    public static boolean expands(String method, String path) {
        var word = Expandable.answer(method, path).replaceFirst("^list of ", "");
        return !Expandable.of(word).isEmpty();
    }

    public static String version() {
        return StripeVersion.NEWEST.text();
    }

    private static Map<String, Object> pair(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
