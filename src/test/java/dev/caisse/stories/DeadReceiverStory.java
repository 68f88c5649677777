package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Mailbox;
import dev.caisse.TestServer;
import dev.caisse.webhooks.Hooks;
import dev.caisse.webhooks.Receiver;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A merchant's server that is down: for an hour, and for good.
@Timeout(300)
class DeadReceiverStory {
    private static final int EVENTS = 10_000;

    private TestServer server;
    private Client client;

    private final Mailbox mailbox = Mailbox.open();

    @BeforeEach
    void start() {
        var variables = new HashMap<>(mailbox.variables());
        variables.put("CAISSE_ACCOUNT_EMAIL", "owner@example.com");
        server = TestServer.start(variables);
        client = server.client();
    }

    @AfterEach
    void stop() {
        server.close();
        mailbox.close();
    }

    @Test
    void tenThousandEventsOutliveAnHourInWhichNobodyTakesThem() {
        try (var receiver = Receiver.taking();
                var well = Receiver.taking()) {
            receiver.down();
            Hooks.at(client, receiver.url(), "product.created");
            Hooks.at(client, well.url(), "product.created");
            Hooks.happen(client, EVENTS);
            Eventually.holds(() -> well.events().size() == EVENTS);
            for (int minute = 0; minute < 60; minute += 6) {
                server.advance(Duration.ofMinutes(6));
                Eventually.holds(() -> client.get("/readyz").status() == 200);
            }
            assertThat(count("select count(*) as n from deliveries_due")).isEqualTo(EVENTS);
            assertThat(receiver.count()).isZero();
            receiver.up();
            Eventually.holds(() -> {
                server.advance(Duration.ofMinutes(30));
                return receiver.events().size() == EVENTS;
            });
            Eventually.holds(() -> count("select count(*) as n from deliveries_due") == 0);
            assertThat(count("select count(*) as n from deliveries_ended where state = 'succeeded'"))
                    .isEqualTo(2 * EVENTS);
            assertThat(receiver.events()).isEqualTo(well.events());
        }
    }

    @Test
    void whatNobodyTookInThreeDaysIsGivenUpAndTheOtherEndpointsAndTheMerchantAreTold() {
        try (var dead = Receiver.answering((_, out) -> Receiver.write(out, "503 Down", ""));
                var other = Receiver.taking()) {
            var endpoint = Hooks.at(client, dead.url(), "product.created", "webhook_endpoint.*");
            Hooks.at(client, other.url(), "webhook_endpoint.*");
            Hooks.happen(client);
            for (int tries = 1; tries <= 18; tries++) {
                int due = tries;
                Eventually.holds(() -> {
                    if (dead.count() < due) {
                        server.advance(untilNext());
                    }
                    return dead.count() == due;
                });
                int done = tries;
                Eventually.holds(() -> triesOf(endpoint.at("id")) == done);
            }
            Eventually.holds(() -> other.count() == 2);
            assertThat(other.received())
                    .extracting(Receiver.Received::type)
                    .containsExactlyInAnyOrder("webhook_endpoint.failing", "webhook_endpoint.disabled");
            assertThat(other.received())
                    .allSatisfy(heard ->
                            assertThat(heard.text()).contains(endpoint.at("id")).doesNotContain("whsec_"));
            assertThat(client.get("/v1/webhook_endpoints/" + endpoint.at("id")).at("status"))
                    .isEqualTo("disabled");
            assertThat(Hooks.deliveries(client, endpoint, "failed")).hasSize(1);
            assertThat(Mailbox.text(mailbox.await("owner@example.com")))
                    .contains(endpoint.at("id"))
                    .contains("503");
            assertThat(dead.count()).isEqualTo(18);
            long wholeMs = count("select max(tried_ms - first_ms) as n from deliveries_ended");
            assertThat(Duration.ofMillis(wholeMs)).isBetween(Duration.ofHours(72), Duration.ofHours(80));
        }
    }

    @Test
    void anEndpointThatTakesSomethingNowAndThenIsNotDisabled() {
        var answers = new java.util.concurrent.atomic.AtomicInteger();
        try (var flaky = Receiver.answering((request, out) ->
                        Receiver.write(out, request.text().contains("Bad") ? "500 No" : "200 OK", "" + answers.get()));
                var other = Receiver.taking()) {
            var endpoint = Hooks.at(client, flaky.url(), "product.created");
            Hooks.at(client, other.url(), "webhook_endpoint.*");
            client.post("/v1/products", "{\"name\": \"Bad\"}");
            for (int tries = 1; tries <= 18; tries++) {
                int done = tries;
                Eventually.holds(() -> {
                    if (triesOf(endpoint.at("id")) < done) {
                        server.advance(untilNext());
                    }
                    return triesOf(endpoint.at("id")) >= done;
                });
                Hooks.happen(client);
                int good = tries;
                Eventually.holds(
                        () -> count("select count(*) as n from deliveries_ended where state = 'succeeded'") >= good);
            }
            Eventually.holds(() -> Hooks.deliveries(client, endpoint, "failed").size() == 1);
            assertThat(client.get("/v1/webhook_endpoints/" + endpoint.at("id")).at("status"))
                    .isEqualTo("enabled");
        }
    }

    /// How long until the next try is due; never negative.
    private Duration untilNext() {
        long dueMs = count("select coalesce(min(due_ms), 0) as n from deliveries_due");
        return Duration.ofMillis(Math.max(0, dueMs - server.clock().nowMs() + 1));
    }

    private long triesOf(String endpoint) {
        return count("""
                select coalesce((select max(tries) from deliveries_due where endpoint_id = %1$s),
                                (select max(tries) from deliveries_ended where endpoint_id = %1$s), 0) as n
                """.formatted(endpoint.substring(3)));
    }

    private long count(String sql) {
        return server.db().one(row -> row.number("n"), sql).orElseThrow();
    }
}
