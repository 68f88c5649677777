package dev.caisse.api;

import dev.caisse.api.SearchQuery.Comparison;
import dev.caisse.api.SearchQuery.Condition;
import dev.caisse.platform.ids.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the text of a search, once from its beginning to its end. What it cannot read it refuses, naming the place.
final class SearchGrammar {
    private static final int MAX_CONDITIONS = 10;
    private static final Pattern FIELD = Pattern.compile("[a-zA-Z_][a-zA-Z_0-9]*(?:\\.[a-zA-Z_0-9]+)*+");
    private static final Pattern QUOTED =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'", Pattern.DOTALL);
    private static final Pattern BARE = Pattern.compile("(?i)-?[0-9]{1,19}|true|false|null");
    private static final Pattern WORD = Pattern.compile("(?i)AND|OR");

    private final String text;
    private final String param;
    private int at;

    SearchGrammar(String text, String param) {
        this.text = text;
        this.param = param;
    }

    SearchQuery read(Timeline timeline) {
        var conditions = new ArrayList<Condition>();
        var joined = Optional.<String>empty();
        conditions.add(condition());
        while (!isAtEnd()) {
            int before = at;
            var word = taken(WORD)
                    .map(text -> text.toUpperCase(Locale.ROOT))
                    .orElseThrow(() -> refused("AND or OR is missing"));
            if (joined.filter(other -> !other.equals(word)).isPresent()) {
                at = before;
                throw refused("AND and OR cannot be mixed in one query");
            }
            joined = Optional.of(word);
            conditions.add(condition());
        }
        if (conditions.size() > MAX_CONDITIONS) {
            throw Refusal.invalid(param, "may have at most " + MAX_CONDITIONS + " conditions");
        }
        return new SearchQuery(
                List.copyOf(conditions), joined.filter("OR"::equals).isPresent(), timeline);
    }

    private Condition condition() {
        isAtEnd();
        boolean isNegated = take("-");
        var field = taken(FIELD).orElseThrow(() -> refused("a condition such as email:'jenny@example.com' is missing"));
        var key = key(field);
        var comparison = Arrays.stream(Comparison.values())
                .filter(known -> take(known.sign))
                .findFirst()
                .orElseThrow(() -> refused("one of : ~ > >= < <= is missing"));
        return new Condition(field, key, comparison, value(comparison), isNegated);
    }

    private Optional<String> key(String field) {
        boolean isMetadata = field.equals("metadata");
        if (isMetadata != take("[")) {
            throw refused("an entry of metadata is named as in metadata['key']:'value', and nothing else is");
        }
        if (!isMetadata) {
            return Optional.empty();
        }
        var key = taken(QUOTED).map(SearchGrammar::bare).orElseThrow(() -> refused("a key in quotes is missing"));
        if (!take("]")) {
            throw refused("] is missing");
        }
        return Optional.of(key);
    }

    private Optional<String> value(Comparison comparison) {
        var quoted = taken(QUOTED);
        if (quoted.isPresent()) {
            return quoted.map(SearchGrammar::bare);
        }
        int before = at;
        var bare = taken(BARE)
                .orElseThrow(() -> refused("a value in quotes is missing, or a number, true, false or null"));
        if (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at = before;
            throw refused("a value that is no number has to be in quotes");
        }
        boolean isNothing = bare.equalsIgnoreCase("null");
        if (isNothing && comparison != Comparison.EQUAL) {
            at = before;
            throw refused("null can only be asked for with :");
        }
        return isNothing ? Optional.empty() : Optional.of(bare.toLowerCase(Locale.ROOT));
    }

    /// Passes over spaces.
    private boolean isAtEnd() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == text.length();
    }

    private boolean take(String sign) {
        isAtEnd();
        boolean isThere = text.startsWith(sign, at);
        at += isThere ? sign.length() : 0;
        return isThere;
    }

    private Optional<String> taken(Pattern pattern) {
        isAtEnd();
        var match = pattern.matcher(text).region(at, text.length());
        if (!match.lookingAt()) {
            return Optional.empty();
        }
        at = match.end();
        return Optional.of(match.group());
    }

    private Refusal refused(String what) {
        isAtEnd();
        return Refusal.invalid(param, "cannot be read at character " + (at + 1) + ": " + what);
    }

    private static String bare(String quoted) {
        return quoted.substring(1, quoted.length() - 1).replaceAll("(?s)\\\\(.)", "$1");
    }
}
