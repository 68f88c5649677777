package dev.caisse.api;

import dev.caisse.api.SearchQuery.Comparison;
import dev.caisse.api.SearchQuery.Condition;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Timeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/// What objects of one kind can be searched by, and what each has there. Texts are compared without regard to upper and
/// lower case, but for the entries of metadata.
public final class SearchFields<T> {
    static final String CREATED = "created";

    private static final String METADATA = "metadata";
    private static final int SHORTEST_PART = 3;
    private static final int MOST_LOOKED_AT = 10_000;
    private static final int AT_ONCE = 1_000;
    private static final long SECONDS_BELOW = 100_000_000_000L;
    private static final String INTEGER = "-?[0-9]{1,18}";

    private final ToLongFunction<T> id;
    private final Map<String, Field<T>> fields = new LinkedHashMap<>();
    private Function<T, Metadata> metadata = _ -> Metadata.EMPTY;

    private enum Kind {
        TEXT,
        WORD,
        NUMBER,
        TIME,
        METADATA
    }

    /// @param words that it can have; empty when it can have any
    private record Field<T>(Kind kind, Collection<String> words, Function<T, Optional<String>> value) {}

    /// Reads the next of what may be found, newest first.
    @FunctionalInterface
    public interface Next<T> {
        List<T> read(long above, long below, int limit);
    }

    /// @param id by which they are in order, and which is their time
    public SearchFields(ToLongFunction<T> id) {
        this.id = id;
        add(CREATED, Kind.TIME, List.of(), _ -> Optional.empty());
    }

    public SearchFields<T> text(String name, Function<T, Optional<String>> value) {
        return add(name, Kind.TEXT, List.of(), value);
    }

    /// One of a few words; another is refused.
    public SearchFields<T> word(String name, Collection<String> words, Function<T, String> value) {
        return add(name, Kind.WORD, words, one -> Optional.of(value.apply(one)));
    }

    public SearchFields<T> flag(String name, Predicate<T> value) {
        return word(name, List.of("true", "false"), one -> Boolean.toString(value.test(one)));
    }

    public SearchFields<T> number(String name, ToLongFunction<T> value) {
        return add(name, Kind.NUMBER, List.of(), one -> Optional.of(Long.toString(value.applyAsLong(one))));
    }

    /// A number that some have.
    public SearchFields<T> maybeNumber(String name, Function<T, Optional<Integer>> value) {
        return add(name, Kind.NUMBER, List.of(), one -> value.apply(one).map(Object::toString));
    }

    /// The id of another object.
    public SearchFields<T> id(String name, Prefix prefix, Function<T, Optional<Long>> value) {
        return add(
                name, Kind.TEXT, List.of(prefix.id(1)), one -> value.apply(one).map(prefix::id));
    }

    public SearchFields<T> metadata(Function<T, Metadata> value) {
        metadata = value;
        return add(METADATA, Kind.METADATA, List.of(), _ -> Optional.empty());
    }

    private SearchFields<T> add(String name, Kind kind, Collection<String> words, Function<T, Optional<String>> value) {
        fields.put(name, new Field<>(kind, words, value));
        return this;
    }

    /// @throws Refusal when nothing can be searched so
    void check(Condition condition, String param) {
        Spelling.checked(param, condition.field(), fields.keySet());
        var field = fields.get(condition.field());
        boolean isCounted = field.kind == Kind.NUMBER || field.kind == Kind.TIME;
        if (condition.comparison().isOrder() && !isCounted) {
            throw Refusal.invalid(param, "cannot compare `" + condition.field() + "` by size: it is no number");
        }
        if (condition.comparison() == Comparison.CONTAINS && field.kind != Kind.TEXT && field.kind != Kind.METADATA) {
            throw Refusal.invalid(param, "cannot look for a part of `" + condition.field() + "`: it is no text");
        }
        condition.value().ifPresent(value -> checkValue(condition, field, value, param));
    }

