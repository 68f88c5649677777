package dev.caisse.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caisse.api.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The guide's code, run as printed against our signatures, in every language whose runtime is there; and Stripe's
/// library for Node.
@Timeout(300)
class WebhookGuideTest {
    private static final String SECRET = "whsec_0123456789abcdefghijABCDEFGHIJ01";
    private static final String OTHER = "whsec_zyxwvutsrqponmlkjihgfedcbaZYXWVU";
    private static final Path FOLDER = Path.of("target/webhook-guide");

    /// A language of the guide, and how its code is made a program that takes a file, a header and a secret, and says
    /// `genuine` or `not genuine`.
    enum Language {
        JAVA("java", "Verify.java", "java", """
                class Verify {
                $code
                    public static void main(String[] a) throws Exception {
                        var body = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(a[0]));
                        System.out.println(isGenuine(body, a[1], a[2]) ? "genuine" : "not genuine");
                    }
                }
                """),
        NODE("js", "verify.js", "node", """
                $code
                const [file, header, secret] = process.argv.slice(2);
                console.log(isGenuine(require('fs').readFileSync(file), header, secret) ? 'genuine' : 'not genuine');
                """),
        PYTHON("python", "verify.py", "python3", """
                $code
                import sys
                print("genuine" if is_genuine(open(sys.argv[1], "rb").read(), sys.argv[2], sys.argv[3]) else "not genuine")
                """),
        PHP("php", "verify.php", "php", """
                <?php
                $code
                echo is_genuine(file_get_contents($argv[1]), $argv[2], $argv[3]) ? 'genuine' : 'not genuine';
                """),
        GO("go", "verify.go", "go", """
                package main

                import ("crypto/hmac"; "crypto/sha256"; "encoding/hex"; "fmt"; "os"; "strconv"; "strings"; "time")

                $code
                func main() {
                	body, _ := os.ReadFile(os.Args[1])
                	if isGenuine(body, os.Args[2], os.Args[3]) {
                		fmt.Println("genuine")
                	} else {
                		fmt.Println("not genuine")
                	}
                }
                """);

        final String fence;
        final String file;
        final String program;
        final String around;

        Language(String fence, String file, String program, String around) {
            this.fence = fence;
            this.file = file;
            this.program = program;
            this.around = around;
        }

        List<String> command() {
            return switch (this) {
                case JAVA ->
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                            .toString());
                case GO -> List.of("go", "run");
                case NODE, PYTHON, PHP -> List.of(program);
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCodeOfTheGuideTellsWhatIsOursFromWhatIsNot(Language language) throws Exception {
        assumeThat(isThere(language.command().getFirst()))
                .as("%s is installed", language.program)
                .isTrue();
        Files.createDirectories(FOLDER);
        var program = FOLDER.resolve(language.file);
        Files.writeString(program, language.around.replace("$code", code(language)));

        long nowMs = System.currentTimeMillis();
        var body = "{\"name\":\"\uD83C\uDF75 \u2028 é\"}".getBytes(UTF_8);
        assertThat(says(language, program, body, signed(body, nowMs, SECRET), SECRET))
                .isEqualTo("genuine");
        assertThat(says(language, program, body, signed(body, nowMs, OTHER, SECRET), SECRET))
                .isEqualTo("genuine");
        assertThat(says(language, program, body, signed(body, nowMs, SECRET, OTHER), SECRET))
                .isEqualTo("genuine");
        assertThat(says(language, program, body, signed(body, nowMs - 250_000, SECRET), SECRET))
                .isEqualTo("genuine");

        assertThat(says(language, program, body, signed(body, nowMs - 302_000, SECRET), SECRET))
                .isEqualTo("not genuine");
        assertThat(says(language, program, body, signed(body, nowMs + 400_000, SECRET), SECRET))
                .isEqualTo("not genuine");
        assertThat(says(language, program, body, signed(body, nowMs, OTHER), SECRET))
                .isEqualTo("not genuine");
        assertThat(says(language, program, "{}".getBytes(UTF_8), signed(body, nowMs, SECRET), SECRET))
                .isEqualTo("not genuine");
        assertThat(says(language, program, body, "t=,v1=", SECRET)).isEqualTo("not genuine");
        assertThat(says(language, program, body, "nonsense", SECRET)).isEqualTo("not genuine");
    }

    @Test
    void stripesLibraryForNodeAcceptsIt() throws Exception {
        assumeThat(isThere("node") && isThere("npm"))
                .as("node and npm are installed")
                .isTrue();
        var folder = Files.createDirectories(Path.of("target/stripe-for-node"));
        if (!Files.exists(folder.resolve("node_modules/stripe/package.json"))) {
            Files.writeString(folder.resolve("package.json"), "{\"private\": true}");
            var installed = run(folder, List.of("npm", "install", "--no-audit", "--no-fund", "stripe@23.1.0"));
            assumeThat(Files.exists(folder.resolve("node_modules/stripe/package.json")))
                    .as("npm could fetch it: " + installed)
                    .isTrue();
        }
        Files.writeString(folder.resolve("verify.js"), """
                const stripe = require('stripe')('sk_test_x');
                const [file, header, secret] = process.argv.slice(2);
                try {
                  console.log(stripe.webhooks.constructEvent(require('fs').readFileSync(file), header, secret).id);
                } catch (e) {
                  console.log(e.type);
                }
                """);
        long nowMs = System.currentTimeMillis();
        var body = ("{\"id\":\"evt_1\",\"object\":\"event\",\"data\":{\"object\":{\"name\":\"\uD83C\uDF75 \u2028 "
                        + "x".repeat(300_000) + "\"}}}")
                .getBytes(UTF_8);
        assertThat(nodeSays(folder, body, signed(body, nowMs, SECRET))).isEqualTo("evt_1");
        assertThat(nodeSays(folder, body, signed(body, nowMs, OTHER, SECRET))).isEqualTo("evt_1");
        assertThat(nodeSays(folder, body, signed(body, nowMs - 302_000, SECRET)))
                .isEqualTo("StripeSignatureVerificationError");
        assertThat(nodeSays(folder, body, signed(body, nowMs, OTHER))).isEqualTo("StripeSignatureVerificationError");
    }

    private static String nodeSays(Path folder, byte[] body, String header) throws Exception {
        Files.write(folder.resolve("body.json"), body);
        return run(folder, List.of("node", "verify.js", "body.json", header, SECRET));
    }

    private static String says(Language language, Path program, byte[] body, String header, String secret)
            throws Exception {
        Files.write(FOLDER.resolve("body.json"), body);
        var command = Stream.concat(
                        language.command().stream(),
                        Stream.of(program.getFileName().toString(), "body.json", header, secret))
                .toList();
        return run(FOLDER, command);
    }

    private static String signed(byte[] body, long ms, String... secrets) {
        return Signature.of(body, Stream.of(secrets).map(Secret::new).toList(), ms);
    }

    private static String code(Language language) throws IOException {
        var block = Pattern.compile("```" + language.fence + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/guide/webhooks.md")));
        assertThat(block.find()).as("code in the guide for " + language).isTrue();
        return block.group(1);
    }

    private static boolean isThere(String program) {
        return program.startsWith("/")
                || Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String run(Path folder, List<String> command) throws Exception {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }
}
