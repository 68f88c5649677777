package dev.caisse.platform.db;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Other programs, started without pipes, so that none can hang on a full one, and with an environment of their
/// own, so that no `PGDATA` or `LANG` of ours changes what they do.
final class Command {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("LC_ALL", "C", "TZ", "UTC", "PATH", "/usr/bin:/bin:/usr/sbin:/sbin");

    private Command() {}

    /// @return where the program is, empty where the system has none
    static List<String> find(String program) {
        return Stream.of("/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/")
                .map(folder -> folder + program)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .limit(1)
                .toList();
    }

    /// Starts it and returns at once; what it prints is appended to `output`.
    static Process start(List<String> words, Path folder, Path output) throws IOException {
        return builder(words, folder)
                .redirectOutput(Redirect.appendTo(output.toFile()))
                .start();
    }

    /// Runs it to its end.
    ///
    /// @return whether it ended with 0 within `limit`; it is killed when it did not end
    static boolean run(List<String> words, Path folder, Path output, Duration limit) throws IOException {
        var process = start(words, folder, output);
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    /// As [#run], for a short program whose words nobody needs.
    static boolean succeeds(List<String> words) {
        try {
            return run(words, Path.of("/"), Path.of("/dev/null"), Duration.ofSeconds(10));
        } catch (IOException e) {
            return false;
        }
    }

    /// The lines a short program prints; it ends by itself.
    static List<String> output(List<String> words) throws IOException {
        var process = builder(words, Path.of("/")).start();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            return lines.readAllLines();
        } finally {
            process.destroyForcibly();
        }
    }

    private static ProcessBuilder builder(List<String> words, Path folder) {
        var builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        return builder;
    }
}
