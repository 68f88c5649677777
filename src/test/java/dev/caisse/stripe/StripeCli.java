package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Stripe's own command line, which npm brings. It keeps its settings in a folder of ours, counts nothing, looks for no
/// update, and reaches no address but this machine's.
final class StripeCli {
    private static final Path FOLDER = Path.of("target/stripe-cli");
    private static final String PACKAGE = "@stripe/cli@1.52.0";
    private static final Map<String, String> QUIET = Map.of(
            "STRIPE_CLI_TELEMETRY_OPTOUT", "1",
            "STRIPE_NO_AUTO_UPDATE", "1",
            "DO_NOT_TRACK", "1",
            "HTTPS_PROXY", "http://127.0.0.1:9",
            "NO_PROXY", "127.0.0.1,localhost");

    private final Path program;

    private StripeCli(Path program) {
        this.program = program;
    }

    /// What it said, and how it ended.
    record Said(int status, String text) {}

    /// Installed once for all tests.
    ///
    /// @throws AssertionError when npm is not there, or cannot fetch it
    static synchronized StripeCli installed() throws Exception {
        var found = find();
        if (found.isEmpty()) {
            Files.createDirectories(FOLDER.resolve("settings"));
            Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true}");
            var said = said(new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE)
                    .directory(FOLDER.toFile()));
            found = find();
            assertThat(found)
                    .as("Stripe's CLI comes from npm, which could not fetch it: " + said.text())
                    .isNotEmpty();
        }
        return new StripeCli(found.getFirst().toAbsolutePath());
    }

    Said run(TestServer server, String... words) throws Exception {
        return said(command(server.url(), words));
    }

    /// Goes on until it is ended.
    Process start(String url, Path output, String... words) throws IOException {
        return command(url, words).redirectOutput(output.toFile()).start();
    }

    private ProcessBuilder command(String url, String... words) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        if (!List.of(words).contains("--help")) {
            command.addAll(List.of("--api-base", url, "--api-key", TestServer.SECRET_KEY, "--color", "off"));
        }
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(QUIET);
        var settings = FOLDER.resolve("settings").toAbsolutePath().toString();
        builder.environment().put("HOME", settings);
        builder.environment().put("XDG_CONFIG_HOME", settings);
        return builder;
    }

    private static Said said(ProcessBuilder builder) throws Exception {
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), said);
    }

    private static List<Path> find() throws IOException {
        var packages = FOLDER.resolve("node_modules/@stripe");
        if (!Files.isDirectory(packages)) {
            return List.of();
        }
        try (Stream<Path> platforms = Files.list(packages)) {
            return platforms
                    .map(platform -> platform.resolve("bin/stripe"))
                    .filter(Files::isExecutable)
                    .toList();
        }
    }
}
