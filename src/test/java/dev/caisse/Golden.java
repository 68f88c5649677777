package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Holds what we write against files that were looked at: one JSON each, a member a line, with ids, times and secrets
/// as
/// numbered placeholders. `-Dcaisse.golden=write` writes the files anew.
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean WRITES = "write".equals(System.getProperty("caisse.golden"));
    private static final Pattern CHANGING = Pattern.compile(
            "[sp]k_test_[0-9A-Za-z]{32}|acct_test_[0-9]+|(?:pi|seti)_[0-9]+_secret_[0-9A-Za-z]{24}|c[sh]_test_[0-9]+|[a-z]{2,6}_[0-9]{15,19}|\\b1[0-9]{12}\\b"
                    + "|(?<=[?]a=)-?[0-9]+|(?<=s=)[0-9A-Za-z_-]{22}|(?<=\"fingerprint\": \")[0-9A-Za-z]{20}|http://127.0.0.1:[0-9]+");

    private Golden() {}

    public static void holds(String name, String json) {
        var file = FOLDER.resolve(name + ".json");
        var actual = placeholders(lines(json));
        try {
            if (WRITES) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, actual);
            }
            assertThat(actual).as(name + " (-Dcaisse.golden=write accepts it)").isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same value is the same placeholder, so that a link to the wrong object is a difference.
    private static String placeholders(String text) {
        var seen = new HashMap<String, String>();
        return CHANGING.matcher(text)
                .replaceAll(found -> seen.computeIfAbsent(found.group(), value -> placeholder(value, seen)));
    }

    private static String placeholder(String value, Map<String, String> seen) {
        if (value.matches("[sp]k_test_.*")) {
            return "<" + value.substring(0, 2) + ">";
        }
        var kind = value.matches("-?[0-9]+")
                ? value.length() == 13 ? "time" : "account"
                : value.startsWith("http")
                        ? "address"
                        : value.matches("[a-z]+_[0-9a-z_]+.*") ? value.split("_[0-9]")[0] : "secret";
        if (kind.equals("time")) {
            return "<time>";
        }
        long others =
                seen.values().stream().filter(one -> one.startsWith("<" + kind)).count();
        return "<" + kind + (value.contains("_secret_") ? " secret " : " ") + (others + 1) + ">";
    }

    /// A member a line, indented; never touches what stands in a text.
    private static String lines(String json) {
        var out = new StringBuilder();
        int depth = 0;
        boolean inText = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"' && (i == 0 || json.charAt(i - 1) != '\\')) {
                inText = !inText;
            }
            if (inText || "{}[],:".indexOf(c) < 0) {
                out.append(c);
            } else if (c == ':') {
                out.append(": ");
            } else if (c == ',') {
                out.append(',').append(line(depth));
            } else if (c == '{' || c == '[') {
                out.append(c).append(line(++depth));
            } else {
                out.append(line(--depth)).append(c);
            }
        }
        return out.toString().replaceAll("([{\\[])\\s+([}\\]])", "$1$2") + "\n";
    }

    private static String line(int depth) {
        return "\n" + "  ".repeat(depth);
    }
}
