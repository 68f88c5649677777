package dev.caisse.checkout;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.platform.json.JsonWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Something that one merchant asks on the payment page, in the merchant's own words, which are not translated.
///
/// @param shortest how many characters an answer must have; none for a choice
/// @param longest how many it may have
/// @param initial what stands there when the page is opened
/// @param options of a choice; none for another kind
public record CustomField(
        String key,
        String label,
        Kind kind,
        boolean isOptional,
        Optional<Long> shortest,
        Optional<Long> longest,
        Optional<String> initial,
        List<Option> options) {
    public static final int MAX_ANSWER = 255;

    private static final int MAX_KEY = 200;
    private static final int MAX_LABEL = 50;
    private static final int MAX_OPTIONS = 200;
    private static final int MAX_OPTION = 100;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]*");

    /// What kind of answer is wanted.
    public enum Kind {
        DROPDOWN,
        NUMERIC,
        TEXT;

        /// The API's word.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One of the answers that can be chosen.
    public record Option(String label, String value) {}

    public CustomField {
        options = List.copyOf(options);
    }

    /// One of the parameter `custom_fields`.
    static CustomField read(Params params) {
        var key = plain(params, "key", MAX_KEY);
        var label = params.object("label").orElseThrow(() -> params.missing("label"));
        if (label.choice("type", "custom").isEmpty()) {
            throw label.missing("type");
        }
        var text = label.requiredText("custom", MAX_LABEL);
        label.refuseUnknown();
        var kind = params.choice("type", "dropdown", "numeric", "text")
                .map(word -> Kind.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElseThrow(() -> params.missing("type"));
        for (var other : Kind.values()) {
            if (other != kind && params.has(other.word())) {
                throw Refusal.invalid(params.name(other.word()), "has no place in a field of type " + kind.word());
            }
        }
        boolean isOptional = params.flag("optional").orElse(false);
        var details = params.object(kind.word());
        if (kind == Kind.DROPDOWN && details.isEmpty()) {
            throw params.missing("dropdown");
        }
        params.refuseUnknown();
        return kind == Kind.DROPDOWN
                ? choice(key, text, isOptional, details.orElseThrow())
                : typed(key, text, kind, isOptional, details);
    }

    private static CustomField typed(
            String key, String label, Kind kind, boolean isOptional, Optional<Params> details) {
        var field = new CustomField(
                key,
                label,
                kind,
                isOptional,
                details.flatMap(given -> given.integer("minimum_length", 1, MAX_ANSWER)),
                details.flatMap(given -> given.integer("maximum_length", 1, MAX_ANSWER)),
                details.flatMap(given -> given.text("default_value", MAX_ANSWER)),
                List.of());
        details.ifPresent(given -> {
            if (field.shortest.orElse(0L) > field.longest.orElse((long) MAX_ANSWER)) {
                throw Refusal.invalid(given.name("minimum_length"), "must not be more than `maximum_length`");
            }
            field.refuseInitial(given);
            given.refuseUnknown();
        });
        return field;
    }

    private static CustomField choice(String key, String label, boolean isOptional, Params details) {
        var options = details.objects("options", MAX_OPTIONS);
        if (options.isEmpty()) {
            throw details.missing("options");
        }
        var values = new HashSet<String>();
        var field = new CustomField(
                key,
                label,
                Kind.DROPDOWN,
                isOptional,
                Optional.empty(),
                Optional.empty(),
                details.text("default_value", MAX_OPTION),
                options.stream().map(option -> option(option, values)).toList());
        field.refuseInitial(details);
        details.refuseUnknown();
        return field;
    }

    /// @param before the values of those before it
    private static Option option(Params params, HashSet<String> before) {
        var read = new Option(params.requiredText("label", MAX_OPTION), plain(params, "value", MAX_OPTION));
        params.refuseUnknown();
        if (!before.add(read.value())) {
            throw Refusal.invalid(params.name("value"), "is that of another option");
        }
        return read;
    }

    private static String plain(Params params, String parameter, int max) {
        var text = params.requiredText(parameter, max);
        if (!KEY.matcher(text).matches()) {
            throw Refusal.invalid(params.name(parameter), "may have letters, digits, - and _ only");
        }
        return text;
    }

    private void refuseInitial(Params details) {
        if (initial.flatMap(this::flaw).isPresent()) {
            throw Refusal.invalid(details.name("default_value"), "is no answer that this field takes");
        }
    }

    /// Why an answer is none.
    public enum Flaw {
        EMPTY,
        TOO_SHORT,
        TOO_LONG,
        NO_NUMBER,
        NO_CHOICE
    }

    /// What is wrong with an answer; nothing when it will do.
    public Optional<Flaw> flaw(String answer) {
        if (answer.isEmpty()) {
            return isOptional ? Optional.empty() : Optional.of(Flaw.EMPTY);
        }
        if (kind == Kind.DROPDOWN) {
            return options.stream().anyMatch(option -> option.value().equals(answer))
                    ? Optional.empty()
                    : Optional.of(Flaw.NO_CHOICE);
        }
        if (kind == Kind.NUMERIC && !DIGITS.matcher(answer).matches()) {
            return Optional.of(Flaw.NO_NUMBER);
        }
        int length = answer.codePointCount(0, answer.length());
        if (length < shortest.orElse(0L)) {
            return Optional.of(Flaw.TOO_SHORT);
        }
        return length > mostCharacters() ? Optional.of(Flaw.TOO_LONG) : Optional.empty();
    }

    public int mostCharacters() {
        return longest.map(Long::intValue).orElse(MAX_ANSWER);
    }

    void write(JsonWriter json) {
        json.beginObject().name("key").text(key);
        json.name("label").text(label);
        json.name("type").text(kind.word());
        json.name("optional").flag(isOptional);
        shortest.ifPresent(length -> json.name("minimum_length").number(length));
        longest.ifPresent(length -> json.name("maximum_length").number(length));
        initial.ifPresent(text -> json.name("default_value").text(text));
        json.name("options").beginArray();
        options.forEach(option -> json.beginObject()
                .name("label")
                .text(option.label())
                .name("value")
                .text(option.value())
                .endObject());
        json.endArray().endObject();
    }

    /// Reads what [#write] wrote.
    static CustomField read(Map<?, ?> json) {
        return new CustomField(
                (String) json.get("key"),
                (String) json.get("label"),
                Kind.valueOf(((String) json.get("type")).toUpperCase(Locale.ROOT)),
                (Boolean) json.get("optional"),
                number(json, "minimum_length"),
                number(json, "maximum_length"),
                Optional.ofNullable((String) json.get("default_value")),
                ((List<?>) json.get("options"))
                        .stream()
                                .map(option -> (Map<?, ?>) option)
                                .map(option -> new Option((String) option.get("label"), (String) option.get("value")))
                                .toList());
    }

    private static Optional<Long> number(Map<?, ?> json, String name) {
        return Optional.ofNullable(json.get(name)).map(number -> Long.valueOf(number.toString()));
    }
}
