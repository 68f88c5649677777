package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// A merchant's program written for Stripe years ago, with stripe-java 21.15.0 and its version of the API, in a process
/// of its own: it cannot share a class path with the library of today.
class StripeJava21Story {
    private static final Path LIBRARY = Path.of("target/stripe-java-21/stripe-java-21.15.0.jar");
    private static final String CARD = "4242424242424242";

    @Test
    void itWorksHereAsItIs() throws Exception {
        assertThat(LIBRARY).as("`mvn generate-test-resources` fetches it").exists();
        var program = Files.createTempDirectory("old").resolve("OldLife.java");
        try (var source = StripeJava21Story.class.getResourceAsStream("OldLife.java")) {
            Files.copy(source, program);
        }
        try (var server = TestServer.start()) {
            var said = run(program, server);
            assertThat(said).noneMatch(line -> line.startsWith("failed: "));
            assertThat(said).filteredOn(line -> line.startsWith("passed: ")).hasSize(7);
        }
    }

    private static ArrayList<String> run(Path program, TestServer server) throws Exception {
        var gson = Path.of(
                Gson.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        LIBRARY.toAbsolutePath() + File.pathSeparator + gson,
                        program.toString(),
                        server.url(),
                        TestServer.SECRET_KEY)
                .redirectErrorStream(true)
                .start();
        var said = new ArrayList<String>();
        try (var lines = process.inputReader(UTF_8);
                var answers = process.outputWriter(UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.startsWith("waits: ")) {
                    doWhatItWaitsFor(line.substring("waits: ".length()), server.client());
                    answers.write("done\n");
                    answers.flush();
                }
            }
        }
        assertThat(process.waitFor()).as(String.join("\n", said)).isZero();
        return said;
    }

    private static void doWhatItWaitsFor(String what, Client client) {
        if (what.contains("/pay/")) {
            client.pay(what, CARD);
        } else if (what.startsWith("http")) {
            client.page(
                    Bank.choose(client, what, Bank.AUTHORIZE).header("Location").orElseThrow());
        } else {
            Eventually.holds(() -> !client.get("/v1/disputes").at("data").equals("[]"));
        }
    }
}
