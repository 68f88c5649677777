package dev.caisse.platform.http;

import static dev.caisse.platform.http.LocalServer.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class GuardedClientTest {
    private static final Limits AMPLE = new Limits(1_000_000, Duration.ofSeconds(10));
    private static final Limits SHORT = new Limits(1_000_000, Duration.ofMillis(400));

    private final GuardedClient client = new GuardedClient("1.2.3", new Reach(true, true));

    @AfterEach
    void closes() {
        client.close();
    }

    @Test
    void answersWithStatusTypeAndBody() {
        try (var server =
                LocalServer.plain((path, out) -> write(out, "404 Not Found\r\nContent-Type: a/b", bytes("no")))) {
            var answer = (Answered) client.get(server.at("/x?y=z"), AMPLE);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.isSuccess()).isFalse();
            assertThat(answer.contentType()).isEqualTo("a/b");
            assertThat(answer.body()).asString().isEqualTo("no");
            assertThat(server.requests()).singleElement().asString().contains("GET /x?y=z HTTP/1.1");
        }
    }

    @Test
    void anAnswerWithoutABodyIsEmpty() {
        try (var server = LocalServer.plain((path, out) -> write(out, "HTTP/1.1 204 No Content\r\n\r\n"))) {
            var answer = (Answered) client.get(server.at("/"), AMPLE);
            assertThat(answer.isSuccess()).isTrue();
            assertThat(answer.body()).isEmpty();
            assertThat(answer.contentType()).isEmpty();
        }
    }

    @Test
    void saysWhoWeAreAndNothingElse() {
        try (var server = LocalServer.plain((path, out) -> write(out, "200 OK\r\nSet-Cookie: a=b", bytes("hi")))) {
            client.get(server.at("/"), AMPLE);
            client.get(server.at("/"), AMPLE);
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request)
                            .hasSize(4)
                            .contains("User-Agent: Caisse/1.2.3")
                            .noneMatch(line -> line.startsWith("Cookie") || line.startsWith("Accept-Encoding")));
        }
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() {
        try (var server = LocalServer.plain((path, out) -> write(out, "302 Found\r\nLocation: /next", bytes("")))) {
            assertThat(((Answered) client.get(server.at("/"), AMPLE)).status()).isEqualTo(302);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aDemandForAPasswordIsAnAnswer() {
        try (var server = LocalServer.plain(
                (path, out) -> write(out, "401 No\r\nWWW-Authenticate: Basic realm=\"x\"", bytes("")))) {
            assertThat(((Answered) client.get(server.at("/"), AMPLE)).status()).isEqualTo(401);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aServerThatDripsIsCutOffAtTheDeadline() throws InterruptedException {
        var cutOff = new CountDownLatch(1);
        try (var server = LocalServer.plain((path, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            drip(out, cutOff);
        })) {
            assertFailed(client.get(server.at("/"), SHORT), Reason.TIMED_OUT);
            assertThat(cutOff.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aServerThatDripsHeadersIsCutOffAtTheDeadline() {
        try (var server = LocalServer.plain((path, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nX-Slow: ");
            drip(out, new CountDownLatch(1));
        })) {
            assertFailed(client.get(server.at("/"), SHORT), Reason.TIMED_OUT);
        }
    }

    @Test
    void aServerThatNeverAnswersIsCutOffAtTheDeadline() {
        try (var server = LocalServer.plain((path, out) -> pause(5_000))) {
            assertFailed(client.get(server.at("/"), SHORT), Reason.TIMED_OUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000000", "Connection: close"})
    void aHugeBodyIsNotRead(String header) {
        var written = new AtomicLong();
        try (var server = LocalServer.plain((path, out) -> pour(out, header, written))) {
            assertFailed(client.get(server.at("/"), AMPLE), Reason.TOO_BIG);
            assertThat(written.get()).isLessThan(20_000_000);
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsRead() {
        try (var server = LocalServer.plain((path, out) -> write(out, "200 OK", new byte[1000]))) {
            var justEnough = new Limits(1000, Duration.ofSeconds(10));
            var tooShort = new Limits(999, Duration.ofSeconds(10));
            assertThat(((Answered) client.get(server.at("/"), justEnough)).body())
                    .hasSize(1000);
            assertFailed(client.get(server.at("/"), tooShort), Reason.TOO_BIG);
        }
    }

    @Test
    void aPackedBodyIsNotUnpacked() {
        var packed = packed(new byte[5_000_000]);
        try (var server = LocalServer.plain((path, out) -> write(out, "200 OK\r\nContent-Encoding: gzip", packed))) {
            assertThat(((Answered) client.get(server.at("/"), AMPLE)).body()).isEqualTo(packed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhalf"
            })
    void aBrokenAnswerIsAFailure(String answer) {
        try (var server = LocalServer.plain((path, out) -> write(out, answer))) {
            assertFailed(client.get(server.at("/"), AMPLE), Reason.UNREACHABLE);
        }
    }

    @Test
    void endlessHeadersAreAFailure() {
        var written = new AtomicLong();
        try (var server = LocalServer.plain((path, out) -> {
            write(out, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 100_000; i++) {
                write(out, "X-" + i + ": y\r\n");
                written.incrementAndGet();
            }
        })) {
            assertFailed(client.get(server.at("/"), AMPLE), Reason.UNREACHABLE);
            assertThat(written.get()).isLessThan(100_000);
        }
    }

    @Test
    void aClosedPortAndAnUnknownNameAreFailures() {
        var server = LocalServer.plain((path, out) -> {});
        server.close();
        assertFailed(client.get(server.at("/"), AMPLE), Reason.UNREACHABLE);
        assertFailed(client.get(URI.create("http://nobody.invalid/"), AMPLE), Reason.UNREACHABLE);
    }

    @Test
    void manyFailuresLeaveRoomForTheNextCall() {
        var written = new AtomicLong();
        try (var server = LocalServer.plain((path, out) -> pour(out, "Content-Length: 100000000", written))) {
            for (int i = 0; i < 300; i++) {
                assertFailed(client.get(server.at("/"), AMPLE), Reason.TOO_BIG);
            }
        }
    }

    @Test
    void aCallerWhoIsInterruptedStaysInterrupted() {
        try (var server = LocalServer.plain((path, out) -> pause(5_000))) {
            Thread.currentThread().interrupt();
            var answer = client.get(server.at("/"), AMPLE);
            assertThat(Thread.interrupted()).isTrue();
            assertFailed(answer, Reason.STOPPED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://localhost/a",
                "file:///etc/passwd",
                "http:///a",
                "http:a",
                "/a",
                "http://user:password@localhost/",
                "jar:http://localhost!/a",
                "https://under_score.example/"
            })
    void otherUrlsAreRefused(String url) {
        assertFailed(client.get(URI.create(url), AMPLE), Reason.REFUSED);
    }

    @Test
    void plainHttpIsRefusedUnlessAllowed() {
        try (var server = LocalServer.plain((path, out) -> {});
                var strict = new GuardedClient("1", new Reach(false, true))) {
            assertFailed(strict.get(server.at("/"), AMPLE), Reason.REFUSED);
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "127.0.0.1",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "017700000001",
                "0.0.0.0",
                "0",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::127.0.0.1]",
                "[64:ff9b::127.0.0.1]",
                "[::1%25lo]"
            })
    void noSpellingOfLoopbackIsReached(String host) {
        try (var server = LocalServer.plain((path, out) -> write(out, "200 OK", bytes("secret")));
                var strict = new GuardedClient("1", new Reach(true, false))) {
            assertThat(strict.get(server.at(host, "/"), AMPLE)).isInstanceOf(Failed.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void theReasonOfARefusalNamesNoAddress() {
        try (var strict = new GuardedClient("1", Reach.PUBLIC)) {
            var refused = (Failed) strict.get(URI.create("https://localhost/"), AMPLE);
            assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
            assertThat(refused.why()).doesNotContain("127.0.0.1").doesNotContain("::1");
        }
    }

    private static void assertFailed(Fetched answer, Reason reason) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).as(failed.why()).isEqualTo(reason));
    }

    private static void drip(OutputStream out, CountDownLatch cutOff) throws IOException {
        try {
            for (int i = 0; i < 1000; i++) {
                write(out, "x");
                pause(20);
            }
        } catch (IOException e) {
            cutOff.countDown();
            throw e;
        }
    }

    private static void pour(OutputStream out, String header, AtomicLong written) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n");
        var block = new byte[100_000];
        for (int i = 0; i < 1000; i++) {
            out.write(block);
            written.addAndGet(block.length);
        }
    }

    private static byte[] packed(byte[] body) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toByteArray();
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
