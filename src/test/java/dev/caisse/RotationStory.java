package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.KeySource;
import dev.caisse.vault.Keysets;
import dev.caisse.vault.RotateKeys;
import dev.caisse.vault.VaultLocked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The vault gets a new key while two nodes take payments with cards that it keeps: nobody notices, also when it is
/// interrupted at every step, and in the end the old key opens nothing.
class RotationStory {
    private static final String WRAPPING = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Map<String, String> KEY = Map.of("CAISSE_VAULT_KEY", WRAPPING);

    @TempDir
    private Path folder;

    @Test
    void twoNodesPayWhileTheKeyIsChanged_AndItDiesAtEveryStep() {
        try (var server = TestServer.start(KEY);
                var beside = server.beside(KEY)) {
            var before = keyset(server.db());
            var method = keptCard(server.client());
            var endpoint = server.client()
                    .post(
                            "/v1/webhook_endpoints",
                            "{\"url\": \"http://localhost:1/x\", \"enabled_events\": [\"price.*\"]}");
            assertThat(endpoint.status()).isEqualTo(200);
            var paying = new Paying(List.of(server.client(), new Client(beside.url(), TestServer.SECRET_KEY)), method);
            int deaths = 0;
            try (paying) {
                while (!isRunToTheEnd(server.db(), deaths)) {
                    deaths++;
                }
            }
            assertThat(paying.failed).isEmpty();
            assertThat(paying.done.get()).isGreaterThan(10);
            assertThat(deaths).isGreaterThan(5);
            assertThat(keyset(server.db()).hasManyKeys()).isFalse();
            assertNothingIsSealedBy(before, server.db());
            for (var node : List.of(server.client(), new Client(beside.url(), TestServer.SECRET_KEY))) {
                assertThat(paid(node, method, "after-" + node.url()).at("status"))
                        .isEqualTo("succeeded");
                paying.answers.forEach(answer -> {
                    var replayed = paid(node, method, answer.key());
                    assertThat(replayed.header("Idempotent-Replayed")).hasValue("true");
                    assertThat(replayed.text()).isEqualTo(answer.text());
                });
                assertThat(node.get("/v1/payment_intents?limit=100").status()).isEqualTo(200);
                assertThat(node.page(node.newSession().at("url")).status()).isEqualTo(200);
                assertThat(node.get("/readyz").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aNodeThatStartsBetweenTwoStepsKnowsBothKeys() {
        try (var server = TestServer.start(KEY)) {
            var method = keptCard(server.client());
            assertThatThrownBy(() -> rotation(server.db()).run(dyingAt("Every node")))
                    .hasMessage("died");
            try (var late = server.beside(KEY)) {
                assertThat(paid(new Client(late.url(), TestServer.SECRET_KEY), method, "late")
                                .at("status"))
                        .isEqualTo("succeeded");
                rotation(server.db()).run(_ -> {});
                assertThat(paid(new Client(late.url(), TestServer.SECRET_KEY), method, "later")
                                .at("status"))
                        .isEqualTo("succeeded");
            }
        }
    }

    @Test
    void keysWrappedAnewOpenWithTheNewKeyAlone() throws Exception {
        try (var server = TestServer.start(KEY)) {
            var method = keptCard(server.client());
            var file = folder.resolve("next.key");
            Files.writeString(file, "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=\n");
            var next = KeySource.of(Optional.empty(), Optional.of(file), folder, RANDOM);
            Keysets.rewrap(server.db(), source(), next);
            assertThatThrownBy(() -> Keysets.open(server.db(), source()))
                    .isInstanceOf(VaultLocked.class)
                    .hasMessageContaining(file.toString());
            try (var restarted = server.beside(Map.of("CAISSE_VAULT_KEY_FILE", file.toString()))) {
                for (var url : List.of(server.url(), restarted.url())) {
                    assertThat(paid(new Client(url, TestServer.SECRET_KEY), method, "on " + url)
                                    .at("status"))
                            .isEqualTo("succeeded");
                }
            }
        }
    }

    /// Dies at one step more each time.
    private static boolean isRunToTheEnd(Db db, int steps) {
        var left = new AtomicInteger(steps);
        try {
            rotation(db).run(_ -> {
                if (left.getAndDecrement() == 0) {
                    throw new IllegalStateException("died");
                }
            });
            return true;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("died");
            return !keyset(db).hasManyKeys() && steps > 1;
        }
    }

    private static Consumer<String> dyingAt(String step) {
        return said -> {
            if (said.startsWith(step)) {
                throw new IllegalStateException("died");
            }
        };
    }

    private static RotateKeys rotation(Db db) {
        return new RotateKeys(db, Clock.system(), source(), VaultCommand.columns(), Duration.ofMillis(500));
    }

    private static KeySource source() {
        return KeySource.of(Optional.of(WRAPPING), Optional.empty(), Path.of("."), RANDOM);
    }

    private static Keyset keyset(Db db) {
        return Keysets.open(db, source());
    }

    private static void assertNothingIsSealedBy(Keyset old, Db db) {
        var columns = db.all(row -> row.text("name"), """
                select table_name || ' ' || column_name as name from information_schema.columns
                 where table_schema = current_schema() and data_type = 'bytea'
                """);
        assertThat(columns).contains("vault_cards sealed", "idempotency_keys body", "webhook_endpoints secret");
        for (var column : columns) {
            var parts = column.split(" ");
            assertThat(db.one(
                            row -> row.number("n"),
                            "select count(*) as n from %s where substring(%s from 1 for 5) = ?"
                                    .formatted(parts[0], parts[1]),
                            old.newestMark()))
                    .as(column)
                    .hasValue(0L);
        }
    }

    /// What a payment with it says.
    private static String keptCard(Client merchant) {
        var kept = merchant.post("/v1/payment_methods", """
                {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}}""");
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var attached = merchant.post(
                "/v1/payment_methods/" + kept.at("id") + "/attach", "{\"customer\": \"" + customer + "\"}");
        assertThat(attached.status()).as(attached.text()).isEqualTo(200);
        return "\"payment_method\": \"%s\", \"customer\": \"%s\"".formatted(kept.at("id"), customer);
    }

    private static Reply paid(Client node, String method, String key) {
        return node.post(
                "/v1/payment_intents",
                "{\"amount\": 900, \"currency\": \"gbp\", \"confirm\": true, %s}".formatted(method),
                Map.of("Idempotency-Key", key));
    }

    /// Pays without end on some nodes, each in its turn with a key of its own, and makes a session now and then.
    private static final class Paying implements AutoCloseable {
        private record Answer(String key, String text) {}

        private final Queue<String> failed = new ConcurrentLinkedQueue<>();
        private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Paying(List<Client> nodes, String method) {
            for (var node : nodes) {
                threads.add(Thread.startVirtualThread(() -> {
                    while (!isOver.get()) {
                        pay(node, method, "key " + done.incrementAndGet());
                    }
                }));
            }
        }

        private void pay(Client node, String method, String key) {
            var reply = paid(node, method, key);
            if (reply.status() != 200 || !reply.at("status").equals("succeeded")) {
                failed.add(reply.text());
            } else if (answers.size() < 20) {
                answers.add(new Answer(key, reply.text()));
            }
            var session = node.newSession();
            if (session.status() != 200) {
                failed.add(session.text());
            }
        }

        @Override
        public void close() {
            isOver.set(true);
            threads.forEach(thread -> assertThat(join(thread)).isTrue());
        }

        private static boolean join(Thread thread) {
            try {
                return thread.join(Duration.ofSeconds(60));
            } catch (InterruptedException _) {
                return false;
            }
        }
    }
}
