package dev.caisse.api;

import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.Literal;
import dev.caisse.platform.money.CurrencyCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The parameters of a request, or of one object in it. Every reader knows its parameter's full name, so that a refusal
/// can name it; what no reader asked for is refused in the end.
///
/// `null` is absent everywhere. An empty text is absent too, but [#has] tells that it was there: on an update it
/// clears.
public final class Params {
    private static final long SECONDS_BELOW = 100_000_000_000L;
    private static final long LATEST_MS = 253_402_300_799_999L;
    private static final int MAX_WORD = 100;

    private final Map<String, Object> values;
    private final String prefix;
    private final Dialect dialect;
    private final boolean isOfRequest;
    private final Set<String> known = new HashSet<>();

    /// @param isOfRequest whether somebody sent them now
    private Params(Map<String, Object> values, String prefix, Dialect dialect, boolean isOfRequest) {
        this.values = values;
        this.prefix = prefix;
        this.dialect = dialect;
        this.isOfRequest = isOfRequest;
    }

    static Params of(Map<String, Object> values, Dialect dialect) {
        return new Params(values, "", dialect, true);
    }

    /// Parameters that [#kept] gave away, to be read again.
    public static Params again(Map<String, Object> kept) {
        return new Params(kept, "", new NativeDialect(), false);
    }

    Dialect dialect() {
        return dialect;
    }

    /// What was given of these parameters, each under its own name, to be kept and read again. A number is kept by its
    /// letters: the database would write `1e400` with all its zeros, and what was accepted once would be too long.
    public Map<String, Object> kept(Collection<String> parameters) {
        var kept = new LinkedHashMap<String, Object>();
        for (var parameter : parameters) {
            given(parameter).ifPresent(value -> kept.put(parameter, lettered(value)));
        }
        return kept;
    }

    private static Object lettered(Object value) {
        return switch (value) {
            case Literal literal -> literal.text();
            case Map<?, ?> map -> {
                var lettered = new LinkedHashMap<>();
                map.forEach((name, member) -> lettered.put(name, lettered(member)));
                yield lettered;
            }
            case List<?> list -> list.stream().map(Params::lettered).toList();
            case null, default -> value;
        };
    }

    /// The full name of one of these parameters, as an error names it.
    public String name(String parameter) {
        return prefix.isEmpty() ? parameter : prefix + "." + parameter;
    }

    /// Whether it was given at all: with a value, or empty to clear the field.
    public boolean has(String parameter) {
        return value(parameter) != null;
    }

    /// Whether it was given as an empty text, which clears a field on an update.
    public boolean isCleared(String parameter) {
        return "".equals(value(parameter));
    }

    /// A text of at most so many characters, control characters excluded but for line breaks and tabs.
    public Optional<String> text(String parameter, int maxCharacters) {
        told(parameter, "text", maxCharacters);
        return given(parameter).map(value -> Checked.text(name(parameter), value, maxCharacters));
    }

    public String requiredText(String parameter, int maxCharacters) {
        return text(parameter, maxCharacters).filter(text -> !text.isBlank()).orElseThrow(() -> missing(parameter));
    }

    /// An integer: digits, perhaps in quotes; never a fraction, never an exponent.
    public Optional<Long> integer(String parameter, long min, long max) {
        told(parameter, "integer", min, max);
        return given(parameter).map(value -> Checked.integer(name(parameter), value, min, max));
    }

    /// Python writes the words with a capital letter.
    public Optional<Boolean> flag(String parameter) {
        told(parameter, "flag");
        return given(parameter).map(value -> switch (value) {
            case Boolean flag -> flag;
            case String text when text.equals("true") || text.equals("True") -> true;
            case String text when text.equals("false") || text.equals("False") -> false;
            default -> throw Refusal.invalid(name(parameter), "must be true or false");
        });
    }

    /// One of a few words.
    public Optional<String> choice(String parameter, String... words) {
        told(parameter, "word", (Object[]) words);
        return text(parameter, MAX_WORD).map(word -> {
            if (!List.of(words).contains(word)) {
                throw Refusal.invalid(name(parameter), "must be one of " + String.join(", ", words));
            }
            return word;
        });
    }

    /// One of many words; another is refused with the one that was probably meant.
    public Optional<String> word(String parameter, Collection<String> words) {
        told(parameter, "word", words.toArray());
        return text(parameter, MAX_WORD).map(word -> Spelling.checked(name(parameter), word, words));
    }

