package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caisse.TestServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A merchant's program written for Stripe with stripe-node, which npm brings.
class StripeNodeStory {
    private static final Path FOLDER = Path.of("target/stripe-for-node");
    private static final Path LIBRARY = FOLDER.resolve("node_modules/stripe/package.json");

    @Test
    void itWorksHereAsItIs() throws Exception {
        assumeThat(isThere("node") && isThere("npm"))
                .as("node and npm are installed")
                .isTrue();
        Files.createDirectories(FOLDER);
        if (!Files.exists(LIBRARY)) {
            Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true}");
            var installed = said("npm", "install", "--no-audit", "--no-fund", "stripe@23.1.0");
            assumeThat(Files.exists(LIBRARY))
                    .as("npm could fetch it: " + installed)
                    .isTrue();
        }
        try (var program = StripeNodeStory.class.getResourceAsStream("life.js")) {
            Files.copy(program, FOLDER.resolve("life.js"), StandardCopyOption.REPLACE_EXISTING);
        }
        try (var server = TestServer.start()) {
            var address = URI.create(server.url());
            var lines = said(
                            "node",
                            "life.js",
                            address.getHost(),
                            Integer.toString(address.getPort()),
                            TestServer.SECRET_KEY)
                    .lines()
                    .toList();
            assertThat(lines).noneMatch(line -> line.startsWith("failed: "));
            assertThat(lines).filteredOn(line -> line.startsWith("passed: ")).hasSize(8);
            assertThat(lines).anyMatch(line -> line.endsWith("automatic_payment_methods.enabled has no effect here"));
        }
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String said(String... command) throws Exception {
        var process = new ProcessBuilder(List.of(command))
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }
}
