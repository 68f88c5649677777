package dev.caisse.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The server comes and goes while its events are followed.
class AbsentServerTest {

    @Test
    void noEventIsLostAndNoneIsForwardedTwice() {
        try (var database = TestDatabase.fresh();
                var receiver = LocalReceiver.start()) {
            var variables =
                    TestServer.variables(database, Map.of("CAISSE_PORT", String.valueOf(ServerProcess.freePort())));
            var first = ServerProcess.start(variables);
            products(first.client(), 30);
            try (var listening = Listening.to(first.url(), receiver.address())) {
                var made = new ArrayList<>(products(first.client(), 150));
                first.kill();
                listening.awaits("does not answer");
                try (var second = ServerProcess.start(variables)) {
                    made.addAll(products(second.client(), 150));
                    listening.awaits("The server answers again.");
                    Eventually.holds(() -> receiver.heard().size() >= made.size());
                    assertThat(listening.stopped()).endsWith("Forwarded 300 events: 300 received, 0 failed.\n");
                    assertThat(receiver.ids()).doesNotHaveDuplicates();
                    assertThat(receiver.heard().stream().map(ForwardEventsTest::object))
                            .containsExactlyInAnyOrderElementsOf(made);
                }
            }
        }
    }

    @Test
    void aServerThatIsNotThereYetIsWaitedFor() {
        int port = ServerProcess.freePort();
        try (var database = TestDatabase.fresh();
                var receiver = LocalReceiver.start();
                var listening = Listening.begun("http://127.0.0.1:" + port, receiver.address())) {
            listening.awaits("does not answer");
            assertThat(listening.printed()).doesNotContain("Ready");
            var variables = TestServer.variables(database, Map.of("CAISSE_PORT", String.valueOf(port)));
            try (var server = ServerProcess.start(variables)) {
                listening.awaits("Ready");
                var made = products(server.client(), 1);
                Eventually.holds(() -> receiver.heard().size() == 1);
                assertThat(ForwardEventsTest.object(receiver.heard().getFirst()))
                        .isEqualTo(made.getFirst());
            }
        }
    }

    private static List<String> products(Client merchant, int count) {
        var made = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            made.add(merchant.post("/v1/products", "{\"name\": \"Product\"}").at("id"));
        }
        return made;
    }
}
