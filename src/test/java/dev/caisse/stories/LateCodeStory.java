package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A code that is paid in the very moment in which its session expires, while nobody knows whether the bank has heard
/// that it shall not be paid any more: as after a death before that call, in it, or before its answer is recorded.
class LateCodeStory {
    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "1"));
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse=cancel", "timeout=cancel", "lost-answer=cancel"})
    void theSessionIsPaidOrTheMoneyGoesBack(String fault) {
        var session = merchant.post("/v1/checkout/sessions", """
                {"success_url": "https://shop.example/thanks", "metadata": {"sandbox": "%s"}, "line_items": [
                 {"quantity": 1, "price_data": {"currency": "cny", "unit_amount": 1250, "product_data": {"name": "Cake"}}}]}
                """.formatted(fault));
        var code = Provider.page(merchant, merchant.pay(session.at("url"), Map.of("method", "wechat_pay")));
        server.advance(Duration.ofHours(25));
        Eventually.holds(() -> attempts(session, "operation = 'cancel' and last_answer is not null") > 0);
        assertThat(attempts(session, "operation = 'cancel' and outcome is null"))
                .as("nobody knows")
                .isEqualTo(1);

        Provider.choose(merchant, code, Provider.PAY);
        Eventually.holds(() -> {
            server.advance(Duration.ofSeconds(10));
            return attempts(session, "outcome is null") == 0 && left(session) == (isComplete(session) ? 1250 : 0);
        });
        boolean isComplete = isComplete(session);
        assertThat(isComplete || fault.equals("lost-answer=cancel")).isTrue();
        assertThat(now(session).at("status")).isEqualTo(isComplete ? "complete" : "expired");
        assertThat(now(session).at("payment_status")).isEqualTo(isComplete ? "paid" : "unpaid");
        var intent = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        assertThat(intent.at("status")).isEqualTo(isComplete ? "succeeded" : "canceled");
        assertThat(intent.at("amount_received")).isEqualTo(isComplete ? "1250" : "0");
    }

    private static boolean isComplete(Reply session) {
        return now(session).at("status").equals("complete");
    }

    private static Reply now(Reply session) {
        return merchant.get("/v1/checkout/sessions/" + session.at("id"));
    }

    private static long attempts(Reply session, String which) {
        return count("select count(*) as n from attempts where " + which + " and intent_id = ?", session);
    }

    /// What the bank has of it, once the payer has paid; less than nothing before.
    private static long left(Reply session) {
        return count("""
                select coalesce(sum(moved - refunded), -1)::bigint as n from sandbox.book
                 where operation = 'authorize' and moved > 0
                   and reference in (select id::text from attempts where intent_id = ?)
                """, session);
    }

    private static long count(String sql, Reply session) {
        long intent = Long.parseLong(session.at("payment_intent").substring("pi_".length()));
        return server.db().one(row -> row.number("n"), sql, intent).orElseThrow();
    }
}
