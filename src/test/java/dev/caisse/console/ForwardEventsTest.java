package dev.caisse.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import dev.caisse.console.LocalReceiver.Heard;
import dev.caisse.platform.time.Clock;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ForwardEventsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anEventArrivesToTheLetterAndSigned() throws Exception {
        product("Before");
        try (var receiver = LocalReceiver.start();
                var listening = Listening.to(server.url(), receiver.address())) {
            product("Tee \\\"süß\\\" \\u2028 \uD83C\uDF4D </script> \\\\ \\t");
            merchant.post("/v1/payment_intents", "{\"amount\": 999999999999, \"currency\": \"jpy\"}");
            Eventually.holds(() -> receiver.heard().size() == 2);
            assertThat(receiver.types()).containsExactlyInAnyOrder("product.created", "payment_intent.created");
            for (var heard : receiver.heard()) {
                assertThat(new String(heard.body(), UTF_8))
                        .isEqualTo(merchant.get("/v1/events/" + heard.at("id")).text());
                assertThat(heard.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
                assertThat(heard.header("User-Agent")).isEqualTo("Caisse/1.2");
                assertThat(heard.header("Signature")).isEqualTo(heard.header("Wooshpay-Signature"));
                assertSigned(heard, listening.secret());
            }
        }
    }

    @Test
    void theSecretFollowsFromTheKey() {
        var address = URI.create("http://127.0.0.1:1/");
        var one = new LocalProgram(address, TestServer.SECRET_KEY, "1", Clock.system());
        var again = new LocalProgram(URI.create("http://127.0.0.1:2/"), TestServer.SECRET_KEY, "2", Clock.system());
        var other = new LocalProgram(address, "sk_test_another", "1", Clock.system());
        assertThat(one.secret()).matches("whsec_[0-9A-Za-z]{32}").isEqualTo(again.secret());
        assertThat(other.secret()).isNotEqualTo(one.secret());
    }

    @Test
    void onlyWantedEventsAreForwardedAndALineTellsOfEach() {
        try (var receiver = LocalReceiver.start();
                var listening = Listening.to(
                        server.url(), receiver.address(), type -> type.startsWith("payment_intent."), PATIENCE)) {
            product("Unwanted");
            var intent = merchant.post("/v1/payment_intents", "{\"amount\": 5, \"currency\": \"gbp\"}");
            merchant.post("/v1/payment_intents/" + intent.at("id") + "/cancel", "");
            Eventually.holds(() -> receiver.heard().size() >= 2);
            var printed = listening.stopped();
            assertThat(receiver.types()).containsExactlyInAnyOrder("payment_intent.created", "payment_intent.canceled");
            assertThat(printed)
                    .containsPattern("[0-9:.]{12}  payment_intent.canceled +evt_[0-9]+  200  [0-9]+ ms\n")
                    .endsWith("Forwarded 2 events: 2 received, 0 failed.\n")
                    .doesNotContain(TestServer.SECRET_KEY);
        }
    }

    @Test
    void aProgramThatIsAwayForAWhileMissesWhatHappensThenAndNothingElse() {
        var receiver = LocalReceiver.start();
        try (var listening = Listening.to(server.url(), receiver.address())) {
            product("Heard");
            Eventually.holds(() -> receiver.heard().size() == 1);
            receiver.close();
            var missed = product("Missed");
            listening.awaits("nothing listens there");
            try (var back = receiver.again()) {
                product("Heard again");
                Eventually.holds(() -> !back.heard().isEmpty());
                assertThat(listening.stopped()).endsWith("Forwarded 3 events: 2 received, 1 failed.\n");
                assertThat(back.heard())
                        .singleElement()
                        .satisfies(heard ->
                                assertThat(new String(heard.body(), UTF_8)).doesNotContain(missed));
            }
        }
    }

    @Test
    void aBurstOfFiveHundredArrivesEachOnce() {
        try (var receiver = LocalReceiver.start();
                var listening = Listening.to(server.url(), receiver.address())) {
            var made = IntStream.range(0, 500)
                    .parallel()
                    .mapToObj(i -> product("Burst " + i))
                    .toList();
            Eventually.holds(() -> receiver.heard().size() >= 500);
            assertThat(listening.stopped()).endsWith("Forwarded 500 events: 500 received, 0 failed.\n");
            assertThat(receiver.ids()).doesNotHaveDuplicates().hasSize(500);
            var heard = receiver.heard().stream().map(ForwardEventsTest::object).toList();
            assertThat(heard).containsExactlyInAnyOrderElementsOf(made);
        }
    }

    /// Its transaction was open while younger ones committed.
    @Test
    void anEventThatIsCommittedLateIsForwardedToo() {
        try (var receiver = LocalReceiver.start();
                var listening = Listening.to(server.url(), receiver.address())) {
            var product = product("Young");
            Eventually.holds(() -> receiver.heard().size() == 1);
            long young = Long.parseLong(receiver.ids().getFirst().substring(4));
            for (long seconds : List.of(1L, 30L)) {
                long late = young - (seconds * 1000 << 22);
                server.db().run("""
                        insert into events (account_id, live, id, type, shape, object, fanned_out)
                        select account_id, live, ?, 'product.deleted', shape, object, fanned_out
                          from events where id = ?
                        """, late, young);
                Eventually.holds(() -> receiver.ids().contains("evt_" + late));
            }
            assertThat(listening.stopped()).endsWith("Forwarded 3 events: 3 received, 0 failed.\n");
            assertThat(receiver.heard())
                    .allSatisfy(heard -> assertThat(object(heard)).isEqualTo(product));
        }
    }

    @Test
    void aProgramThatHangsOrFailsOrSendsElsewhereStopsNothing() {
        var release = new CountDownLatch(1);
        try (var receiver = LocalReceiver.answering(heard -> switch (heard.at("type")) {
                    case "product.created" -> waitFor(release);
                    case "product.updated" -> 500;
                    default -> 302;
                });
                var listening = Listening.to(server.url(), receiver.address(), _ -> true, Duration.ofMillis(700))) {
            var product = product("Hung");
            merchant.post("/v1/products/" + product, "{\"name\": \"Failed\"}");
            merchant.delete("/v1/products/" + product);
            listening.awaits("product.deleted");
            listening.awaits("no answer within 700 ms");
            Eventually.holds(() -> listening.printed().contains("product.updated"));
            assertThat(listening.stopped())
                    .containsPattern("product.updated +evt_[0-9]+  500  ")
                    .containsPattern("product.deleted +evt_[0-9]+  302  ")
                    .endsWith("Forwarded 3 events: 0 received, 3 failed.\n");
            assertThat(receiver.heard()).hasSize(3);
        } finally {
            release.countDown();
        }
    }

    @Test
    void aKeyThatTheServerDoesNotTakeEndsIt() {
        var forward = new ForwardEvents(
                new RunningServer(server.url(), "sk_test_thatNobodyEverMade42"),
                new LocalProgram(URI.create("http://127.0.0.1:1/"), "sk_test_x", "1", Clock.system()),
                _ -> true,
                Clock.system(),
                new PrintStream(OutputStream.nullOutputStream()));
        assertThatThrownBy(forward::run)
                .isInstanceOf(Failed.class)
                .hasMessageContaining("401")
                .hasMessageContaining("./caisse keys make")
                .hasMessageNotContaining("thatNobody");
    }

    private static String product(String name) {
        return merchant.post("/v1/products", "{\"name\": \"" + name + "\"}").at("id");
    }

    static String object(Heard heard) {
        return new String(heard.body(), UTF_8).replaceAll("(?s).*\"object\":\\{\"id\":\"([a-z]+_[0-9]+)\".*", "$1");
    }

    private static int waitFor(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return 200;
    }

    /// As a merchant would check it, with nothing of ours.
    private static void assertSigned(Heard heard, String secret) throws Exception {
        var signature = heard.header("Signature");
        assertThat(signature).matches("t=[0-9]{10},v1=[0-9a-f]{64}");
        var time = signature.substring(2, 12);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        mac.update((time + ".").getBytes(UTF_8));
        assertThat(signature).endsWith("v1=" + HexFormat.of().formatHex(mac.doFinal(heard.body())));
        assertThat(Math.abs(Long.parseLong(time) - System.currentTimeMillis() / 1000))
                .isLessThan(60);
    }
}
