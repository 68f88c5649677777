package dev.caisse.simulation;

import dev.caisse.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/// `./caisse simulate --mutants`: breaks the program in one named way after the other, each in a process of its own
/// with
/// the broken class before the others, and tells after how many operations it was found.
final class Mutants {
    private static final Pattern FOUND = Pattern.compile("(?m)^Found after ([0-9]+) operations: (.+)$");

    private final PrintStream out;
    private final Path home = Path.of(System.getProperty("simulation.home", "."));

    Mutants(PrintStream out) {
        this.out = out;
    }

    /// @return whether every one was found
    boolean run(Wanted wanted) {
        out.println("| defect | found after | by |\n| --- | --- | --- |");
        boolean areAllFound = true;
        try (var database = TestDatabase.blank()) {
            for (var mutant : Mutant.all()) {
                if (mutant.defect().contains(wanted.defect())) {
                    areAllFound &= isFound(mutant, wanted, database);
                }
            }
        }
        return areAllFound;
    }

    private boolean isFound(Mutant mutant, Wanted wanted, TestDatabase database) {
        var said = said(mutant, wanted, database);
        var found = FOUND.matcher(said);
        boolean isFound = found.find();
        out.println("| %s | %s | %s |"
                .formatted(
                        mutant.defect(),
                        isFound ? found.group(1) + " operations" : "**not found**",
                        isFound ? found.group(2) : said.strip().replaceAll("(?s).*\\n", "")));
        return isFound;
    }

    private String said(Mutant mutant, Wanted wanted, TestDatabase database) {
        try {
            var builder = new ProcessBuilder(command(mutant, wanted)).redirectErrorStream(true);
            builder.environment().put("CAISSE_TEST_DATABASE_URL", address(database));
            var process = builder.start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> command(Mutant mutant, Wanted wanted) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx1g",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                compiled(mutant) + File.pathSeparator + System.getProperty("java.class.path"),
                Simulate.class.getName(),
                "--no-shrinking",
                "--seed",
                Long.toString(wanted.seed()),
                "--operations",
                Long.toString(wanted.operations())));
        mutant.sql().forEach(sql -> command.addAll(List.of("--sql", sql)));
        return command;
    }

    /// @return the folder with the broken classes
    Path compiled(Mutant mutant) throws IOException {
        var folder = Files.createTempDirectory("caisse-mutant-");
        var name = Path.of(mutant.file()).getFileName();
        var source = Files.writeString(folder.resolve(name), mutant.broken(home));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-proc:none",
                        "-parameters",
                        "-d",
                        folder.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString());
        if (result != 0) {
            throw new IllegalStateException("the defect \"" + mutant.defect() + "\" cannot be compiled");
        }
        return folder;
    }

    private static String address(TestDatabase database) {
        var url = database.url();
        return database.user() == null
                ? url
                : url + (url.contains("?") ? "&" : "?") + "user=" + database.user() + "&password="
                        + database.password();
    }
}
