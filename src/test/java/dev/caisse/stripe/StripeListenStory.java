package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.net.Webhook;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import dev.caisse.platform.crypto.TimedSignature;
import dev.caisse.platform.json.Json;
import dev.caisse.webhooks.Receiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `stripe listen`: Stripe's own command line hears what happens here and brings it to a program on this machine; and
/// what it is told by the web socket that it opens for that.
class StripeListenStory {
    private static final String SECRET = TimedSignature.secretOfListener(TestServer.SECRET_KEY);
    private static final String PROTOCOL = "stripecli-devproxy-v1";

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void stripesOwnProgramBringsEachEventOnceSignedWithASecretThatIsKnownBeforehand() throws Exception {
        var output = Files.createTempFile("stripe-listen", ".log");
        try (var receiver = Receiver.taking()) {
            var hook = receiver.url();
            var listening =
                    StripeCli.installed().start(server.url(), output, "listen", "--all-snapshot", "--forward-to", hook);
            try {
                Eventually.holds(() -> read(output).contains("Ready!"));
                assertThat(read(output)).contains(SECRET);
                made("Heard by Stripe's program");
                made("And this one too");
                Eventually.holds(() -> receiver.received().size() >= 2);
                Eventually.holds(() -> read(output).contains("[200] POST " + hook));
            } finally {
                listening.destroy();
                assertThat(listening.waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(receiver.received()).hasSize(2).allSatisfy(heard -> {
                var event = Webhook.constructEvent(heard.text(), heard.headers().get("stripe-signature"), SECRET);
                assertThat(event.getType()).isEqualTo("product.created");
                assertThat(event.getApiVersion()).isEqualTo(StripeVersion.NEWEST.text());
                assertThat(heard.path()).isEqualTo("/hook");
            });
        }
    }

    @Test
    void theSecretIsPrintedWithoutListening() throws Exception {
        assertThat(StripeCli.installed().run(server, "listen", "--print-secret").text())
                .contains(SECRET);
    }

    @Test
    void aSessionNamesTheSocketAndTheSecret() {
        var session = session();
        assertThat(session)
                .containsEntry("secret", SECRET)
                .containsEntry("websocket_authorized_feature", "webhooks")
                .containsEntry("websocket_url", server.url().replace("http", "ws") + "/v1/stripecli/socket");
        assertThat(session.get("websocket_id").toString()).startsWith("cliws_").doesNotContain(TestServer.SECRET_KEY);
    }

    @Test
    void whatElseStripesProgramCanFollowIsRefusedByName() {
        var reply = server.client().post("/v1/stripecli/sessions", "{\"websocket_features\": [\"request_logs\"]}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("error.param")).isEqualTo("websocket_features");
    }

    @Test
    void aSocketThatIsOpenedAgainGoesOnWhereItWas() {
        var id = session().get("websocket_id").toString();
        var before = new Heard();
        var first = open(id, before);
        made("one");
        Eventually.holds(() -> before.names().equals(List.of("one", "one")));
        first.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        Eventually.holds(() -> before.closed.isDone());
        made("two");
        var after = new Heard();
        var second = open(id, after);
        made("three");
        Eventually.holds(() -> after.names().size() >= 4);
        assertThat(after.names()).containsExactly("two", "two", "three", "three");
        assertThat(after.versions()).containsExactly("null", "newest", "null", "newest");
        second.abort();
    }

    @Test
    void aSessionHasOneSocketAndTheNewestIsIt() {
        var id = session().get("websocket_id").toString();
        var before = new Heard();
        open(id, before);
        made("to the first");
        Eventually.holds(() -> before.names().size() == 2);
        var after = new Heard();
        var second = open(id, after);
        Eventually.holds(() -> before.closed.isDone());
        made("to the second");
        Eventually.holds(() -> after.names().size() >= 2);
        assertThat(after.names()).containsExactly("to the second", "to the second");
        assertThat(before.names()).containsOnly("to the first");
        second.abort();
    }

    @Test
    void whoeverHasNoSuchSessionIsToldInTheWordsThatStripesProgramKnows() {
        for (var id : List.of("cliws_nobody", "", "cliws_" + "A".repeat(5000))) {
            assertThatThrownBy(() -> open(id, new Heard()))
                    .as(id)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(404));
        }
        assertThat(server.client().get("/v1/stripecli/socket").status()).isEqualTo(404);
    }

    @Test
    void aKeyThatEndsEndsWhatIsHeardWithIt() {
        var other = new Client(server.url(), "sk_test_" + "ending".repeat(4));
        server.db().run("""
                insert into api_keys (account_id, live, id, hash, hint, is_secret)
                select account_id, live, 77, sha256(?::bytea), 'ending', true from api_keys where not live limit 1
                """, ("sk_test_" + "ending".repeat(4)).getBytes(UTF_8));
        var heard = new Heard();
        open(session(other).get("websocket_id").toString(), heard);
        server.db().run("update api_keys set expires_ms = 1 where id = 77");
        Eventually.holds(() -> heard.closed.isDone());
        assertThat(heard.closed.join()).isEqualTo(1008);
    }

    @Test
    void nobodyHearsOfAnotherAccount() {
        var account = server.client().post("/v1/test_helpers/accounts", "{}");
        var stranger = new Client(server.url(), account.at("secret_key"));
        var heard = new Heard();
        var socket = open(session(stranger).get("websocket_id").toString(), heard);
        made("ours");
        assertThat(stranger.post("/v1/products", "{\"name\": \"theirs\"}").status())
                .isEqualTo(200);
        Eventually.holds(() -> !heard.names().isEmpty());
        assertThat(heard.names()).containsOnly("theirs");
        socket.abort();
    }

    @Test
    void whatIsSaidToUsIsBounded() {
        var heard = new Heard();
        var socket = open(session().get("websocket_id").toString(), heard);
        socket.sendText("{\"type\": \"event_ack\"}", true).join();
        socket.sendText("x".repeat(100_000), true).exceptionally(_ -> null).join();
        Eventually.holds(() -> heard.closed.isDone());
        assertThat(server.client().get("/readyz").status()).isEqualTo(200);
    }

    private static void made(String name) {
        assertThat(server.client()
                        .post("/v1/products", "{\"name\": \"" + name + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private static Map<String, Object> session() {
        return session(server.client());
    }

    private static Map<String, Object> session(Client client) {
        return Json.readObject(client.post(
                        "/v1/stripecli/sessions",
                        "{\"device_name\": \"here\", \"websocket_features\": [\"webhooks\"], \"forward_to_url\": \"http://x\"}")
                .text());
    }

    private static WebSocket open(String id, Heard heard) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols(PROTOCOL)
                .header("Websocket-Id", id)
                .buildAsync(
                        URI.create(
                                server.url().replace("http", "ws") + "/v1/stripecli/socket?websocket_feature=webhooks"),
                        heard)
                .join();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What came over one socket.
    private static final class Heard implements WebSocket.Listener {
        private final Queue<Map<String, Object>> messages = new ConcurrentLinkedQueue<>();
        private final StringBuilder begun = new StringBuilder();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        List<String> names() {
            return messages.stream()
                    .map(message -> Json.readObject((String) message.get("event_payload")))
                    .map(event -> (Map<?, ?>) ((Map<?, ?>) event.get("data")).get("object"))
                    .map(product -> (String) product.get("name"))
                    .toList();
        }

        List<String> versions() {
            return messages.stream()
                    .map(message -> ((Map<?, ?>) message.get("endpoint")).get("api_version"))
                    .map(version -> StripeVersion.NEWEST.text().equals(version) ? "newest" : String.valueOf(version))
                    .toList();
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean isLast) {
            begun.append(text);
            if (isLast) {
                messages.add(Json.readObject(begun.toString()));
                begun.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.complete(-1);
        }
    }
}
