package dev.caisse.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that is told to stop finishes what is under way, takes nothing new, and is gone soon.
class StopTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TERMINATED = 143;
    private static final int INTERRUPTED = 130;

    private TestDatabase database;
    private ServerProcess server;

    @BeforeEach
    void start() {
        database = TestDatabase.fresh();
        server = ServerProcess.start(TestServer.variables(database, Map.of()));
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void aPaymentUnderWayIsFinishedAndNothingNewIsTaken() {
        var session = server.client().newSession();
        var html = server.client().page(session.at("url")).text();
        var release = new CountDownLatch(1);
        var holding = holdIntent(number(session.at("payment_intent")), release);
        var paying = Together.soon(() -> server.client().submit(session.at("url"), html, Map.of()));
        Eventually.holds(() -> count("select count(*) as n from pg_stat_activity where wait_event_type = 'Lock'") > 0);

        server.terminate();
        Eventually.holds(this::isRefusing);
        assertThat(paying).isNotDone();
        release.countDown();
        holding.join();

        assertThat(paying.join().status()).isEqualTo(303);
        assertThat(server.awaitEnd(SOON)).isEqualTo(TERMINATED);
        assertThat(count("select count(*) as n from charges where failure_code is null"))
                .isEqualTo(1);
        assertThat(count("select count(*) as n from nodes where holder is not null"))
                .isZero();
        assertThat(server.errors()).doesNotContain(" ERROR ").doesNotContain("\tat ");
    }

    @Test
    void whatWasDoneWasAlsoAnswered() {
        var answered = Together.soon(() -> Together.run(16, _ -> createUntilRefused()));
        Eventually.holds(() -> count("select count(*) as n from products") > 50);
        server.terminate();
        assertThat(server.awaitEnd(SOON)).isEqualTo(TERMINATED);
        long created = answered.join().stream().mapToLong(Long::longValue).sum();
        assertThat(count("select count(*) as n from products")).isEqualTo(created);
    }

    @Test
    void connectionsWithNothingUnderWayDelayNothing() {
        var idle = IntStream.range(0, 20).mapToObj(_ -> idleConnection()).toList();
        long start = System.nanoTime();
        server.interrupt();
        assertThat(server.awaitEnd(SOON)).isEqualTo(INTERRUPTED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(idle)
                .allSatisfy(socket -> assertThat(socket.getInputStream().read()).isEqualTo(-1));
        assertThatThrownBy(() -> server.client().get("/healthz")).isInstanceOf(UncheckedIOException.class);
    }

    /// How many were answered with 200; anything else but a cut or refused connection is a fault.
    private long createUntilRefused() {
        long created = 0;
        try {
            while (true) {
                Reply reply = server.client().post("/v1/products", "{\"name\": \"Tea\"}");
                assertThat(reply.status()).isEqualTo(200);
                created++;
            }
        } catch (UncheckedIOException _) {
            return created;
        }
    }

    private CompletableFuture<?> holdIntent(long intent, CountDownLatch release) {
        var held = new CountDownLatch(1);
        var holding = Together.soon(() -> database.db().inTransaction(tx -> {
            tx.one(_ -> true, "select 1 from payment_intents where id = ? for update", intent);
            held.countDown();
            return awaited(release);
        }));
        awaited(held);
        return holding;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isRefusing() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            return !socket.isConnected();
        } catch (IOException _) {
            return true;
        }
    }

    private Socket idleConnection() {
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var input = socket.getInputStream();
            var seen = new StringBuilder();
            while (!seen.toString().endsWith("ok\n")) {
                seen.append((char) input.read());
            }
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long count(String sql, Object... values) {
        return database.db().one(row -> row.number("n"), sql, values).orElseThrow();
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('_') + 1));
    }
}
