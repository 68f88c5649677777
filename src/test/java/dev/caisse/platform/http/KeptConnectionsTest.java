package dev.caisse.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.http.Fetched.Answered;
import dev.caisse.platform.http.Fetched.Failed;
import dev.caisse.platform.http.Fetched.Reason;
import dev.caisse.webhooks.Receiver;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.core5.ssl.SSLContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A guarded client that keeps connections and posts: kept ones save the way, and lead nowhere that was not checked.
@Timeout(300)
class KeptConnectionsTest {
    private static final Limits LIMITS = new Limits(2048, Duration.ofSeconds(5));
    private static final byte[] BODY = "{}".getBytes(UTF_8);

    @Test
    void oneConnectionServesManyCalls() {
        try (var receiver = Receiver.taking();
                var client = GuardedClient.keepingConnections("1", new Reach(true, true))) {
            for (int i = 0; i < 20; i++) {
                var answer = client.post(URI.create(receiver.url()), Map.of("A", "b"), BODY, LIMITS);
                assertThat(((Answered) answer).body()).asString().isEqualTo("taken");
            }
            assertThat(receiver.connections()).isEqualTo(1);
            assertThat(receiver.received()).hasSize(20).allSatisfy(request -> {
                assertThat(request.body()).isEqualTo(BODY);
                assertThat(request.headers()).containsEntry("a", "b").containsEntry("user-agent", "Caisse/1");
            });
        }
    }

    @Test
    void aConnectionWhoseAnswerWasCutIsNotUsedAgain() {
        try (var receiver = Receiver.answering((_, out) -> Receiver.write(out, "200 OK", "x".repeat(5000)));
                var client = GuardedClient.keepingConnections("1", new Reach(true, true))) {
            for (int i = 0; i < 3; i++) {
                var answer = (Answered) client.post(URI.create(receiver.url()), Map.of(), BODY, LIMITS);
                assertThat(answer.body()).hasSize(2048);
            }
            assertThat(receiver.connections()).isEqualTo(3);
        }
    }

    /// A name that passes the check and then leads to a private address: the next connection is checked again.
    @Test
    void aNameThatTurnsPrivateAfterItWasCheckedIsNotCalled() throws Exception {
        var address = new AtomicReference<>(InetAddress.getByName("127.0.0.1"));
        try (var receiver = Receiver.answering((_, out) -> Receiver.write(out, "200 OK\r\nConnection: close", "hi"));
                var client = keeping(address, true)) {
            var url = URI.create("http://shop.example:" + receiver.port() + "/");
            assertThat(client.post(url, Map.of(), BODY, LIMITS)).isInstanceOf(Answered.class);
            address.set(InetAddress.getByName("169.254.169.254"));
            var refused = (Failed) client.post(url, Map.of(), BODY, LIMITS);
            assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
            assertThat(refused.why()).doesNotContain("169.254");
            assertThat(receiver.count()).isEqualTo(1);
        }
    }

    @Test
    void aLiteralAddressIsRefusedBeforeAnythingIsSent() {
        try (var far = GuardedClient.keepingConnections("1", Reach.PUBLIC);
                var near = GuardedClient.keepingConnections("1", new Reach(true, true))) {
            assertThat(far.whyNot(URI.create("https://127.0.0.1/"))).isPresent();
            assertThat(far.whyNot(URI.create("https://[::1]/"))).isPresent();
            assertThat(far.whyNot(URI.create("http://shop.example/"))).isPresent();
            assertThat(far.whyNot(URI.create("https://shop.example/"))).isEmpty();
            assertThat(near.whyNot(URI.create("http://127.0.0.1/"))).isEmpty();
            assertThat(near.whyNot(URI.create("http://[::ffff:a9fe:a9fe]/"))).isPresent();
            assertThat(near.whyNot(URI.create("http://169.254.169.254/"))).isPresent();
        }
    }

    private static GuardedClient keeping(AtomicReference<InetAddress> address, boolean allowPrivate) {
        var names = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {
                    InetAddress.getByAddress(host, address.get().getAddress())
                };
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        return GuardedClient.keepingConnections(
                "1",
                new Reach(true, allowPrivate),
                new GuardedResolver(names, allowPrivate),
                SSLContexts.createDefault());
    }
}
