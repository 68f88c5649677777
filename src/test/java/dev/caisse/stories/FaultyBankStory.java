package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Bank;
import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each operation of a payment meets each fault that a bank can have. Whatever was answered, in the end nothing is
/// open,
/// what we say has moved is what the bank says, and what was not paid can be paid, once.
class FaultyBankStory {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long AMOUNT = 900;

    /// Late by more than a call may take, which is two seconds here.
    private static final List<String> FAULTS =
            List.of("refuse=%s", "timeout=%s", "lost-answer=%s", "late=%s:2500", "latency=50ms");

    @Test
    void everyFaultOfEveryOperationEndsWithBooksThatAgree() {
        try (var server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "2"))) {
            var merchant = server.client();
            var asked = new LinkedHashMap<String, Reply>();
            for (var operation : List.of("authenticate", "authorize", "resume", "capture", "cancel", "refund")) {
                for (var fault : FAULTS) {
                    var words = fault.formatted(operation);
                    asked.put(operation + " " + words, befallen(merchant, operation, words));
                }
            }
            rest(server);
            asked.forEach((what, intent) -> agrees(server, what, intent));
            asked.forEach((what, intent) -> paysOnceMore(merchant, what, intent));
            rest(server);
            asked.forEach((what, intent) -> agrees(server, what, intent));
        }
    }

    @Test
    void whatCannotBeLookedUpStaysUnknownAndIsNeverSentAgain() {
        try (var server = TestServer.start(Map.of("CAISSE_CONNECTOR_TIMEOUT", "2"))) {
            var merchant = server.client();
            for (var fault : List.of("lost-answer=authorize refuse=lookup", "down")) {
                var intent = confirmed(merchant, "pm_card_visa", "", fault);
                neverLookedUp(server);
                for (int minute = 0; minute < 5; minute++) {
                    server.advance(Duration.ofMinutes(1));
                }
                assertThat(now(merchant, intent).at("status")).as(fault).isEqualTo("processing");
                assertThat(merchant.post(path(intent) + "/confirm", "{\"payment_method\": \"pm_card_visa\"}")
                                .at("error.code"))
                        .isEqualTo("payment_intent_unexpected_state");
                assertThat(count(server, "attempts where operation = 'authorize' and intent_id", intent))
                        .as(fault)
                        .isEqualTo(1);
            }
        }
    }

    /// What is rehearsed befalls the first look only; so each of these is as the first.
    private static void neverLookedUp(TestServer server) {
        server.db().run("update attempts set looks = -1000000");
    }

    /// An intent of which one operation meets a fault, as it was answered first.
    private static Reply befallen(Client merchant, String operation, String fault) {
        return switch (operation) {
            case "authenticate" -> confirmed(merchant, "pm_card_authenticationRequired", "", fault);
            case "authorize" -> confirmed(merchant, "pm_card_visa", "", fault);
            case "resume" -> {
                var waiting = confirmed(merchant, "pm_card_authenticationRequired", "", fault);
                var back = Bank.choose(merchant, waiting.at("next_action.challenge_redirect.url"), Bank.AUTHORIZE);
                merchant.page(back.header("Location").orElseThrow());
                yield waiting;
            }
            case "refund" -> {
                var paid = confirmed(merchant, "pm_card_visa", "", "");
                answered(merchant.post(
                        "/v1/refunds",
                        "{\"payment_intent\": \"%s\", \"amount\": 400}".formatted(paid.at("id")),
                        Map.of("Caisse-Sandbox", fault)));
                yield paid;
            }
            default -> {
                var held = confirmed(merchant, "pm_card_visa", ", \"capture_method\": \"manual\"", "");
                answered(merchant.post(path(held) + "/" + operation, "", Map.of("Caisse-Sandbox", fault)));
                yield held;
            }
        };
    }

    private static Reply confirmed(Client merchant, String method, String more, String fault) {
        return answered(merchant.post("/v1/payment_intents", """
                {"amount": %d, "currency": "gbp", "confirm": true, "return_url": "https://shop.example/back",
                 "payment_method": "%s", "metadata": {"sandbox": "%s"}%s}""".formatted(AMOUNT, method, fault, more)));
    }

    /// An outcome that nobody knows is no error.
    private static Reply answered(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    /// Nothing is under way any more; payers who were sent to their bank have not come back.
    private static void rest(TestServer server) {
        long untilNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!open(server).isEmpty() && System.nanoTime() < untilNanos) {
            server.advance(Duration.ofSeconds(10));
        }
        assertThat(open(server)).as("still under way").isEmpty();
    }

    private static List<String> open(TestServer server) {
        return server.db().all(row -> row.text("about"), """
                select a.operation || ' ' || coalesce(a.rehearsal, '') || ' ' || coalesce(a.last_answer::text, '') as about
                  from attempts a join payment_intents i on i.id = a.intent_id
                 where a.outcome is null and i.status <> 'requires_action'
                """);
    }

    private static void agrees(TestServer server, String what, Reply intent) {
        var now = now(server.client(), intent);
        assertThat(Set.of("succeeded", "requires_payment_method", "requires_action", "requires_capture", "canceled"))
                .as(what)
                .contains(now.at("status"));
        long back = now.at("charges.data").equals("[]") ? 0 : Long.parseLong(now.at("charges.data.0.amount_refunded"));
        var booked = server.db().one(row -> row.number("n"), """
                        select coalesce(sum(b.moved - b.refunded), 0)::bigint as n
                          from sandbox.book b join attempts a on a.reference = b.reference
                         where a.intent_id = ? and b.operation = 'authorize' and b.moved is not null
                        """, id(intent)).orElseThrow();
        assertThat(booked).as(what + ": " + now.text()).isEqualTo(Long.parseLong(now.at("amount_received")) - back);
        assertThat(count(server, "charges where failure_code is null and intent_id", intent))
                .as(what)
                .isLessThanOrEqualTo(1);
    }

    private static void paysOnceMore(Client merchant, String what, Reply intent) {
        var before = now(merchant, intent);
        var reply = switch (before.at("status")) {
            case "requires_payment_method" ->
                merchant.post(path(intent) + "/confirm", "{\"payment_method\": \"pm_card_visa\"}");
            case "requires_capture" -> merchant.post(path(intent) + "/capture", "");
            default -> before;
        };
        assertThat(reply.status()).as(what + ": " + reply.text()).isEqualTo(200);
    }

    private static long count(TestServer server, String what, Reply intent) {
        return server.db()
                .one(row -> row.number("n"), "select count(*) as n from " + what + " = ?", id(intent))
                .orElseThrow();
    }

    private static Reply now(Client merchant, Reply intent) {
        return merchant.get(path(intent));
    }

    private static String path(Reply intent) {
        return "/v1/payment_intents/" + intent.at("id");
    }

    private static long id(Reply intent) {
        return Long.parseLong(intent.at("id").substring("pi_".length()));
    }
}
