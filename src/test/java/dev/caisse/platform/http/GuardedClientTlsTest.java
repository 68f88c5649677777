package dev.caisse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a server whose certificate says `localhost`, issued by itself.
class GuardedClientTlsTest {
    private static final Limits AMPLE = new Limits(1000, Duration.ofSeconds(10));
    private static final Reach NEAR = new Reach(false, true);
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static SSLContext context;
    private static LocalServer server;

    @BeforeAll
    static void serves(@TempDir Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        var store = folder.resolve("keys.p12");
        makeKey(store);
        context = SSLContexts.custom()
                .loadKeyMaterial(store, PASSWORD, PASSWORD)
                .loadTrustMaterial(store, PASSWORD)
                .build();
        server = LocalServer.of(
                context.getServerSocketFactory(),
                "https",
                (path, out) -> LocalServer.write(out, "200 OK", new byte[] {1, 2, 3}));
    }

    @AfterAll
    static void stops() {
        server.close();
    }

    @Test
    void aTrustedServerAnswers() {
        try (var client = new GuardedClient("1", NEAR, context)) {
            assertThat(((Answered) client.get(server.at("/"), AMPLE)).body()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aCertificateForAnotherNameIsAFailure() {
        try (var client = new GuardedClient("1", NEAR, context)) {
            assertUnreachable(client.get(server.at("127.0.0.1", "/"), AMPLE));
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsAFailure() {
        try (var client = new GuardedClient("1", NEAR)) {
            assertUnreachable(client.get(server.at("/"), AMPLE));
        }
    }

    @Test
    void nothingIsPostedToWhoShowsABadCertificate() {
        int before = server.requests().size();
        try (var client = GuardedClient.keepingConnections("1", NEAR)) {
            assertUnreachable(client.post(server.at("/"), java.util.Map.of(), new byte[] {1}, AMPLE));
            assertThat(server.requests()).hasSize(before);
        }
    }

    @Test
    void aServerThatHangsInTheHandshakeIsCutOffAtTheDeadline() {
        try (var mute = LocalServer.plain((path, out) -> {});
                var client = new GuardedClient("1", NEAR, context)) {
            var address = java.net.URI.create(mute.at("/").toString().replace("http:", "https:"));
            var answer = (Failed) client.get(address, new Limits(1000, Duration.ofMillis(300)));
            assertThat(answer.reason()).isEqualTo(Reason.TIMED_OUT);
        }
    }

    private static void assertUnreachable(Fetched answer) {
        assertThat(answer).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(failed.why()).contains("certificate");
        });
    }

    private static void makeKey(Path store) throws IOException, InterruptedException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(made).isZero();
    }
}