    private static void checkValue(Condition condition, Field<?> field, String value, String param) {
        if (condition.comparison() == Comparison.CONTAINS && value.codePointCount(0, value.length()) < SHORTEST_PART) {
            throw Refusal.invalid(param, "must look for parts of at least " + SHORTEST_PART + " characters");
        }
        boolean isCounted = field.kind == Kind.NUMBER || field.kind == Kind.TIME;
        if (isCounted && !value.matches(INTEGER)) {
            throw Refusal.invalid(param, "must compare `" + condition.field() + "` with an integer");
        }
        if (field.kind == Kind.WORD && !field.words.contains(value.toLowerCase(Locale.ROOT))) {
            throw Refusal.invalid(
                    param, "may ask for a " + condition.field() + " of " + String.join(", ", field.words));
        }
        boolean isId = field.kind == Kind.TEXT && !field.words.isEmpty();
        if (isId && condition.comparison() == Comparison.EQUAL) {
            checkId(condition.field(), field.words.iterator().next(), value, param);
        }
    }

    private static void checkId(String field, String example, String value, String param) {
        var prefix = example.substring(0, example.lastIndexOf('_') + 1);
        if (!value.startsWith(prefix) || !value.substring(prefix.length()).matches("[0-9]{1,19}")) {
            throw Refusal.invalid(param, "must compare `%s` with an id such as %s".formatted(field, example));
        }
    }

    static long timeMs(String value) {
        long time = Long.parseLong(value);
        return Math.abs(time) < SECONDS_BELOW ? time * 1000 : time;
    }

    /// Looks through what may be found until a page is full, or so many were looked at and no more: a page may be short
    /// though others follow.
    public Found<T> search(SearchQuery query, Slice asked, Next<T> next) {
        var slice = query.within(asked);
        var found = new ArrayList<T>();
        long below = slice.below();
        for (int looked = 0; looked < MOST_LOOKED_AT; looked += AT_ONCE) {
            var read = next.read(slice.above(), below, AT_ONCE);
            for (var one : read) {
                if (holds(query, one)) {
                    if (found.size() == slice.limit()) {
                        return new Found<>(found, Optional.of(id.applyAsLong(found.getLast())));
                    }
                    found.add(one);
                }
            }
            if (read.size() < AT_ONCE) {
                return new Found<>(found, Optional.empty());
            }
            below = id.applyAsLong(read.getLast());
        }
        return new Found<>(found, Optional.of(below));
    }

    private boolean holds(SearchQuery query, T one) {
        return query.isAny()
                ? query.conditions().stream().anyMatch(condition -> holds(condition, one, query.timeline()))
                : query.conditions().stream().allMatch(condition -> holds(condition, one, query.timeline()));
    }

    private boolean holds(Condition condition, T one, Timeline timeline) {
        var field = fields.get(condition.field());
        var there = condition
                .key()
                .map(key -> Optional.ofNullable(metadata.apply(one).entries().get(key)))
                .orElseGet(() -> field.kind == Kind.TIME ? created(one, timeline) : field.value.apply(one));
        boolean isSo = condition.value().isEmpty()
                ? there.isEmpty()
                : there.isPresent() && compares(field.kind, condition, there.get());
        return isSo != condition.isNegated();
    }

    private Optional<String> created(T one, Timeline timeline) {
        return Optional.of(Long.toString(timeline.createdMs(id.applyAsLong(one))));
    }

    private static boolean compares(Kind kind, Condition condition, String there) {
        var value = condition.value().orElseThrow();
        return switch (kind) {
            case NUMBER -> compares(condition.comparison(), Long.compare(Long.parseLong(there), Long.parseLong(value)));
            case TIME -> compares(condition.comparison(), Long.compare(Long.parseLong(there), timeMs(value)));
            case METADATA -> condition.comparison() == Comparison.EQUAL ? there.equals(value) : contains(there, value);
            case TEXT, WORD ->
                condition.comparison() == Comparison.EQUAL ? there.equalsIgnoreCase(value) : contains(there, value);
        };
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static boolean compares(Comparison comparison, int order) {
        return switch (comparison) {
            case EQUAL -> order == 0;
            case MORE -> order > 0;
            case AT_LEAST -> order >= 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case CONTAINS -> false;
        };
    }
}