    public List<String> words(String parameter, int max, Collection<String> words) {
        told(parameter + "[]", "word", words.toArray());
        var given = texts(parameter, max, MAX_WORD);
        return IntStream.range(0, given.size())
                .mapToObj(i -> Spelling.checked(name(parameter) + "[" + i + "]", given.get(i), words))
                .toList();
    }

    /// A time in seconds or milliseconds, told apart by size; in milliseconds.
    public Optional<Long> timeMs(String parameter) {
        told(parameter, "time");
        return integer(parameter, 0, LATEST_MS).map(time -> time < SECONDS_BELOW ? time * 1000 : time);
    }

    public Optional<CurrencyCode> currency(String parameter) {
        told(parameter, "currency");
        return text(parameter, 100)
                .map(code -> CurrencyCode.read(code)
                        .orElseThrow(() -> Refusal.invalid(
                                name(parameter),
                                "must be a three-letter ISO 4217 code of a currency in use, such as GBP")));
    }

    /// An id with the prefix that is due here.
    public Optional<Long> id(String parameter, Prefix due) {
        told(parameter, "id", due.text());
        return text(parameter, 255).map(id -> Checked.id(name(parameter), id, due));
    }

    public List<Long> ids(String parameter, int max, Prefix due) {
        told(parameter + "[]", "id", due.text());
        return texts(parameter, max, 255).stream()
                .map(id -> Checked.id(name(parameter), id, due))
                .toList();
    }

    /// An http or https address, or a bare host with or without a path. Kept as it was given.
    public Optional<String> address(String parameter) {
        told(parameter, "address");
        return text(parameter, WebAddress.MAX_CHARACTERS).map(text -> Checked.address(name(parameter), text));
    }

    public List<String> addresses(String parameter, int max) {
        told(parameter + "[]", "address");
        return texts(parameter, max, WebAddress.MAX_CHARACTERS).stream()
                .map(text -> Checked.address(name(parameter), text))
                .toList();
    }

    public Optional<String> email(String parameter) {
        told(parameter, "email");
        return text(parameter, EmailAddress.MAX_CHARACTERS).map(text -> {
            if (!EmailAddress.isValid(text)) {
                throw Refusal.of(
                        400,
                        "email_invalid",
                        name(parameter),
                        "`" + name(parameter) + "` must be an e-mail address such as jenny@example.com.");
            }
            return text;
        });
    }

    public List<String> texts(String parameter, int max, int maxCharacters) {
        told(parameter + "[]", "text", maxCharacters);
        var items = list(parameter, max);
        return IntStream.range(0, items.size())
                .mapToObj(i -> Checked.text(name(parameter) + "[" + i + "]", items.get(i), maxCharacters))
                .toList();
    }

    /// Whether the parameter is there and is an object rather than a single value.
    public boolean isObject(String parameter) {
        return value(parameter) instanceof Map;
    }

    public Optional<Params> object(String parameter) {
        told(parameter, "object");
        return given(parameter).map(value -> child(name(parameter), value));
    }

    public List<Params> objects(String parameter, int max) {
        told(parameter + "[]", "object");
        var items = list(parameter, max);
        return IntStream.range(0, items.size())
                .mapToObj(i -> child(name(parameter) + "[" + i + "]", items.get(i)))
                .toList();
    }

    /// The entries as given, within the limits; an empty value stays, for it takes its key away on an update.
    public Map<String, String> metadata(String parameter) {
        told(parameter, "metadata");
        var value = given(parameter).orElse(Map.of());
        if (!(value instanceof Map<?, ?> map)) {
            throw Refusal.invalid(name(parameter), "must be an object of texts");
        }
        var entries = new LinkedHashMap<String, String>();
        map.forEach((key, text) -> {
            if (text != null) {
                entries.put(metadataKey(parameter, key.toString()), metadataValue(parameter, key.toString(), text));
            }
        });
        return entries;
    }

    /// The metadata of something new.
    public Metadata newMetadata(String parameter) {
        return checked(parameter, Metadata.EMPTY.with(metadata(parameter)));
    }

    /// The metadata after an update: merged; an empty value takes its key away, an empty `metadata` all of it.
    public Metadata merged(String parameter, Metadata old) {
        told(parameter, "metadata");
        if (!has(parameter)) {
            return old;
        }
        return isCleared(parameter) || Map.of().equals(value(parameter))
                ? Metadata.EMPTY
                : checked(parameter, old.with(metadata(parameter)));
    }

    /// Refuses parameters of the API's that are not built yet, by name.
    public Params refuseUnsupported(String... parameters) {
        return refuseUnsupported(List.of(parameters));
    }

