package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Money is held for a merchant who takes all of it, a part, or forgets about it: after seven days it goes back, once,
/// whichever node comes by.
class HeldStory {
    private static final Duration SEVEN_DAYS = Duration.ofDays(7);

    private TestServer server;
    private Client merchant;

    @BeforeEach
    void start() {
        server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "2"));
        merchant = server.client();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatNobodyTookForSevenDaysGoesBackByItself() {
        var held = hold();
        long heldMs = Long.parseLong(held.at("cancel_at")) - SEVEN_DAYS.toMillis();
        assertThat(heldMs)
                .isBetween(
                        Long.parseLong(held.at("created")) - 1000,
                        server.clock().nowMs() + 1000);

        server.advance(SEVEN_DAYS.minusMinutes(1));
        assertThat(now(held).at("status")).isEqualTo("requires_capture");
        server.advance(Duration.ofMinutes(1).plusSeconds(2));
        Eventually.holds(() -> now(held).at("status").equals("canceled"));

        var over = now(held);
        assertThat(over.at("cancellation_reason")).isEqualTo("automatic");
        assertThat(over.at("cancel_at")).isNull();
        assertThat(over.at("amount_capturable")).isEqualTo("0");
        assertThat(over.at("canceled_at")).isNotNull();
        assertThat(events("charge.expired")).isEqualTo(1);
        assertThat(events("payment_intent.canceled")).isEqualTo(1);
        assertThat(bank("cancel")).isEqualTo(1);
    }

    @Test
    void ofManyNodesOneLetsGoAndOnlyOnce() {
        try (var _ = server.beside();
                var _ = server.beside()) {
            var held = new ArrayList<Reply>();
            for (int i = 0; i < 30; i++) {
                held.add(hold());
            }
            server.advance(SEVEN_DAYS.plusSeconds(2));
            Eventually.holds(() ->
                    held.stream().allMatch(intent -> now(intent).at("status").equals("canceled")));
            assertThat(bank("cancel")).isEqualTo(30);
            assertThat(events("payment_intent.canceled")).isEqualTo(30);
            assertThat(server.db()
                            .one(
                                    row -> row.number("n"),
                                    "select count(*) as n from attempts where operation = 'cancel'"))
                    .hasValue(30L);
        }
    }

    @Test
    void whatWasTakenInPartStaysAndTheRestIsReleased() {
        var held = hold();
        var taken = capture(held, "{\"amount_to_capture\": 300}");
        assertThat(taken.at("status")).isEqualTo("succeeded");
        assertThat(taken.at("amount_received")).isEqualTo("300");
        assertThat(taken.at("amount_capturable")).isEqualTo("0");
        assertThat(taken.at("cancel_at")).isNull();
        assertThat(taken.at("charges.data.0.amount_captured")).isEqualTo("300");
        server.advance(SEVEN_DAYS.plusMinutes(1));
        assertThat(capture(held, "{}").at("error.code")).isEqualTo("payment_intent_unexpected_state");
        assertThat(now(held).at("status")).isEqualTo("succeeded");
    }

    @Test
    void aCancelThatNobodyHeardTheAnswerOfEndsAllTheSame() {
        var held = hold("\"metadata\": {\"sandbox\": \"lost-answer=cancel\"},");
        server.advance(SEVEN_DAYS.plusSeconds(2));
        Eventually.holds(() -> bank("cancel") == 1);
        server.advance(Duration.ofSeconds(20));
        Eventually.holds(() -> now(held).at("status").equals("canceled"));
        assertThat(now(held).at("cancellation_reason")).isEqualTo("automatic");
        assertThat(bank("cancel")).isEqualTo(1);
    }

    @Test
    void aCancelThatTheBankDeclinesKeepsNobodyElseWaiting() {
        var refused = hold();
        server.db().run("update sandbox.book set moved = 1 where operation = 'authorize'");
        var other = hold();
        server.advance(SEVEN_DAYS.plusSeconds(2));
        Eventually.holds(() -> now(other).at("status").equals("canceled"));
        assertThat(now(refused).at("status")).isEqualTo("requires_capture");
    }

    @Test
    void aSessionOfHeldMoneyIsUnpaidUntilItIsTaken() {
        var session = merchant.newSession("\"payment_intent_data\": {\"capture_method\": \"manual\"},");
        merchant.pay(session.at("url"), "4242424242424242");
        var complete = merchant.get("/v1/checkout/sessions/" + session.at("id"));
        assertThat(List.of(complete.at("status"), complete.at("payment_status")))
                .containsExactly("complete", "unpaid");
        var intent = merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
        assertThat(intent.at("cancel_at")).isNotNull();
        capture(intent, "{}");
        assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).at("payment_status"))
                .isEqualTo("paid");
    }

    private Reply hold() {
        return hold("");
    }

    private Reply hold(String json) {
        var held = merchant.post("/v1/payment_intents", """
                {%s "amount": 900, "currency": "eur", "confirm": true, "payment_method": "pm_card_visa",
                 "capture_method": "manual"}""".formatted(json));
        assertThat(held.at("status")).isEqualTo("requires_capture");
        return held;
    }

    private Reply capture(Reply intent, String json) {
        return merchant.post("/v1/payment_intents/" + intent.at("id") + "/capture", json);
    }

    private Reply now(Reply intent) {
        return merchant.get("/v1/payment_intents/" + intent.at("id"));
    }

    private long events(String type) {
        return server.db()
                .one(row -> row.number("n"), "select count(*) as n from events where type = ?", type)
                .orElseThrow();
    }

    /// How many of these the bank has done.
    private long bank(String operation) {
        return server.db()
                .one(row -> row.number("n"), "select count(*) as n from sandbox.book where operation = ?", operation)
                .orElseThrow();
    }
}
