package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.SandboxProcess;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A server with a single connection to its database, and a slow bank: no connection is held while anything outside is
/// asked, so the shop goes on meanwhile. With the bank in the same process, which has its book in the same database,
/// and in one of its own.
class OneConnectionStory {
    private static final int EACH = 4;
    /// No attempt waits so long to be looked at; a claim holds it longer.
    private static final Duration TO_A_LOOK = Duration.ofSeconds(20);

    private static final Map<String, String> SLOW = Map.of("Caisse-Sandbox", "latency=4000");

    private TestServer server;
    private Client merchant;

    @Test
    void theShopGoesOnWhileABankInTheSameProcessIsSlow() {
        manyWaitTogether(Map.of());
    }

    @Test
    void theShopGoesOnWhileABankElsewhereIsSlow() {
        try (var bank = SandboxProcess.start(Map.of())) {
            manyWaitTogether(Map.of("CAISSE_SANDBOX_URL", bank.url(), "CAISSE_SANDBOX_SECRET", SandboxProcess.SECRET));
        }
    }

    private void manyWaitTogether(Map<String, String> more) {
        var variables = new HashMap<>(Map.of("CAISSE_DATABASE_CONNECTIONS", "1"));
        variables.putAll(more);
        try (var started = TestServer.start(variables)) {
            server = started;
            merchant = server.client();
            manyPayAndEndAtOnce();
            recoveryWaitsWithoutAConnectionToo();
        }
    }

    private void manyPayAndEndAtOnce() {
        var paid = slowly(
                3 * EACH, n -> pay(List.of("automatic", "manual", "challenge").get(n % 3)));
        assertThat(paid).extracting(Reply::status).containsOnly(200);
        var held = those(paid, "requires_capture");
        var challenged = those(paid, "requires_action");
        assertThat(those(paid, "succeeded")).hasSize(EACH);
        assertThat(held).hasSize(EACH);
        assertThat(challenged).hasSize(EACH);

        var backs = challenged.stream().map(this::authenticated).toList();
        var ended = slowly(2 * EACH, n -> n < EACH ? end(held.get(n), n % 2 == 0) : merchant.page(backs.get(n - EACH)));
        assertThat(ended).extracting(Reply::status).containsOnly(200, 303);
        assertThat(held).extracting(this::status).containsExactly("succeeded", "canceled", "succeeded", "canceled");
        assertThat(challenged).extracting(this::status).containsOnly("succeeded");
    }

    private void recoveryWaitsWithoutAConnectionToo() {
        var lost =
                Together.run(2 * EACH, _ -> merchant.post("/v1/payment_intents", body("automatic"), refusedSlowly()));
        assertThat(lost).extracting(reply -> reply.at("status")).containsOnly("processing");
        var bell = Together.soon(() -> {
            server.advance(TO_A_LOOK);
            return 0;
        });
        Eventually.holds(() -> underLookup() == lost.size());
        othersAreServed();
        assertThat(underLookup()).isEqualTo(lost.size());
        bell.join();
        Eventually.holds(() -> lost.stream().allMatch(each -> status(each).equals("requires_payment_method")));
    }

    /// Does all of these at once, and looks while every one of them waits for the bank.
    private List<Reply> slowly(int calls, IntFunction<Reply> call) {
        var replies = IntStream.range(0, calls)
                .mapToObj(n -> Together.soon(() -> call.apply(n)))
                .toList();
        Eventually.holds(() -> underWay() == calls);
        othersAreServed();
        assertThat(underWay()).as("those that still wait").isEqualTo(calls);
        return replies.stream().map(CompletableFuture::join).toList();
    }

    private void othersAreServed() {
        var product = merchant.post("/v1/products", "{\"name\": \"Tea\"}");
        assertThat(merchant.get("/v1/products/" + product.at("id")).status()).isEqualTo(200);
        var session = merchant.newSession();
        assertThat(session.status()).isEqualTo(200);
        assertThat(merchant.page(session.at("url")).status()).isEqualTo(200);
    }

    private Reply pay(String how) {
        return merchant.post("/v1/payment_intents", body(how), SLOW);
    }

    private static String body(String how) {
        return """
                {"amount": 900, "currency": "eur", "confirm": true, "capture_method": "%s", "payment_method": "%s",
                 "return_url": "https://shop.example/back"}
                """.formatted(
                        how.equals("manual") ? "manual" : "automatic",
                        how.equals("challenge") ? "pm_card_authenticationRequired" : "pm_card_visa");
    }

    /// Never arrives; and whoever looks for it afterwards waits.
    private static Map<String, String> refusedSlowly() {
        return Map.of("Caisse-Sandbox", "refuse=authorize latency=4000");
    }

    private Reply end(Reply held, boolean isCaptured) {
        return merchant.post(path(held) + (isCaptured ? "/capture" : "/cancel"), "", SLOW);
    }

    /// Where the payer's browser goes after the bank's page.
    private String authenticated(Reply intent) {
        return Bank.choose(merchant, intent.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE)
                .header("Location")
                .orElseThrow();
    }

    private static List<Reply> those(List<Reply> intents, String status) {
        return intents.stream()
                .filter(intent -> intent.at("status").equals(status))
                .toList();
    }

    private String status(Reply intent) {
        return merchant.get(path(intent)).at("status");
    }

    private static String path(Reply intent) {
        return "/v1/payment_intents/" + intent.at("id");
    }

    /// How many attempts are written and wait for their answer; those whose payer is waited for aside.
    private long underWay() {
        return count("""
                select count(*) as n from attempts a join payment_intents i on i.id = a.intent_id
                 where a.outcome is null and i.status <> 'requires_action'
                """);
    }

    /// How many attempts recovery has claimed and not let go.
    private long underLookup() {
        long untilMs = server.clock().nowMs() + TO_A_LOOK.toMillis();
        return count("select count(*) as n from attempts where outcome is null and look_ms > " + untilMs);
    }

    private long count(String sql) {
        return server.db().one(row -> row.number("n"), sql).orElseThrow();
    }
}
