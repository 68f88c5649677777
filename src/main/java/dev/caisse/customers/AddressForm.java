package dev.caisse.customers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How an address is written in one country: its parts in their order, which may not be left empty, what they are
/// called, and what a postal code looks like. Known for every country; the data is libaddressinput's.
///
/// @param needed the parts that may not be left empty
/// @param cityWord what kind of place the city is, by the data's word; so `stateWord` and `codeWord`
/// @param code what a postal code looks like; none where nobody knows, or there are none
/// @param example of a postal code
/// @param language of the states' names
/// @param states all there are; none where they are typed
public record AddressForm(
        List<Part> parts,
        Set<Part> needed,
        String cityWord,
        String stateWord,
        String codeWord,
        Optional<Pattern> code,
        Optional<String> example,
        String language,
        List<State> states) {
    private static final AddressForm ANY = new AddressForm(
            List.of(Part.LINES, Part.CITY, Part.STATE, Part.POSTAL_CODE),
            EnumSet.of(Part.LINES, Part.CITY),
            "city",
            "province",
            "postal",
            Optional.empty(),
            Optional.empty(),
            "",
            List.of());

    private static final Map<String, AddressForm> FORMS = load();

    /// What an address is made of besides its country and a name.
    public enum Part {
        LINES('A'),
        CITY('C'),
        STATE('S'),
        POSTAL_CODE('Z');

        private final char letter;

        Part(char letter) {
            this.letter = letter;
        }

        private static List<Part> read(String letters) {
            return letters.chars()
                    .mapToObj(letter -> Arrays.stream(values())
                            .filter(part -> part.letter == letter)
                            .findFirst()
                            .orElseThrow())
                    .toList();
        }
    }

    /// @param key what an address says
    /// @param name in the country's own language
    /// @param latin in Latin letters
    public record State(String key, String name, String latin) {
        private static State read(String text) {
            var names = text.split("=");
            var name = names[Math.min(1, names.length - 1)];
            return new State(names[0], name, names.length > 2 ? names[2] : name);
        }

        /// For a reader of a language.
        public String nameIn(String reader, String country) {
            return reader.equals(country) ? name : latin;
        }

        private boolean isCalled(String text) {
            return key.equalsIgnoreCase(text) || name.equalsIgnoreCase(text) || latin.equalsIgnoreCase(text);
        }
    }

    public AddressForm {
        parts = List.copyOf(parts);
        needed = Set.copyOf(needed);
        states = List.copyOf(states);
    }

    /// @param country two letters; anything else is a country of which nothing is known
    public static AddressForm of(String country) {
        return FORMS.getOrDefault(country, ANY);
    }

    public boolean has(Part part) {
        return parts.contains(part);
    }

    public boolean needs(Part part) {
        return needed.contains(part);
    }

    /// Whether a postal code can be one of this country's.
    public boolean isCode(String text) {
        return code.map(pattern -> pattern.matcher(text).matches()).orElse(true);
    }

    /// What an address says for a state that was chosen or typed; empty when there is none of that name.
    public Optional<String> state(String text) {
        return states.isEmpty()
                ? Optional.of(text)
                : states.stream()
                        .filter(state -> state.isCalled(text))
                        .map(State::key)
                        .findFirst();
    }

    private static Map<String, AddressForm> load() {
        var stream = AddressForm.class.getResourceAsStream("addresses.txt");
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .collect(Collectors.toUnmodifiableMap(List::getFirst, AddressForm::read));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the forms of addresses", e);
        }
    }

    private static AddressForm read(List<String> fields) {
        return new AddressForm(
                Part.read(fields.get(1)),
                Set.copyOf(Part.read(fields.get(2))),
                fields.get(3),
                fields.get(4),
                fields.get(5),
                filled(fields.get(6), text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE)),
                filled(fields.get(7), Function.identity()),
                fields.get(8),
                filled(fields.get(9), AddressForm::states).orElse(List.of()));
    }

    private static <T> Optional<T> filled(String field, Function<String, T> read) {
        return Optional.of(field).filter(text -> !text.isEmpty()).map(read);
    }

    private static List<State> states(String text) {
        return Arrays.stream(text.split("\\|")).map(State::read).toList();
    }
}
