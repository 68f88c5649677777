package dev.caisse.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The machine as a merchant meets it: what each state answers to each request of the API. A row is a state, a column a
/// request; a cell the status afterwards, or the error's code.
class IntentStatesTest {
    private static final String MACHINE = """
            from                     update                   set a method           confirm            confirm with a method  capture    cancel
            requires_payment_method  requires_payment_method  requires_confirmation  parameter_missing  succeeded              no         canceled
            requires_confirmation    requires_confirmation    requires_confirmation  succeeded          succeeded              no         canceled
            processing               no                       no                     no                 no                     no         no
            requires_action          no                       no                     no                 no                     no         canceled
            requires_capture         no                       no                     no                 no                     succeeded  canceled
            succeeded                no                       no                     no                 no                     no         no
            canceled                 no                       no                     no                 no                     no         no
            """;

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

    @TestFactory
    Stream<DynamicTest> everyStateAnswersEveryRequestAsTheTableSays() {
        var events = columns(MACHINE.lines().findFirst().orElseThrow());
        return MACHINE.lines()
                .skip(1)
                .map(IntentStatesTest::columns)
                .flatMap(row -> Stream.iterate(1, i -> i + 1)
                        .limit(events.length - 1L)
                        .map(i -> DynamicTest.dynamicTest(
                                row[0] + ", " + events[i] + ": " + row[i],
                                () -> assertAnswers(row[0], events[i], row[i]))));
    }

    @Test
    void theTableHasEveryState() {
        assertThat(MACHINE.lines().skip(1).map(row -> columns(row)[0]))
                .containsExactly(
                        "requires_payment_method",
                        "requires_confirmation",
                        "processing",
                        "requires_action",
                        "requires_capture",
                        "succeeded",
                        "canceled");
    }

    private static String[] columns(String line) {
        return line.strip().split(" {2,}");
    }

    private static void assertAnswers(String state, String event, String cell) {
        var intent = in(state);
        assertThat(intent.at("status")).isEqualTo(state);
        var reply = asked(intent, event);
        var now = merchant.get("/v1/payment_intents/" + intent.at("id"));
        if (cell.equals("no") || cell.startsWith("parameter")) {
            assertThat(reply.status()).as(reply.text()).isEqualTo(400);
            assertThat(reply.at("error.code")).isEqualTo(cell.equals("no") ? "payment_intent_unexpected_state" : cell);
            assertThat(now.text()).as("nothing changed").isEqualTo(intent.text());
            if (cell.equals("no")) {
                assertThat(reply.at("error.message")).contains("status is " + state);
            }
        } else {
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(now.at("status")).isEqualTo(cell);
            assertThat(reply.at("status")).isEqualTo(cell);
        }
    }

    private static Reply asked(Reply intent, String event) {
        var path = "/v1/payment_intents/" + intent.at("id");
        return switch (event) {
            case "update" -> merchant.post(path, "{\"description\": \"other\"}");
            case "set a method" -> merchant.post(path, "{\"payment_method\": \"pm_card_visa\"}");
            case "confirm" -> merchant.post(path + "/confirm", "{}");
            case "confirm with a method" -> merchant.post(path + "/confirm", "{\"payment_method\": \"pm_card_visa\"}");
            case "capture" -> merchant.post(path + "/capture", "");
            case "cancel" -> merchant.post(path + "/cancel", "");
            default -> throw new IllegalArgumentException(event);
        };
    }

    /// A new intent in a state, as it is read.
    private static Reply in(String state) {
        var made = switch (state) {
            case "requires_payment_method" -> create("");
            case "requires_confirmation" -> create("\"payment_method\": \"pm_card_visa\"");
            case "processing" -> paid("\"metadata\": {\"sandbox\": \"lost-answer=authorize\"}");
            case "requires_action" ->
                paid("\"payment_method_options\": {\"card\": {\"request_three_d_secure\": \"any\"}}");
            case "requires_capture" -> paid("\"capture_method\": \"manual\"");
            case "succeeded" -> paid("\"quantity\": 1");
            case "canceled" -> merchant.post("/v1/payment_intents/" + create("").at("id") + "/cancel", "");
            default -> throw new IllegalArgumentException(state);
        };
        return merchant.get("/v1/payment_intents/" + made.at("id"));
    }

    private static Reply paid(String json) {
        return create("\"confirm\": true, \"payment_method\": \"pm_card_visa\", " + json);
    }

    private static Reply create(String json) {
        var made = merchant.post(
                "/v1/payment_intents",
                Arrays.stream(new String[] {"\"amount\": 900, \"currency\": \"gbp\"", json})
                        .filter(part -> !part.isEmpty())
                        .collect(java.util.stream.Collectors.joining(", ", "{", "}")));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return made;
    }
}
