package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.SandboxProcess;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The acquirer is gone for a minute, as a process that was killed: nobody is told that they paid, nobody has to be
/// told
/// anything that is not so, nothing is sent twice, and when it is back all goes on by itself.
class BankDownStory {
    private static final String PAYING =
            "{\"amount\": 900, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_visa\"%s}";

    @Test
    void aMinuteWithoutTheBank() {
        try (var bank = SandboxProcess.start(Map.of("CAISSE_PUBLIC_URL", "http://localhost:1"));
                var server = TestServer.start(
                        Map.of("CAISSE_SANDBOX_URL", bank.url(), "CAISSE_SANDBOX_SECRET", SandboxProcess.SECRET))) {
            var merchant = server.client();
            var held = pay(merchant, ", \"capture_method\": \"manual\"");
            var letGo = pay(merchant, ", \"capture_method\": \"manual\"");
            var paid = pay(merchant, "");
            var session = merchant.newSession();
            assertThat(held.at("status")).isEqualTo("requires_capture");

            bank.kill();
            var unknown = pay(merchant, "");
            assertThat(unknown.at("status")).isEqualTo("processing");
            var capture = merchant.post(path(held) + "/capture", "");
            assertThat(capture.at("status")).isEqualTo("requires_capture");
            merchant.post(path(letGo) + "/cancel", "");
            var refund = merchant.post("/v1/refunds", "{\"payment_intent\": \"%s\"}".formatted(paid.at("id")));
            assertThat(refund.at("status")).isEqualTo("pending");
            assertThat(merchant.pay(session.at("url"), "4242424242424242").text())
                    .contains("under way");
            assertThat(merchant.newSession().status()).isEqualTo(200);
            for (int second = 0; second < 60; second += 10) {
                server.advance(Duration.ofSeconds(10));
            }
            assertThat(status(merchant, path(unknown))).isEqualTo("processing");
            assertThat(status(merchant, "/v1/refunds/" + refund.at("id"))).isEqualTo("pending");
            assertThat(merchant.get("/readyz").status()).isEqualTo(200);

            bank.start();
            Eventually.holds(() -> {
                server.advance(Duration.ofSeconds(30));
                return server.db()
                        .one(_ -> true, "select 1 from attempts where outcome is null")
                        .isEmpty();
            });
            assertThat(status(merchant, path(unknown))).isEqualTo("requires_payment_method");
            assertThat(status(merchant, path(held))).isEqualTo("requires_capture");
            assertThat(status(merchant, "/v1/refunds/" + refund.at("id"))).isEqualTo("succeeded");
            assertThat(merchant.post(path(unknown) + "/confirm", "{\"payment_method\": \"pm_card_visa\"}")
                            .at("status"))
                    .isEqualTo("succeeded");
            assertThat(merchant.post(path(held) + "/capture", "").at("status")).isEqualTo("succeeded");
            if (status(merchant, path(letGo)).equals("requires_capture")) {
                merchant.post(path(letGo) + "/cancel", "");
            }
            assertThat(status(merchant, path(letGo))).isEqualTo("canceled");
            assertThat(merchant.pay(session.at("url"), "4242424242424242").status())
                    .isEqualTo(303);
            // Two captured, one paid on the page, one paid and given back, one let go.
            var moved = bank.database().db().one(row -> row.number("n"), """
                            select sum(moved - refunded)::bigint as n from sandbox.book where operation = 'authorize'
                            """);
            assertThat(moved).hasValue(900L + 900L + 2500L);
        }
    }

    private static Reply pay(Client merchant, String more) {
        var reply = merchant.post("/v1/payment_intents", PAYING.formatted(more));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static String status(Client merchant, String path) {
        return merchant.get(path).at("status");
    }

    private static String path(Reply intent) {
        return "/v1/payment_intents/" + intent.at("id");
    }
}
