package dev.caisse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.ServerProcess;
import dev.caisse.ServerProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// One server on the embedded database, as somebody runs it for the first time: keys shown once, keys made and rolled
/// beside it and without it, and nothing left running afterwards.
class OneNodeTest {
    @Test
    void keysAreShownOnceAndCanBeListedMadeAndRolledWhetherOrNotTheServerRuns() throws Exception {
        var folder = Files.createTempDirectory("caisse-one-node-");
        var variables = Map.of("CAISSE_DATA_DIR", folder.toString());
        String made;
        try (var server = ServerProcess.start(variables)) {
            var keys = Files.readString(folder.resolve("keys.txt"));
            var secret = word(keys, "sk_test_");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("keys.txt"))))
                    .isEqualTo("rw-------");
            assertThat(server.output()).contains("keys.txt").doesNotContain(secret);
            theCurlWorksAsPrinted(keys);
            made = keysBesideTheServer(server, variables, secret);
            assertThat(server.errors()).doesNotContain(secret).doesNotContain(made);
        }
        Files.delete(folder.resolve("keys.txt"));
        assertThat(keys(variables, "list").output()).contains("sk_test_…" + made.substring(made.length() - 4));
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(folder.toString())))
                .as("what still runs on the folder")
                .isEmpty();
        try (var again = ServerProcess.start(variables)) {
            assertThat(again.output()).doesNotContain("_test_").doesNotContain("keys.txt");
            assertThat(folder.resolve("keys.txt")).doesNotExist();
            assertThat(again.client().with(made).get("/v1/products").status()).isEqualTo(200);
        }
    }

    private static String keysBesideTheServer(ServerProcess server, Map<String, String> variables, String secret) {
        var one = keys(variables, "make").output().strip();
        assertThat(one).startsWith("sk_test_");
        assertThat(status(server, one)).isEqualTo(200);
        assertThat(keys(variables, "make", "--publishable").output()).startsWith("pk_test_");

        var second = keys(variables, "roll").output().strip();
        assertThat(status(server, second)).isEqualTo(200);
        assertThat(status(server, secret)).as("within the overlap").isEqualTo(200);
        assertThat(keys(variables, "list").output()).contains("ends 20").doesNotContain(second);

        var third = keys(variables, "roll", "--overlap-hours", "0").output().strip();
        assertThat(status(server, third)).isEqualTo(200);
        Eventually.holds(() -> status(server, secret) == 401 && status(server, second) == 401);
        assertThat(status(server, third)).isEqualTo(200);
        return third;
    }

    private static void theCurlWorksAsPrinted(String keys) throws IOException, InterruptedException {
        var line = keys.lines()
                .filter(text -> text.strip().startsWith("curl "))
                .findFirst()
                .orElseThrow();
        var curl = new ProcessBuilder("bash", "-c", line.strip() + " -s -w '%{http_code}'").start();
        var answer = new String(curl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(answer).contains("\"object\":\"product\"").endsWith("200");
    }

    @Test
    void liveKeysAreRefused() {
        var ended = ServerProcess.run(Map.of(), "keys", "make", "--live");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains("live connector").doesNotContain("\tat ");
        assertThat(ended.output()).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsNamedInASentence() throws IOException {
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                var database = dev.caisse.TestDatabase.fresh()) {
            var variables = new HashMap<>(dev.caisse.TestServer.variables(database, Map.of()));
            variables.put("CAISSE_PORT", String.valueOf(taken.getLocalPort()));
            var ended = ServerProcess.run(variables, "serve");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.errors()).contains("CAISSE_PORT").doesNotContain("\tat ");
        }
    }

    private static int status(ServerProcess server, String key) {
        return server.client().with(key).get("/v1/products").status();
    }

    private static Ended keys(Map<String, String> variables, String... arguments) {
        var command = new String[arguments.length + 1];
        command[0] = "keys";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        var ended = ServerProcess.run(variables, command);
        assertThat(ended.code()).as(ended.errors()).isZero();
        return ended;
    }

    private static String word(String text, String prefix) {
        return text.lines()
                .flatMap(line -> java.util.Arrays.stream(line.strip().split("\\s+")))
                .filter(found -> found.startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }
}
