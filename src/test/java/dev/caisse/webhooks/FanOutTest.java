package dev.caisse.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// That no event is skipped and none is fanned out twice, whatever commits when.
@Timeout(300)
class FanOutTest {

    private TestServer server;
    private Client client;

    @BeforeEach
    void start() {
        server = TestServer.start();
        client = server.client();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anEventWhoseTransactionStaysOpenWhileYoungerOnesCommitIsNotSkipped() {
        try (var receiver = Receiver.taking()) {
            Hooks.at(client, receiver.url(), "product.created");
            Hooks.happen(client);
            Eventually.holds(() -> receiver.count() == 1);
            var open = new CountDownLatch(1);
            var younger = new CountDownLatch(1);
            var old = Together.soon(() -> server.db().inTransaction(tx -> {
                tx.run("""
                        insert into events (account_id, live, id, type, shape, object)
                        select account_id, live, id + 1, type, shape, object from events
                         where type = 'product.created' order by id desc limit 1
                        """);
                open.countDown();
                await(younger);
                return null;
            }));
            await(open);
            Hooks.happen(client, 300);
            Eventually.holds(() -> receiver.events().size() == 301);
            assertThat(waiting()).isZero();
            younger.countDown();
            old.join();
            Eventually.holds(() -> receiver.events().size() == 302);
            assertThat(receiver.count()).isEqualTo(302);
        }
    }

    @Test
    void whatNobodyWantsIsDoneWithAsItIsWritten() {
        try (var receiver = Receiver.taking()) {
            Hooks.at(client, receiver.url(), "checkout.session.completed");
            var disabled = Hooks.at(client, receiver.url(), "product.created");
            client.post("/v1/webhook_endpoints/" + disabled.at("id"), "{\"status\": \"disabled\"}");
            client.newSession();
            assertThat(count("select count(*) as n from events where fanned_out"))
                    .isEqualTo(3);
            assertThat(waiting()).isZero();
            // No later version of the rows was ever written: they lie where they were inserted, with their first xmin.
            assertThat(count("select count(distinct xmin::text) as n from events where type <> 'product.updated'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatAnEarlierReleaseLeftUnmarkedIsMarkedAndNotDeliveredToYoungerEndpoints() {
        try (var receiver = Receiver.taking()) {
            Hooks.happen(client, 600);
            server.db().run("update events set fanned_out = null");
            Hooks.at(client, receiver.url(), "product.created");
            Hooks.happen(client);
            Eventually.holds(() -> waiting() == 0 && receiver.count() == 1);
        }
    }

    @Test
    void nodesThatRaceFanEachEventOutOnce() {
        try (var node = server.beside();
                var receiver = Receiver.taking()) {
            Hooks.at(client, receiver.url(), "product.created");
            var there = new Client(node.url(), TestServer.SECRET_KEY);
            Together.run(2, racer -> {
                Hooks.happen(racer == 0 ? client : there, 500);
                return null;
            });
            Eventually.holds(() -> receiver.events().size() == 1000);
            assertThat(receiver.count()).isEqualTo(1000);
            assertThat(waiting()).isZero();
            Eventually.holds(() -> count("select count(*) as n from deliveries_ended") == 1000);
        }
    }

    @Test
    void anEndpointThatIsMadeWhileEventsHappenGetsAllThatCameAfterItsAnswer() {
        try (var receiver = Receiver.taking()) {
            for (int round = 0; round < 10; round++) {
                var busy = Together.soon(() -> {
                    Hooks.happen(client, 50);
                    return null;
                });
                var made = Hooks.at(client, receiver.url(), "product.created");
                var product =
                        client.post("/v1/products", "{\"name\": \"After\"}").at("id");
                busy.join();
                Eventually.holds(() -> receiver.received().stream()
                        .anyMatch(heard -> heard.text().contains(product)));
                client.delete("/v1/webhook_endpoints/" + made.at("id"));
            }
        }
    }

    private long waiting() {
        return count("select count(*) as n from events where fanned_out is null");
    }

    private long count(String sql) {
        return server.db().one(row -> row.number("n"), sql).orElseThrow();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
