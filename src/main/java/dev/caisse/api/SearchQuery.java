package dev.caisse.api;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a search asks for: fields and entries of metadata that equal a text, all of them. The grammar is a part of
/// Stripe's: `email:'jenny@example.com' AND metadata['order']:'7'`. What it leaves out is refused by name.
public record SearchQuery(Map<String, String> fields, Metadata metadata) {
    private static final int MAX_CHARACTERS = 5000;
    private static final int MAX_CLAUSES = 10;

    /// A field or `metadata['key']`, a colon, a text in quotes or a bare number.
    private static final Pattern CLAUSE =
            Pattern.compile("\\s*([a-z_]+)(?:\\[\\s*(\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+')\\s*])?\\s*:\\s*"
                    + "(\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|[0-9]{1,19}(?![^\\s]))\\s*");

    private static final Pattern AND = Pattern.compile("(?i)AND\\b");
    private static final Pattern LEFT_OUT =
            Pattern.compile("(?i)\\s*(?:OR\\b|-|\\(|[a-z_]+(?:\\[[^\\]]*])?\\s*(?:~|<|>|:\\s*null\\b))");

    /// Reads the parameter `query`.
    ///
    /// @param fields what can be searched by, besides metadata
    /// @throws Refusal 400 when it is no query of ours
    public static SearchQuery read(Params params, Collection<String> fields) {
        var text = params.requiredText("query", MAX_CHARACTERS);
        return new Reading(text, params.name("query"), fields).all();
    }

    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /// One query on its way through the grammar.
    private static final class Reading {
        private final String text;
        private final String param;
        private final Collection<String> known;
        private final Map<String, String> fields = new LinkedHashMap<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        Reading(String text, String param, Collection<String> known) {
            this.text = text;
            this.param = param;
            this.known = known;
        }

        SearchQuery all() {
            int at = clause(0);
            while (at < text.length()) {
                at = clause(and(at));
                if (fields.size() + metadata.size() > MAX_CLAUSES) {
                    throw Refusal.invalid(param, "may have at most " + MAX_CLAUSES + " conditions");
                }
            }
            return new SearchQuery(Map.copyOf(fields), new Metadata(metadata));
        }

        private int clause(int at) {
            var clause = CLAUSE.matcher(text).region(at, text.length());
            if (!clause.lookingAt()) {
                throw unreadable(at);
            }
            add(clause);
            return clause.end();
        }

        private int and(int at) {
            var and = AND.matcher(text).region(at, text.length());
            if (!and.lookingAt()) {
                throw unreadable(at);
            }
            return and.end();
        }

        private void add(Matcher clause) {
            var field = clause.group(1);
            boolean isMetadata = field.equals("metadata");
            if (isMetadata != (clause.group(2) != null)) {
                throw Refusal.invalid(param, "must name an entry of metadata as in metadata['key']:'value'");
            }
            var into = isMetadata ? metadata : fields;
            var name = isMetadata ? bare(clause.group(2)) : Spelling.checked(param, field, known);
            if (into.putIfAbsent(name, bare(clause.group(3))) != null) {
                throw Refusal.invalid(param, "must name each field once");
            }
        }

        private Refusal unreadable(int at) {
            return LEFT_OUT.matcher(text).region(at, text.length()).lookingAt()
                    ? Refusal.of(
                            400,
                            "parameter_unsupported",
                            param,
                            "`" + param + "` can only ask for fields that equal a text, joined by AND.")
                    : Refusal.invalid(param, "must be conditions such as email:'jenny@example.com', joined by AND");
        }

        private static String bare(String quoted) {
            return quoted.startsWith("'") || quoted.startsWith("\"")
                    ? quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1")
                    : quoted;
        }
    }
}
