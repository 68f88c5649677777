package dev.caisse;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The program as one jar with an archive of its loaded classes, made once for all processes that the tests start: with
/// it each of them takes half the time to be ready. Lies in the build's folder, one for each JVM that tests.
final class ProgramArchive {
    private static ProgramArchive made;

    private final Path folder;
    private final String classPath;

    private ProgramArchive(Path folder) {
        this.folder = folder;
        this.classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.endsWith("test-classes"))
                .map(path -> Files.isDirectory(Path.of(path)) ? jarOf(path) : path)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Makes it at the first call, by one server that starts and stops. Not in the initialiser of a class: virtual
    /// threads that wait for one keep their carriers, and nothing is left for the one that makes it.
    static synchronized ProgramArchive made() {
        if (made == null) {
            made = make();
        }
        return made;
    }

    private static ProgramArchive make() {
        try {
            var folder = Files.createDirectories(
                    Path.of("target", "program-" + System.getProperty("surefire.forkNumber", "0")));
            Files.deleteIfExists(folder.resolve("program.jsa"));
            var archive = new ProgramArchive(folder);
            archive.train();
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The flags of Java that start the program by it.
    List<String> flags() {
        return List.of("-XX:SharedArchiveFile=" + archive(), "-Xlog:cds*=off", "-cp", classPath);
    }

    private Path archive() {
        return folder.resolve("program.jsa").toAbsolutePath();
    }

    private String jarOf(String classes) {
        var jar = folder.resolve("program.jar").toAbsolutePath();
        run(List.of(program("jar"), "--create", "--file", jar.toString(), "-C", classes, "."));
        return jar.toString();
    }

    private void train() {
        try (var database = TestDatabase.fresh();
                var server = ServerProcess.launch(
                        List.of("-XX:ArchiveClassesAtExit=" + archive(), "-Xlog:cds*=off", "-cp", classPath),
                        Map.of(
                                "CAISSE_DATABASE_URL", database.loginUrl(),
                                "CAISSE_DATA_DIR", folder.resolve("data").toString()))) {
            server.awaitReady();
        }
    }

    private static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static void run(List<String> command) {
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IllegalStateException(command + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
