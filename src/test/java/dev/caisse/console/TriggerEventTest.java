package dev.caisse.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.TestServer;
import dev.caisse.events.EventTypes;
import dev.caisse.platform.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TriggerEventTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyTypeOfEventIsInTheTable() {
        assertThat(Trigger.all().keySet()).isEqualTo(EventTypes.all());
    }

    @Test
    void aTypeThatCannotBeMadeToHappenSaysWhy() {
        var takenBack = Trigger.all().get("refund.failed");
        assertThatThrownBy(() -> new TriggerEvent(server(), System.out, Clock.system()).run(takenBack))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("a bank takes a refund back by itself");
    }

    @ParameterizedTest
    @MethodSource("triggers")
    void everyOtherTypeIsMadeToHappen(String type) {
        var printed = new ByteArrayOutputStream();
        var id = new TriggerEvent(server(), new PrintStream(printed, true, StandardCharsets.UTF_8), Clock.system())
                .run(Trigger.all().get(type));
        var event = server.client().get("/v1/events/" + id);
        assertThat(event.at("type")).isEqualTo(type);
        // What a bank tells by itself is nobody's request.
        assertThat(event.at("request.id"))
                .satisfiesAnyOf(
                        request -> assertThat(request).startsWith("req_"),
                        request -> assertThat(request).isNull());
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("POST " + server.url() + "/v1/")
                .contains("→ ")
                .doesNotContain(TestServer.SECRET_KEY);
    }

    @Test
    void itsOwnEventIsFoundAmongThoseOfOthers() {
        var found = IntStream.range(0, 20)
                .parallel()
                .mapToObj(_ -> new TriggerEvent(
                                server(), new PrintStream(OutputStream.nullOutputStream()), Clock.system())
                        .run(Trigger.all().get("charge.captured")))
                .toList();
        assertThat(found).doesNotHaveDuplicates();
    }

    static Stream<String> triggers() {
        return Trigger.all().values().stream()
                .filter(trigger -> trigger.whyNot().isEmpty())
                .map(Trigger::type);
    }

    private static RunningServer server() {
        return new RunningServer(server.url(), TestServer.SECRET_KEY);
    }
}
