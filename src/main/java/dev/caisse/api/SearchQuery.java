package dev.caisse.api;

import dev.caisse.platform.ids.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a search asks for, in Stripe's grammar: conditions such as `email:'jenny@example.com'`, `amount>1000`,
/// `-status:'failed'`, `metadata['order']:'7'`, of which all must hold, or any.
///
/// @param timeline by which whoever asks sees when things were created
public record SearchQuery(List<Condition> conditions, boolean isAny, Timeline timeline) {
    static final int MAX_CHARACTERS = 5000;

    /// How a field is compared.
    enum Comparison {
        EQUAL(":"),
        CONTAINS("~"),
        AT_LEAST(">="),
        AT_MOST("<="),
        MORE(">"),
        LESS("<");

        final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        boolean isOrder() {
            return this != EQUAL && this != CONTAINS;
        }
    }

    /// One condition.
    ///
    /// @param key of metadata; else empty
    /// @param value empty to ask for what is not there
    /// @param isNegated whether it must not hold
    record Condition(
            String field, Optional<String> key, Comparison comparison, Optional<String> value, boolean isNegated) {

        /// Whether it leaves only what equals its value.
        boolean isEqual() {
            return !isNegated && comparison == Comparison.EQUAL && value.isPresent();
        }
    }

    /// Reads the parameter `query`.
    ///
    /// @param fields what can be searched by
    /// @throws Refusal 400 when it is no query of ours
    public static SearchQuery read(Params params, SearchFields<?> fields) {
        var text = params.requiredText("query", MAX_CHARACTERS);
        var query = new SearchGrammar(text, params.name("query"))
                .read(params.dialect().timeline());
        query.conditions.forEach(condition -> fields.check(condition, params.name("query")));
        return query;
    }

    /// What a field must equal, whatever else is asked for; an index may lead there.
    public Optional<String> only(String field) {
        return isAny
                ? Optional.empty()
                : conditions.stream()
                        .filter(condition -> condition.isEqual() && condition.field.equals(field))
                        .findFirst()
                        .flatMap(Condition::value);
    }

    /// The entries that metadata must have, whatever else is asked for.
    public Metadata onlyMetadata() {
        var entries = Metadata.EMPTY;
        if (!isAny) {
            for (var condition : conditions) {
                if (condition.isEqual() && condition.key.isPresent()) {
                    entries = entries.with(Map.of(condition.key.get(), condition.value.orElseThrow()));
                }
            }
        }
        return entries;
    }

    /// The part of what is searched that can hold what it asks for, because ids are times.
    Slice within(Slice slice) {
        var part = slice;
        if (!isAny) {
            for (var condition : conditions) {
                boolean isAboutTime = condition.field.equals(SearchFields.CREATED) && !condition.isNegated;
                if (isAboutTime && condition.value.isPresent()) {
                    part = part.within(condition.comparison, SearchFields.timeMs(condition.value.get()), timeline);
                }
            }
        }
        return part;
    }
}