    public Params refuseUnsupported(Collection<String> parameters) {
        for (var parameter : parameters) {
            if (value(parameter) != null) {
                throw Refusal.unsupported(name(parameter));
            }
        }
        return this;
    }

    /// Accepts a parameter that is known to be sent and to mean nothing, whatever its value.
    public Params tolerate(String parameter) {
        told(parameter, "anything");
        known.add(parameter);
        return this;
    }

    /// Accepts a parameter that is known to be sent as `null`; with any other value it is unknown.
    public Params tolerateNull(String parameter) {
        if (values.get(parameter) == null) {
            known.add(parameter);
        }
        return this;
    }

    /// Call when every reader has run: what is left over is no parameter of ours.
    public void refuseUnknown() {
        for (var given : values.keySet()) {
            if (!known.contains(given)) {
                throw unknown(given);
            }
        }
    }

    /// A parameter that is required was not given; perhaps it was misspelled.
    public Refusal missing(String parameter) {
        var hint = values.keySet().stream()
                .filter(given -> !known.contains(given))
                .filter(given -> Spelling.nearest(given, List.of(parameter)).isPresent())
                .findFirst()
                .map(given -> " You sent `" + Echo.of(given) + "`: did you mean `" + name(parameter) + "`?")
                .orElse("");
        return Refusal.missing(name(parameter), hint);
    }

    private Refusal unknown(String given) {
        var shown = Echo.of(given);
        var near = Spelling.nearest(given, known)
                .map(word -> " Did you mean `" + name(word) + "`?")
                .orElse("");
        return Refusal.of(
                400,
                "parameter_unknown",
                name(shown),
                "`" + name(shown) + "` is not a parameter of this request." + near);
    }

    private void told(String parameter, String kind, Object... limits) {
        if (Witness.listens()) {
            Witness.read(name(parameter), kind, isOfRequest, limits);
        }
    }

    private Optional<Object> given(String parameter) {
        return Optional.ofNullable(value(parameter)).filter(value -> !"".equals(value));
    }

    private Object value(String parameter) {
        known.add(parameter);
        var alias = dialect.alias(parameter).filter(values::containsKey);
        alias.ifPresent(known::add);
        if (alias.isPresent() && values.containsKey(parameter)) {
            throw Refusal.of(
                    400,
                    "parameter_invalid",
                    name(parameter),
                    "`%s` and `%s` are two spellings of one parameter: pass one of the two."
                            .formatted(name(parameter), name(alias.get())));
        }
        return values.get(alias.orElse(parameter));
    }

    private List<Object> list(String parameter, int max) {
        told(parameter, "list", max);
        return given(parameter)
                .map(value -> {
                    if (!(value instanceof List<?> items)) {
                        throw Refusal.invalid(name(parameter), "must be a list");
                    }
                    if (items.size() > max) {
                        throw Refusal.invalid(name(parameter), "may have at most " + max + " entries");
                    }
                    return new ArrayList<Object>(items);
                })
                .orElseGet(ArrayList::new);
    }

    @SuppressWarnings("unchecked")
    private Params child(String name, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw Refusal.invalid(name, "must be an object");
        }
        return new Params((Map<String, Object>) map, name, dialect, isOfRequest);
    }

    private Metadata checked(String parameter, Metadata metadata) {
        if (metadata.isTooLarge()) {
            throw Refusal.invalid(name(parameter), "may have at most " + Metadata.MAX_KEYS + " keys");
        }
        return metadata;
    }

    private String metadataKey(String parameter, String key) {
        if (Checked.characters(key) > Metadata.MAX_KEY_CHARACTERS
                || key.contains("[")
                || key.contains("]")
                || key.isEmpty()) {
            throw Refusal.invalid(
                    name(parameter),
                    "must have keys of 1 to " + Metadata.MAX_KEY_CHARACTERS + " characters without square brackets");
        }
        return key;
    }

    private String metadataValue(String parameter, String key, Object value) {
        var text = switch (value) {
            case String string -> string;
            case Literal literal -> literal.text();
            case Boolean flag -> flag.toString();
            default -> throw Refusal.invalid(name(parameter) + "." + Echo.of(key), "must be a text");
        };
        if (Checked.characters(text) > Metadata.MAX_VALUE_CHARACTERS) {
            throw Refusal.invalid(
                    name(parameter) + "." + Echo.of(key),
                    "may have at most " + Metadata.MAX_VALUE_CHARACTERS + " characters");
        }
        return text;
    }
}
