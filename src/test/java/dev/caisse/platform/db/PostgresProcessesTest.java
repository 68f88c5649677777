package dev.caisse.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What runs is found by either way of asking the system: Linux's, and the one for systems without `/proc`.
class PostgresProcessesTest {

    @TempDir
    Path folder;

    static Stream<ProcessList> systems() {
        return Stream.<ProcessList>of(new ProcessList.Proc(), new ProcessList.Ps())
                .filter(system -> system instanceof ProcessList.Ps ? hasPs() : Files.exists(ProcessList.PROC));
    }

    @ParameterizedTest
    @MethodSource("systems")
    void aPostmasterIsKnownByItsClusterEvenWithSpaces(ProcessList system) throws Exception {
        var cluster = Files.createDirectories(folder.resolve("my shop/database/cluster"));
        var process = pretending("postgres", cluster);
        try {
            var own = new PostgresProcesses(cluster, "caisse-1", system);
            Eventually.holds(() -> own.isPostmaster(process.pid()));
            // Its shell forks now and then, and for a moment the child has its parent's words.
            Eventually.holds(() -> listed(own).equals(List.of(process.pid())));
            var other = new PostgresProcesses(cluster.resolveSibling("cluster2"), "caisse-2", system);
            assertThat(other.isPostmaster(process.pid())).isFalse();
            assertThat(other.list()).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void anotherProgramOnTheFolderIsNoPostmaster(ProcessList system) throws Exception {
        var process = pretending("pg_dump", folder);
        try {
            Eventually.holds(() -> system.words(process.pid()).contains("-D"));
            assertThat(new PostgresProcesses(folder, "caisse-1", system).isPostmaster(process.pid()))
                    .isFalse();
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("systems")
    void whatHasEndedDoesNotRun(ProcessList system) throws Exception {
        var process = pretending("postgres", folder);
        assertThat(system.isRunning(process.pid())).isTrue();
        process.destroyForcibly().waitFor();
        assertThat(system.isRunning(process.pid())).isFalse();
        assertThat(system.words(process.pid())).containsExactly("");
    }

    /// Its shell never asks for the end of its child, which therefore stays listed.
    @ParameterizedTest
    @MethodSource("systems")
    void whatIsOnlyListedDoesNotRun(ProcessList system) throws Exception {
        var parent = new ProcessBuilder("/bin/sh", "-c", "sleep 0.2 & echo $!; exec sleep 60").start();
        try (var output = parent.inputReader()) {
            long pid = Long.parseLong(output.readLine());
            assertThat(system.isRunning(pid)).isTrue();
            Eventually.holds(() -> !system.isRunning(pid));
            assertThat(ProcessHandle.of(pid)).as("still listed").isPresent();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void withoutProcOurOwnAccountIsThatOfAFileWeMake() throws IOException {
        Assumptions.assumeTrue(Files.exists(ProcessList.PROC));
        assertThat(ServerAccount.uidOfANewFile()).isEqualTo(ServerAccount.uidOf(Path.of("/proc/self")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    Linux      | amd64   | /postgres-linux-x86_64.txz
                    Linux      | aarch64 | /postgres-linux-arm_64.txz
                    Mac OS X   | x86_64  | /postgres-darwin-x86_64.txz
                    Mac OS X   | aarch64 | /postgres-darwin-arm_64.txz
                    Linux      | ppc64le | -
                    Linux      | x86     | -
                    Windows 11 | amd64   | -
                    FreeBSD    | amd64   | -
                    """)
    void theProgramsAreChosenByTheNamesThatJavaGivesTheSystem(String system, String processor, String archive) {
        assertThat(PostgresBinaries.archiveName(system, processor).orElse(null)).isEqualTo(archive);
    }

    private static List<Long> listed(PostgresProcesses processes) {
        try {
            return processes.list();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A process with the words that PostgreSQL would have, which only waits.
    private Process pretending(String name, Path cluster) throws IOException {
        var program = folder.resolve(name);
        Files.writeString(program, "#!/bin/sh\nwhile :; do sleep 1; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new ProcessBuilder(program.toString(), "-D", cluster.toString(), "-p", "1").start();
    }

    private static boolean hasPs() {
        return !Command.find("ps").isEmpty();
    }
}
