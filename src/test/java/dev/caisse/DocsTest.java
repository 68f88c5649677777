package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.TestCards;
import dev.caisse.events.EventTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the documents promise is so: their links lead somewhere, their tables are whole, their commands work.
class DocsTest {
    private static final Set<String> NOT_OURS = Set.of("target", "data", ".git", "node_modules");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern REFUSAL = Pattern.compile("(?:Refusal\\.of|[^.]\\bof)\\(\\s*\\d{3},\\s*\"([a-z_]+)\"");
    private static final Pattern TYPED_REFUSAL =
            Pattern.compile("new Refusal\\(\\s*\\d{3},\\s*\"[a-z_]+\",\\s*\"([a-z_]+)\"");
    private static final Pattern STATE_REFUSAL = Pattern.compile("unexpectedState\\(\\s*\"([a-z_]+)\"");
    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("(?m)^(?:export )?([A-Z]+)=(\\S+)\\n");
    private static final Pattern ID = Pattern.compile("\"(sk_test_|[a-z]+_)([0-9]+|(?<=sk_test_)[A-Za-z0-9]{32})\"");

    @Test
    void every_relative_link_leads_somewhere() throws IOException {
        for (var document : documents()) {
            assertThat(brokenLinks(document))
                    .as("links of %s that lead nowhere", document)
                    .isEmpty();
        }
    }

    @Test
    void the_guide_lists_every_error_code_and_no_other() throws IOException {
        assertThat(firstColumn("Of a request")).isEqualTo(refusalCodes());
    }

    @Test
    void the_guide_lists_every_decline_code_and_no_other() throws IOException {
        var codes = Stream.of(DeclineCode.values()).map(DeclineCode::declineCode);
        assertThat(firstColumn("Of a payment")).isEqualTo(codes.collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void the_guide_lists_every_type_of_event_and_no_other() throws IOException {
        var guide = Files.readString(Path.of("docs/guide/events.md"));
        var types = found(
                Pattern.compile("`([a-z_.]+)`(?=[^\\n]*\\|[^\\n|]+\\|\\n)"),
                guide.substring(guide.indexOf("\n## Types\n")));
        assertThat(new TreeSet<>(types)).isEqualTo(EventTypes.all());
    }

    @Test
    void the_guide_lists_every_test_card() throws IOException {
        var guide = Files.readString(Path.of("docs/guide/test-cards.md"));
        for (var card : TestCards.all()) {
            assertThat(guide).contains("| " + card.number().inClear() + " |");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/guide/getting-started.md",
                "docs/guide/refunds.md",
                "docs/guide/disputes.md",
                "docs/guide/saved-cards.md",
                "docs/guide/discounts.md",
                "docs/guide/what-is-asked.md",
                "docs/guide/test-clocks.md",
                "docs/guide/customers.md"
            })
    void the_commands_of_a_document_work_as_printed(String document) throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/curl")).isExecutable();
        try (var server = TestServer.start()) {
            var known = new HashMap<>(Map.of("CAISSE", server.url(), "KEY", TestServer.SECRET_KEY));
            var ids = new HashMap<String, String>();
            for (var block : blocks(document)) {
                takeVariables(block, known, ids);
                run(VARIABLE.matcher(block).replaceAll(""), known, ids);
            }
            assertThat(known).hasSizeGreaterThan(2);
        }
    }

    private static List<Path> documents() throws IOException {
        try (var files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !NOT_OURS.contains(file.getName(0).toString()))
                    .toList();
        }
    }

    private static List<String> brokenLinks(Path document) throws IOException {
        var folder = document.toAbsolutePath().getParent();
        return LINK.matcher(Files.readString(document))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .filter(target -> !Files.exists(folder.resolve(target)))
                .toList();
    }

    private static Set<String> refusalCodes() throws IOException {
        var codes = new TreeSet<String>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                var source = Files.readString(file);
                codes.addAll(found(REFUSAL, source));
                codes.addAll(found(TYPED_REFUSAL, source));
                found(STATE_REFUSAL, source).forEach(noun -> codes.add(noun + "_unexpected_state"));
            }
        }
        return codes;
    }

    private static List<String> found(Pattern pattern, String source) {
        return pattern.matcher(source).results().map(match -> match.group(1)).toList();
    }

    /// The codes in the first column of the table under a heading of the guide's page on errors.
    private static Set<String> firstColumn(String heading) throws IOException {
        var guide = Files.readString(Path.of("docs/guide/errors.md"));
        var section = guide.substring(guide.indexOf("\n## " + heading + "\n") + 1);
        var end = section.indexOf("\n## ");
        var table = end < 0 ? section : section.substring(0, end);
        return new TreeSet<>(found(Pattern.compile("(?m)^\\| `([a-z_]+)` \\|"), table));
    }

    private static List<String> blocks(String document) throws IOException {
        return SHELL.matcher(Files.readString(Path.of(document)))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /// A line such as `PRODUCT=prod_…` means the id of that kind that was answered last.
    private static void takeVariables(String block, Map<String, String> known, Map<String, String> ids) {
        VARIABLE.matcher(block)
                .results()
                .filter(line -> !known.containsKey(line.group(1)) || isOfAnId(line, ids))
                .forEach(line -> known.put(line.group(1), ids.get(line.group(2).replace("…", ""))));
    }

    private static boolean isOfAnId(MatchResult line, Map<String, String> ids) {
        return ids.containsKey(line.group(2).replace("…", ""));
    }

    private static void run(String commands, Map<String, String> variables, Map<String, String> ids)
            throws IOException, InterruptedException {
        if (commands.isBlank()) {
            return;
        }
        var script = commands.replace("curl -s ", "curl -s -w '\\n%{http_code}' ");
        var process = new ProcessBuilder(new ArrayList<>(List.of("bash", "-euc", script)));
        process.environment().putAll(variables);
        var started = process.redirectErrorStream(true).start();
        var said = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor()).as(said).isZero();
        assertThat(said).as("what %s answered", commands).endsWith("\n200");
        ID.matcher(said).results().forEach(id -> ids.put(id.group(1), id.group(1) + id.group(2)));
    }
}
