package dev.caisse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./caisse vault rotate` and `rewrap` as an operator runs them beside a server: killed halfway and run again, while a
/// customer's kept card pays before, in between and after.
class VaultCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private int payments;

    @Test
    void aRotationThatIsKilledHalfwayIsContinuedAndTheCardsPayAllAlong() throws IOException {
        var oldKey = keyFile("old.key", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        var newKey = keyFile("new.key", "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=");
        try (var database = TestDatabase.fresh()) {
            var variables = TestServer.variables(database, Map.of("CAISSE_VAULT_KEY_FILE", oldKey.toString()));
            try (var server = ServerProcess.start(variables)) {
                var card = keptCard(server.client());
                pays(server.client(), card);
                killedWhenItSays("A new key is made.", variables);
                pays(server.client(), card);
                killedWhenItSays("it is used from now on.", variables);
                pays(server.client(), card);

                var rotated = ServerProcess.run(variables, "vault", "rotate");
                assertThat(rotated.code()).as(rotated.errors()).isZero();
                assertThat(rotated.output())
                        .contains("An earlier change of keys was interrupted and goes on.")
                        .contains("The old key is gone.");
                assertThat(database.db()
                                .one(
                                        row -> row.number("n"),
                                        "select count(distinct substring(sealed from 1 for 5)) as n from vault_cards"))
                        .hasValue(1L);
                pays(server.client(), card);

                var rewrapped = ServerProcess.run(variables, "vault", "rewrap", "--new-key-file", newKey.toString());
                assertThat(rewrapped.code()).as(rewrapped.errors()).isZero();
                assertThat(rewrapped.output()).contains(newKey.toString());
                pays(server.client(), card);

                var refused = ServerProcess.begun(variables, "serve");
                assertThat(refused.awaitEnd(PATIENCE)).isNotZero();
                assertThat(refused.errors() + refused.output()).contains(newKey.toString());

                var renewed = new HashMap<>(variables);
                renewed.put("CAISSE_VAULT_KEY_FILE", newKey.toString());
                try (var restarted = ServerProcess.start(renewed)) {
                    pays(restarted.client(), card);
                }
            }
        }
    }

    /// `kill -9` in the middle.
    private static void killedWhenItSays(String words, Map<String, String> variables) {
        try (var command = ServerProcess.begun(variables, "vault", "rotate")) {
            Eventually.holds(() -> command.output().contains(words));
            assertThat(command.isAlive())
                    .as(command.output() + command.errors())
                    .isTrue();
            command.kill();
        }
    }

    private Path keyFile(String name, String key) throws IOException {
        return Files.writeString(folder.resolve(name), key + "\n");
    }

    /// What a payment with it says.
    private static String keptCard(Client merchant) {
        var customer = merchant.post("/v1/customers", "{}").at("id");
        var kept = merchant.post("/v1/payment_methods", """
                {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}}""");
        var attached = merchant.post(
                "/v1/payment_methods/" + kept.at("id") + "/attach", "{\"customer\": \"" + customer + "\"}");
        assertThat(attached.status()).as(attached.text()).isEqualTo(200);
        return "\"payment_method\": \"%s\", \"customer\": \"%s\"".formatted(kept.at("id"), customer);
    }

    /// The same key again is the same answer, whichever of the vault's keys sealed it.
    private void pays(Client merchant, String card) {
        payments++;
        for (int i = 1; i <= payments; i++) {
            var paid = pay(merchant, card, "payment " + i);
            assertThat(paid.at("status")).as(paid.text()).isEqualTo("succeeded");
            assertThat(paid.header("Idempotent-Replayed").isPresent()).isEqualTo(i < payments);
        }
    }

    private static Reply pay(Client merchant, String card, String key) {
        return merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 900, \"currency\": \"gbp\", \"confirm\": true, %s}".formatted(card),
                Map.of("Idempotency-Key", key));
    }
}
