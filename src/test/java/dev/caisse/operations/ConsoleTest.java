package dev.caisse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.ServerProcess;
import dev.caisse.ServerProcess.Ended;
import dev.caisse.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `listen` and `trigger` as commands: what they take, refuse and print, and what the guide shows of them.
class ConsoleTest {
    private static final int INTERRUPTED = 130;
    private static final String GUIDE = "docs/guide/local-webhooks.md";

    private static TestServer server;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theGuidesProgramHearsWhatTheGuideTriggers() throws Exception {
        int port = ServerProcess.freePort();
        try (var listening = listen("--forward-to", "localhost:" + port + "/webhooks");
                var program = guidesProgram(port, secret(listening))) {
            for (var command : triggersOfTheGuide()) {
                var ended = run(command.split(" "));
                assertThat(ended.code()).as(ended.errors()).isZero();
            }
            Eventually.holds(() -> program.said().contains("\ncharge.expired ch_"));
            assertThat(program.said())
                    .contains("checkout.session.completed cs_")
                    .contains("payment_intent.payment_failed pi_");
            listening.interrupt();
            var ended = listening.ended();
            assertThat(ended.code()).isEqualTo(INTERRUPTED);
            assertThat(ended.output())
                    .containsPattern("(?m)^[0-9:.]{12}  checkout.session.completed  .* 200  [0-9]+ ms$")
                    .containsPattern("Forwarded [0-9]+ events: [0-9]+ received, 0 failed.\n$")
                    .doesNotContain(TestServer.SECRET_KEY);
            assertThat(ended.errors()).doesNotContain("Exception", TestServer.SECRET_KEY);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            listen --forward-to ftp://localhost/x                      | --forward-to must be an http or https address
            listen --forward-to http://user@localhost/x                | --forward-to must be an http or https address
            listen --forward-to webhooks                               | --forward-to must be an http or https address
            listen --forward-to http://localhost:1 --events charge.sucseeded | The nearest is charge.succeeded.
            listen --forward-to http://localhost:1 --events charges.*  | The nearest is charge.*.
            listen --forward-to http://localhost:1 --events charge.*,  | There are no events ""
            listen --forward-to http://localhost:1 --url localhost/a   | --url must be an address
            listen --forward-to http://localhost:1 --key pk_test_abc   | The key must be a secret one
            trigger payment_intent.succeded                            | The nearest is payment_intent.succeeded.
            trigger refund.failed                                      | cannot be made to happen
            trigger charge.failed --key sk_live_abcdefghijklmnop       | in test mode only
            trigger charge.failed --key sk_test_abcdefghijklmnop       | got 401
            trigger charge.failed --url http://127.0.0.1:1             | does not answer
            """)
    void whatCannotBeDoneIsSaidInASentence(String command, String sentence) {
        var ended = run(command.split(" "));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains(sentence).doesNotContain("Exception", "sk_test_a", "sk_live_a");
    }

    @Test
    void withoutAKeyItSaysHowToGetOne() {
        var ended = ServerProcess.run(
                Map.of("CAISSE_DATA_DIR", folder.toString()), "listen", "--forward-to", "http://localhost:1");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors()).contains("./caisse keys make").doesNotContain("keys.txt", "Exception");
    }

    @Test
    void theListNamesEveryTypeAndWhyOneCannotBe() {
        var ended = run("trigger", "--list");
        assertThat(ended.code()).isZero();
        assertThat(ended.output()).contains("\nprice.updated\n").containsPattern("refund.failed  \\(not: .+\\)\n");
    }

    private static ServerProcess listen(String... arguments) {
        var command = new ArrayList<>(List.of("listen"));
        command.addAll(List.of(arguments));
        var listening = ServerProcess.begun(variables(), command.toArray(String[]::new));
        Eventually.holds(() -> listening.output().contains("Ready"));
        return listening;
    }

    private static Ended run(String... arguments) {
        return ServerProcess.run(variables(), arguments);
    }

    private static Map<String, String> variables() {
        var variables = new HashMap<String, String>();
        variables.put("CAISSE_PUBLIC_URL", server.url());
        variables.put("CAISSE_SECRET_KEY", TestServer.SECRET_KEY);
        return variables;
    }

    private static String secret(ServerProcess listening) {
        var secret =
                Pattern.compile("(?m)^Signing secret: (whsec_[0-9A-Za-z]{32}) ").matcher(listening.output());
        assertThat(secret.find()).as(listening.output()).isTrue();
        return secret.group(1);
    }

    private static List<String> triggersOfTheGuide() throws Exception {
        var commands = Pattern.compile("(?m)^\\./caisse (trigger [a-z_.]+)$")
                .matcher(Files.readString(Path.of(GUIDE)))
                .results()
                .map(command -> command.group(1))
                .toList();
        assertThat(commands).hasSize(3);
        return commands;
    }

    /// The program that the guide prints, as it is printed.
    private static Program guidesProgram(int port, String secret) throws Exception {
        var node = Path.of("/usr/bin/node");
        Assumptions.assumeTrue(Files.isExecutable(node), "Node is not here");
        var printed = Pattern.compile("```js\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of(GUIDE)));
        assertThat(printed.find()).isTrue();
        var file = Files.writeString(folder.resolve("webhooks.js"), printed.group(1));
        var said = folder.resolve("said.txt");
        var builder = new ProcessBuilder(node.toString(), file.toString()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("PORT", String.valueOf(port), "WEBHOOK_SECRET", secret));
        return new Program(builder.redirectOutput(said.toFile()).start(), said);
    }

    private record Program(Process process, Path output) implements AutoCloseable {
        String said() {
            try {
                return Files.readString(output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
