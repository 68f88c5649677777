package dev.caisse.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A defect: one text of one source file replaced by another, and perhaps changes of the database.
///
/// @param file below `src/main/java/dev/caisse`
/// @param before stands there once, white space aside
record Mutant(String defect, String file, String before, String after, List<String> sql) {
    private static final Pattern WRITTEN =
            Pattern.compile("(?ms)^defect: ([^\\n]+)\\nfile: ([^\\n]+)\\n(.+?)^=>\\n(.*?)(?=^defect: |\\z)");

    /// All that are written down.
    static List<Mutant> all() {
        try (var in = Mutant.class.getResourceAsStream("/simulation/defects.txt")) {
            return WRITTEN.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(found -> of(found.group(1), found.group(2), found.group(3), found.group(4)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mutant of(String defect, String file, String before, String rest) {
        var sql = rest.lines()
                .filter(line -> line.startsWith("sql: "))
                .map(line -> line.substring(5))
                .toList();
        var after = rest.lines().filter(line -> !line.startsWith("sql: ")).collect(Collectors.joining("\n"));
        return new Mutant(defect, file, before.strip(), after.strip(), sql);
    }

    Path source(Path home) {
        return home.resolve("src/main/java/dev/caisse").resolve(file);
    }

    /// The source with the defect in it.
    ///
    /// @throws IllegalStateException when the program has changed so that the defect cannot be put in any more
    String broken(Path home) {
        var words = Arrays.stream(before.split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s*"));
        var pattern = Pattern.compile(words);
        try {
            var text = Files.readString(source(home));
            if (pattern.matcher(text).results().count() != 1) {
                throw new IllegalStateException(
                        "the defect \"%s\" needs this text once in %s:\n%s".formatted(defect, file, before));
            }
            return pattern.matcher(text).replaceFirst(Matcher.quoteReplacement(after));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
