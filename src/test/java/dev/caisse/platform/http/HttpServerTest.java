package dev.caisse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.http.RawConnection.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine, spoken to byte by byte: whatever comes, there is at most one answer to it, and the next one is served.
class HttpServerTest {
    private static final int LONGEST = 1000;
    private static final List<Throwable> THROWN = new CopyOnWriteArrayList<>();
    private static HttpServer server;

    @BeforeAll
    static void start() {
        server = HttpServer.start(
                "127.0.0.1",
                HttpServer.freePort("127.0.0.1"),
                HttpServerTest::echo,
                status -> Response.text(status, "unreadable"),
                Duration.ofSeconds(1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void theServerStillAnswers() throws IOException {
        assertThat(one("GET /after HTTP/1.1\r\nHost: x\r\n\r\n").body()).isEqualTo("GET /after?:");
        assertThat(THROWN).isEmpty();
    }

    /// Reads the body as every handler does: too much is an answer, and so is what cannot be read.
    private static Response echo(Incoming request) {
        try {
            var body = new String(request.body(LONGEST), StandardCharsets.UTF_8);
            return Response.text(
                    200, request.method() + " " + request.rawPath() + "?" + request.rawQuery() + ":" + body);
        } catch (BodyTooLarge _) {
            return Response.text(413, "too large");
        } catch (BodyUnreadable _) {
            return Response.text(400, "unreadable body");
        } catch (RuntimeException e) {
            THROWN.add(e);
            return Response.text(500, "thrown");
        }
    }

    @Test
    void requestsOnOneConnectionAreAnsweredInTheirOrder() throws IOException {
        try (var connection = connect()) {
            connection.send(
                    "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
                            + "GET /3?q=%20 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.answer().orElseThrow().body()).isEqualTo("GET /1?:");
            assertThat(connection.answer().orElseThrow().body()).isEqualTo("POST /2?:hi");
            assertThat(connection.answer().orElseThrow().body()).isEqualTo("GET /3?q=%20:");
        }
    }

    @Test
    void aBodyMayComeInChunks() throws IOException {
        var answer =
                one("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
        assertThat(answer.body()).isEqualTo("POST /?:hello");
    }

    @Test
    void aBodyThatIsTooLargeIsAnsweredOnce_AndTheConnectionEnds() throws IOException {
        try (var connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" + "x".repeat(1001));
            assertThat(connection.answer().orElseThrow().status()).isEqualTo(413);
            assertThat(connection.isOver()).isTrue();
        }
    }

    @Test
    void aBodyThatIsFarTooLargeIsAnsweredThoughItIsStillBeingSent() throws IOException {
        try (var connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + "x".repeat(3_000_000));
            assertThat(connection.answer().map(Answer::status)).hasValue(413);
            assertThat(connection.isOver()).isTrue();
        }
    }

    @Test
    void tooMuchInChunksIsAnsweredOnceToo() throws IOException {
        try (var connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            connection.send(("400\r\n" + "x".repeat(1024) + "\r\n").repeat(20) + "0\r\n\r\n");
            assertThat(connection.answer().orElseThrow().status()).isEqualTo(413);
            assertThat(connection.isOver()).isTrue();
        }
    }

    @Test
    void whatWasNotReadIsNeverTakenForTheNextRequest() throws IOException {
        try (var connection = connect()) {
            var smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
            int length = 2000 + 50 * smuggled.length();
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + "x".repeat(2000)
                    + smuggled.repeat(50));
            assertThat(connection.answer().orElseThrow().status()).isEqualTo(413);
            assertThat(connection.isOver()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"zz\r\nhello\r\n", "5\r\nhelloworld\r\n", "-5\r\nhello\r\n", "fffffffffffffffff\r\n", "\r\n\r\n"
            })
    void brokenChunksAreTheSendersFault(String chunks) throws IOException {
        try (var connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
            connection.endOfSending();
            assertThat(connection.answer().map(Answer::status).orElse(400)).isEqualTo(400);
            assertThat(connection.isOver()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-",
                "POST / HT",
                ""
            })
    void aSenderWhoStopsHalfwayDisturbsNobody(String half) throws IOException {
        try (var connection = connect()) {
            connection.send(half).endOfSending();
            assertThat(connection.answer().map(Answer::status).orElse(400)).isEqualTo(400);
        }
        try (var connection = connect()) {
            connection.send(half);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET / \r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost x\r\n\r\n",
                "GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n",
                "GET / HTTP/1.1\r\n: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
            })
    void whatIsNoRequestIsAnsweredAtMostOnce_AndNeverWithOurFault(String text) throws IOException {
        try (var connection = connect()) {
            connection.send(text).endOfSending();
            connection.answer().ifPresent(answer -> assertThat(answer.status()).isBetween(400, 499));
            assertThat(connection.isOver()).isTrue();
        }
    }

    @Test
    void headersEndAtSixteenKilobytes() throws IOException {
        assertThat(one("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(15_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(one("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(17_000) + "\r\n\r\n")
                        .status())
                .isBetween(400, 431);
        assertThat(one("GET / HTTP/1.1\r\nHost: x\r\n" + "A: aaaaaaaa\r\n".repeat(2000) + "\r\n")
                        .status())
                .isBetween(400, 431);
        assertThat(one("GET /" + "a".repeat(17_000) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status())
                .isBetween(400, 431);
    }

    @Test
    void theOlderProtocolAndAMissingHostAreServedOrRefused_NeverDropped() throws IOException {
        assertThat(one("GET /old HTTP/1.0\r\n\r\n").status()).isIn(200, 400, 505);
        assertThat(one("GET /nohost HTTP/1.1\r\n\r\n").status()).isIn(200, 400);
    }

    @Test
    void headIsAnsweredWithoutABody() throws IOException {
        try (var connection = connect()) {
            connection.send("HEAD /head HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(connection.answer(false).orElseThrow().status()).isEqualTo(200);
            assertThat(connection.answer().orElseThrow().body()).isEqualTo("GET /next?:");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%zz",
                "/a%",
                "/%00",
                "/a\"b",
                "/a|b",
                "/a{b}",
                "/..%2f..",
                "/a\\b",
                "/?q=%zz",
                "/?a[b]=c",
                "/?a|b",
                "/;x",
                "//"
            })
    void addressesComeAsTheyWereSent_OrAreRefused(String target) throws IOException {
        var answer = one("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer.status()).as(answer.body()).isIn(200, 400);
        if (answer.status() == 200) {
            var path = target.split("\\?")[0];
            assertThat(answer.body()).startsWith("GET " + path + "?");
            assertThat(answer.body()).contains(target.substring(path.length()));
        }
    }

    private static Answer one(String request) throws IOException {
        try (var connection = connect()) {
            return connection.send(request).answer().orElseThrow();
        }
    }

    private static RawConnection connect() throws IOException {
        return RawConnection.to(server.port());
    }
}
