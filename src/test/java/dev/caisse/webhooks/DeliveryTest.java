package dev.caisse.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import dev.caisse.api.Secret;
import dev.caisse.webhooks.Receiver.Received;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What receivers hear, whatever they are like. Real sockets, the real server.
@Timeout(300)
class DeliveryTest {
    private static final Map<String, Receiver.Answer> WRONG = Map.of(
            "closes", (_, out) -> out.close(),
            "redirects to a metadata service",
                    (_, out) ->
                            Receiver.write(out, "302 Found\r\nLocation: http://169.254.169.254/latest/meta-data", ""),
            "fails", (_, out) -> Receiver.write(out, "500 Oops", "no"),
            "is gone", (_, out) -> Receiver.write(out, "410 Gone", "no"),
            "does not speak HTTP", (_, out) -> out.write("hello\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
            "answers with nothing but headers without end", DeliveryTest::headersWithoutEnd);

    private static TestServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void deletesItsEndpoints() {
        server.db()
                .all(row -> row.number("id"), "select id from webhook_endpoints")
                .forEach(id -> client.delete("/v1/webhook_endpoints/we_" + id));
    }

    @Test
    void anEventArrivesAsTheApiShowsItSignedUnderBothNames() {
        try (var receiver = Receiver.taking()) {
            var made = Hooks.at(client, receiver.url(), "product.created");
            Hooks.happen(client);
            Eventually.holds(() -> receiver.count() == 1);
            var heard = receiver.received().getFirst();
            var shown = client.get("/v1/events/" + heard.event()).text();
            assertThat(heard.text().replaceFirst("\"pending_webhooks\":[01]", "\"pending_webhooks\":_"))
                    .isEqualTo(shown.replaceFirst("\"pending_webhooks\":[01]", "\"pending_webhooks\":_"));
            assertThat(heard.headers())
                    .containsEntry("content-type", "application/json; charset=utf-8")
                    .containsEntry("signature", heard.headers().get("wooshpay-signature"))
                    .doesNotContainKeys("stripe-signature", "cookie", "authorization");
            assertThat(heard.headers().get("user-agent")).startsWith("Caisse/");
            var signature = heard.headers().get("wooshpay-signature");
            long signedMs = Long.parseLong(signature.replaceAll("t=([0-9]+),.*", "$1")) * 1000;
            assertThat(signature)
                    .isEqualTo(Signature.of(heard.body(), List.of(new Secret(made.at("secret"))), signedMs));
            assertThat(heard.atMs() - signedMs).isBetween(-1000L, 20_000L);
        }
    }

    @Test
    void onlyWhatIsWantedArrivesAndNothingOlderThanTheEndpoint() {
        try (var all = Receiver.taking();
                var products = Receiver.taking();
                var charges = Receiver.taking()) {
            Hooks.happen(client);
            Hooks.at(client, all.url(), "*");
            Hooks.at(client, products.url(), "product.*");
            Hooks.at(client, charges.url(), "charge.*", "price.updated");
            var session = client.newSession();
            Eventually.holds(() -> all.count() == 3 && products.count() == 1);
            assertThat(all.received())
                    .extracting(Received::type)
                    .containsExactlyInAnyOrder("product.created", "price.created", "payment_intent.created");
            client.pay(session.at("url"), "4242424242424242");
            Eventually.holds(() -> charges.count() == 1 && all.count() == 6);
            assertThat(charges.received()).extracting(Received::type).containsExactly("charge.succeeded");
            assertThat(products.count()).isEqualTo(1);
        }
    }

    @Test
    void eventsOfOneAccountNeverReachAnother() {
        var stranger = dev.caisse.Merchants.another(server);
        try (var mine = Receiver.taking();
                var theirs = Receiver.taking()) {
            Hooks.at(client, mine.url(), "*");
            Hooks.at(stranger, theirs.url(), "*");
            Hooks.happen(client);
            Hooks.happen(stranger);
            Eventually.holds(() -> mine.count() == 1 && theirs.count() == 1);
            assertThat(mine.events()).doesNotContainAnyElementsOf(theirs.events());
            assertThat(client.get("/v1/events/" + mine.received().getFirst().event())
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void whateverAReceiverDoesWrongIsAFailureAndIsTriedAgain() {
        for (var wrong : WRONG.entrySet()) {
            try (var receiver = Receiver.answering(wrong.getValue())) {
                var made = Hooks.at(client, receiver.url(), "product.created");
                Hooks.happen(client);
                var path = "/v1/webhook_endpoints/" + made.at("id") + "/deliveries";
                Eventually.holds(() -> client.get(path).text().contains("\"attempts\":1"));
                var delivery = client.get(path);
                assertThat(delivery.at("data.0.status")).as(wrong.getKey()).isEqualTo("pending");
                assertThat(delivery.at("data.0.last_attempt.error"))
                        .as(wrong.getKey())
                        .isNotBlank();
                long pauseMs = Long.parseLong(delivery.at("data.0.next_attempt"))
                        - Long.parseLong(delivery.at("data.0.last_attempt.created"));
                assertThat(pauseMs).as(wrong.getKey()).isBetween(7_000L, 22_500L);
                assertThat(receiver.count()).as(wrong.getKey()).isEqualTo(1);
                client.delete("/v1/webhook_endpoints/" + made.at("id"));
            }
        }
    }

    /// A status line that came in time counts, however slowly the body trickles after it.
    @Test
    void aReceiverHasTenSecondsAndHoldsUpNobody() {
        var never = new CountDownLatch(1);
        try (var hanging = Receiver.answering((_, _) -> never.await());
                var tooSlow = Receiver.answering((_, out) -> trickle(out, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(400)));
                var slow = Receiver.answering((_, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                    trickle(out, "abc".repeat(100));
                });
                var well = Receiver.taking()) {
            var hangs = Hooks.at(client, hanging.url(), "product.created");
            var tooSlows = Hooks.at(client, tooSlow.url(), "product.created");
            var slows = Hooks.at(client, slow.url(), "product.created");
            Hooks.at(client, well.url(), "product.created");
            Hooks.happen(client, 100);
            Eventually.holds(() -> well.events().size() == 100);
            assertThat(hanging.count()).isBetween(1, 8);
            for (var late : List.of(hangs, tooSlows)) {
                var path = "/v1/webhook_endpoints/" + late.at("id") + "/deliveries?limit=100";
                Eventually.holds(() -> client.get(path).text().contains("No answer came within 10 seconds."));
            }
            Eventually.holds(() -> !Hooks.deliveries(client, slows, "succeeded").isEmpty());
            assertThat(client.get("/v1/webhook_endpoints/" + slows.at("id") + "/deliveries?status=succeeded")
                            .at("data.0.last_attempt.answer"))
                    .startsWith("abcabc");
            assertThat(hanging.count()).isLessThan(16);
        } finally {
            never.countDown();
        }
    }

    @Test
    void whatAReceiverSaysIsKeptUpToTwoKilobytesAndNoMoreIsRead() {
        var written = new java.util.concurrent.atomic.AtomicLong();
        try (var receiver = Receiver.answering((_, out) -> hundredMegabytes(out, written))) {
            var made = Hooks.at(client, receiver.url(), "product.created");
            Hooks.happen(client);
            Eventually.holds(() -> !Hooks.deliveries(client, made, "succeeded").isEmpty());
            var delivery = client.get("/v1/webhook_endpoints/" + made.at("id") + "/deliveries");
            assertThat(delivery.at("data.0.last_attempt.answer")).isEqualTo("x".repeat(2048));
            assertThat(written.get()).isLessThan(20_000_000L);
        }
    }

    @Test
    void anAnswerThatIsNoTextIsKeptAllTheSame() {
        try (var receiver = Receiver.answering((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            out.write(new byte[] {'a', 0, (byte) 0xff, 'b'});
        })) {
            var made = Hooks.at(client, receiver.url(), "product.created");
            Hooks.happen(client);
            Eventually.holds(() -> !Hooks.deliveries(client, made, "succeeded").isEmpty());
            assertThat(client.get("/v1/webhook_endpoints/" + made.at("id") + "/deliveries")
                            .at("data.0.last_attempt.answer"))
                    .isEqualTo("a\uFFFD\uFFFDb");
        }
    }

    @Test
    void manyDeliveriesShareFewConnections() {
        try (var receiver = Receiver.taking()) {
            Hooks.at(client, receiver.url(), "product.created");
            Hooks.happen(client, 500);
            Eventually.holds(() -> receiver.events().size() == 500);
            assertThat(receiver.count()).isEqualTo(500);
            assertThat(receiver.connections()).isLessThan(120);
        }
    }

    @Test
    void aSecretThatIsRolledSignsBesideTheOldOneTheNewestLast() {
        try (var receiver = Receiver.taking()) {
            var made = Hooks.at(client, receiver.url(), "product.created");
            var rolled = client.post("/v1/webhook_endpoints/" + made.at("id") + "/roll_secret", "");
            assertThat(rolled.at("secret")).startsWith("whsec_").isNotEqualTo(made.at("secret"));
            Hooks.happen(client);
            Eventually.holds(() -> receiver.count() == 1);
            assertSignedWith(receiver.received().getFirst(), made.at("secret"), rolled.at("secret"));

            var again =
                    client.post("/v1/webhook_endpoints/" + made.at("id") + "/roll_secret", "{\"overlap_seconds\": 0}");
            Hooks.happen(client);
            Eventually.holds(() -> receiver.count() == 2);
            assertSignedWith(receiver.received().getLast(), again.at("secret"));
            assertThat(client.post(
                                    "/v1/webhook_endpoints/" + made.at("id") + "/roll_secret",
                                    "{\"overlap_seconds\": 86401}")
                            .at("error.param"))
                    .isEqualTo("overlap_seconds");
        }
    }

    @Test
    void whatWaitsForAnEndpointThatIsDisabledIsCanceledAndForOneThatIsDeletedForgotten() {
        var never = new CountDownLatch(1);
        try (var hanging = Receiver.answering((_, _) -> never.await())) {
            var disabled = Hooks.at(client, hanging.url(), "product.created");
            var deleted = Hooks.at(client, hanging.url(), "product.created");
            Hooks.happen(client, 50);
            Eventually.holds(() -> hanging.count() == 16);
            client.post("/v1/webhook_endpoints/" + disabled.at("id"), "{\"status\": \"disabled\"}");
            client.delete("/v1/webhook_endpoints/" + deleted.at("id"));
            never.countDown();
            Eventually.holds(() -> {
                server.advance(Duration.ofMinutes(1));
                return count("select count(*) as n from deliveries_due") == 0;
            });
            assertThat(count("select count(*) as n from deliveries_ended where state = 'canceled' and endpoint_id = "
                            + disabled.at("id").substring(3)))
                    .isGreaterThan(20);
            int before = hanging.count();
            Hooks.happen(client);
            assertThat(hanging.count()).isEqualTo(before);
        } finally {
            never.countDown();
        }
    }

    private static long count(String sql) {
        return server.db().one(row -> row.number("n"), sql).orElseThrow();
    }

    private static void assertSignedWith(Received heard, String... secrets) {
        var signature = heard.headers().get("signature");
        long signedMs = Long.parseLong(signature.replaceAll("t=([0-9]+),.*", "$1")) * 1000;
        var due = List.of(secrets).stream().map(Secret::new).collect(Collectors.toList());
        assertThat(signature).isEqualTo(Signature.of(heard.body(), due, signedMs));
    }

    private static void headersWithoutEnd(Received request, OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 100_000; i++) {
            out.write(("X-" + i + ": y\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void hundredMegabytes(OutputStream out, java.util.concurrent.atomic.AtomicLong written)
            throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        var piece = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 10_000; i++) {
            out.write(piece);
            written.addAndGet(piece.length);
        }
    }

    private static void trickle(OutputStream out, String text) throws IOException, InterruptedException {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.write(b);
            out.flush();
            Thread.sleep(50);
        }
    }
}
