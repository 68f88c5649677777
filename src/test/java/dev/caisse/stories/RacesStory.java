package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Requests for one payment that arrive at once, on two nodes, and those that ask for more than there is: one wins, the
/// others are told how things stand, and no money moves but the winner's.
class RacesStory {
    private static final String SLOW = "latency=200ms";

    private static TestServer server;
    private static TestServer.Node beside;
    private static List<Client> nodes;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        beside = server.beside();
        nodes = List.of(server.client(), new Client(beside.url(), TestServer.SECRET_KEY));
    }

    @AfterAll
    static void stop() {
        beside.close();
        server.close();
    }

    @Test
    void ofManyWhoConfirmAtOnceOnePaysAndTheOthersHearThatItIsProcessing() {
        var path = created("");
        var replies = Together.run(8, racer -> confirm(racer, path));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() != 200).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.at("error.code")).isEqualTo("payment_intent_unexpected_state");
            assertThat(reply.at("error.message")).containsAnyOf("processing", "succeeded");
        });
        assertThat(booked(path, "authorize")).isEqualTo(1);
        assertThat(now(path).at("amount_received")).isEqualTo("900");
    }

    @RepeatedTest(4)
    void whoeverCancelsWhileItIsConfirmedIsEitherFirstOrTooLate() {
        var path = created("");
        var replies = Together.run(
                2, racer -> racer == 0 ? confirm(0, path) : nodes.get(1).post(path + "/cancel", ""));
        var won = replies.stream().filter(reply -> reply.status() == 200).toList();
        assertThat(won).as(replies.toString()).hasSize(1);
        assertThat(now(path).at("status")).isEqualTo(won.getFirst().at("status"));
        assertThat(booked(path, "authorize")).isEqualTo(now(path).at("status").equals("succeeded") ? 1 : 0);
    }

    @Test
    void ofManyCapturesAtOnceOneTakesTheMoney() {
        var path = held();
        var replies = Together.run(
                6,
                racer -> nodes.get(racer % 2)
                        .post(path + "/capture", "{\"amount_to_capture\": 600}", Map.of("Caisse-Sandbox", SLOW)));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(now(path).at("amount_received")).isEqualTo("600");
        assertThat(booked(path, "capture")).isEqualTo(1);
    }

    @RepeatedTest(4)
    void aCaptureAndACancelAtOnceNeverBothHappen() {
        var path = held();
        Together.run(
                2,
                racer -> nodes.get(racer)
                        .post(path + (racer == 0 ? "/capture" : "/cancel"), "", Map.of("Caisse-Sandbox", SLOW)));
        var now = now(path);
        assertThat(now.at("status")).isIn("succeeded", "canceled");
        boolean isTaken = now.at("status").equals("succeeded");
        assertThat(now.at("amount_received")).isEqualTo(isTaken ? "900" : "0");
        assertThat(moved(path)).isEqualTo(isTaken ? 900 : 0);
    }

    @Test
    void noMoreIsCapturedThanWasAuthorised() {
        var path = held();
        var reply = nodes.getFirst().post(path + "/capture", "{\"amount_to_capture\": 901}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("error.code")).isEqualTo("amount_too_large");
        assertThat(now(path).at("status")).isEqualTo("requires_capture");
        assertThat(booked(path, "capture")).isZero();
        assertThat(nodes.getFirst().post(path + "/capture", "").at("amount_received"))
                .isEqualTo("900");
        assertThat(nodes.getFirst().post(path + "/capture", "").status()).isEqualTo(400);
    }

    private static Reply confirm(int racer, String path) {
        return nodes.get(racer % 2)
                .post(path + "/confirm", "{\"payment_method\": \"pm_card_visa\"}", Map.of("Caisse-Sandbox", SLOW));
    }

    private static String held() {
        return created(", \"confirm\": true, \"payment_method\": \"pm_card_visa\", \"capture_method\": \"manual\"");
    }

    private static String created(String more) {
        var made = nodes.getFirst().post("/v1/payment_intents", "{\"amount\": 900, \"currency\": \"gbp\"" + more + "}");
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return "/v1/payment_intents/" + made.at("id");
    }

    private static Reply now(String path) {
        return nodes.getLast().get(path);
    }

    private static long booked(String path, String operation) {
        return found("count(*)", path, operation);
    }

    private static long moved(String path) {
        return found("coalesce(sum(b.moved), 0)::bigint", path, "authorize");
    }

    private static long found(String what, String path, String operation) {
        return server.db()
                .one(
                        row -> row.number("n"),
                        """
                        select %s as n from sandbox.book b join attempts a on a.reference = b.reference
                         where a.intent_id = ? and b.operation = ? and b.outcome = 'approved'
                        """.formatted(what),
                        Long.parseLong(path.substring(path.lastIndexOf('_') + 1)),
                        operation)
                .orElseThrow();
    }
}
