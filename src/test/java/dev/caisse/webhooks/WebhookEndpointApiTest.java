package dev.caisse.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookEndpointApiTest {

    private static TestServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void deletesItsEndpoints() {
        server.db()
                .all(row -> row.number("id"), "select id from webhook_endpoints")
                .forEach(id -> client.delete("/v1/webhook_endpoints/we_" + id));
    }

    @Test
    void isMadeReadChangedListedAndDeleted() {
        var made = client.post("/v1/webhook_endpoints", """
                {"url": "https://shop.example/hook", "enabled_events": ["charge.*", "product.created"],
                 "description": "Stock", "metadata": {"team": "blue"}}""");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.at("object")).isEqualTo("webhook_endpoint");
        assertThat(made.at("secret")).matches("whsec_[0-9A-Za-z]{32}");
        assertThat(made.at("status")).isEqualTo("enabled");
        assertThat(made.at("livemode")).isEqualTo("false");
        assertThat(made.at("metadata.team")).isEqualTo("blue");

        var path = "/v1/webhook_endpoints/" + made.at("id");
        var read = client.get(path);
        assertThat(read.text()).doesNotContain("secret").doesNotContain("whsec");
        assertThat(read.at("enabled_events")).isEqualTo("[charge.*, product.created]");
        assertThat(client.get("/v1/webhook_endpoints").text()).contains(made.at("id"));
        assertThat(client.get("/v1/webhook_endpoints/list").text()).contains(made.at("id"));

        var changed = client.post(path, """
                {"url": "https://shop.example/other", "enabled_events": ["*"], "description": "",
                 "status": "disabled", "metadata": {"team": ""}}""");
        assertThat(changed.at("url")).isEqualTo("https://shop.example/other");
        assertThat(changed.at("status")).isEqualTo("disabled");
        assertThat(changed.at("description")).isNull();
        assertThat(client.get(path).text()).isEqualTo(changed.text());

        assertThat(client.delete(path).at("deleted")).isEqualTo("true");
        assertThat(client.get(path).status()).isEqualTo(404);
    }

    @Test
    void theSecretRestsSealed() {
        var made = made("https://shop.example/hook", "*");
        var rows = server.db()
                .all(
                        row -> row.text("row")
                                + new String(row.bytes("secret"), java.nio.charset.StandardCharsets.ISO_8859_1),
                        "select w::text as row, w.secret from webhook_endpoints w");
        assertThat(rows).hasSize(1).allSatisfy(row -> assertThat(row).doesNotContain(made.at("secret")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'enabled_events': ['*']} | parameter_missing | url",
                "{'url': 'https://a.example'} | parameter_missing | enabled_events",
                "{'url': 'https://a.example', 'enabled_events': []} | parameter_missing | enabled_events",
                "{'url': 'a.example/hook', 'enabled_events': ['*']} | url_invalid | url",
                "{'url': 'ftp://a.example', 'enabled_events': ['*']} | url_invalid | url",
                "{'url': 'https://me:you@a.example', 'enabled_events': ['*']} | url_invalid | url",
                "{'url': 'http://169.254.169.254/latest', 'enabled_events': ['*']} | url_invalid | url",
                "{'url': 'http://[::ffff:169.254.169.254]/', 'enabled_events': ['*']} | url_invalid | url",
                "{'url': 'https://a.example/[', 'enabled_events': ['*']} | url_invalid | url",
                "{'url': 'https://a.example', 'enabled_events': ['*', 'chrge.failed']} | parameter_invalid | enabled_events[1]",
                "{'url': 'https://a.example', 'enabled_events': ['char*']} | parameter_invalid | enabled_events[0]",
                "{'url': 'https://a.example', 'enabled_events': '*'} | parameter_invalid | enabled_events",
                "{'url': 'https://a.example', 'enabled_events': ['*'], 'api_version': '1999-01-01'} | parameter_invalid | api_version",
                "{'url': 'https://a.example', 'enabled_events': ['*'], 'status': 'asleep'} | parameter_invalid | status",
                "{'url': 'https://a.example', 'enabled_events': ['*'], 'connect': true} | parameter_unknown | connect",
            })
    void whatCannotBeIsRefusedByName(String body, String code, String param) {
        var reply = client.post("/v1/webhook_endpoints", body.replace('\'', '"'));
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.at("error.code")).isEqualTo(code);
        assertThat(reply.at("error.param")).isEqualTo(param);
        assertThat(client.get("/v1/webhook_endpoints").at("data")).isEqualTo("[]");
    }

    @Test
    void aMisspelledTypeIsAnsweredWithTheNearestOne() {
        var reply = client.post(
                "/v1/webhook_endpoints", "{\"url\": \"https://a.example\", \"enabled_events\": [\"chrge.failed\"]}");
        assertThat(reply.at("error.message")).contains("charge.failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"url", "enabled_events"})
    void whatItNeedsCannotBeCleared(String parameter) {
        var made = made("https://shop.example/hook", "*");
        var reply = client.post("/v1/webhook_endpoints/" + made.at("id"), "{\"" + parameter + "\": \"\"}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("error.param")).isEqualTo(parameter);
    }

    @Test
    void formsWorkAsJsonDoes() {
        var reply = client.postForm(
                "/v1/webhook_endpoints",
                "url=https://shop.example/hook&enabled_events[]=charge.*&enabled_events[]=price.created");
        assertThat(reply.at("enabled_events")).isEqualTo("[charge.*, price.created]");
    }

    @Test
    void ofManyWhoRaceForTheLastPlacesSixteenGetOne() {
        var replies = Together.run(24, _ -> made("https://shop.example/hook", "*"));
        assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(16);
        assertThat(replies.stream().filter(reply -> reply.status() != 200))
                .hasSize(8)
                .allSatisfy(reply -> assertThat(reply.at("error.code")).isEqualTo("webhook_endpoints_too_many"));
        var one = replies.stream()
                .filter(reply -> reply.status() == 200)
                .findFirst()
                .orElseThrow();
        client.delete("/v1/webhook_endpoints/" + one.at("id"));
        assertThat(made("https://shop.example/hook", "*").status()).isEqualTo(200);
    }

    @Test
    void theDatabaseItselfAllowsNoSeventeenth() {
        var made = made("https://shop.example/hook", "*");
        for (int slot : List.of(0, 1, 17)) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> server.db().run("""
                                    insert into webhook_endpoints (account_id, live, id, slot, url, enabled_events,
                                                                   patterns, metadata, secret)
                                    select account_id, live, 1, ?, url, enabled_events, patterns, metadata, secret
                                      from webhook_endpoints where id = ?
                                    """, slot, number(made.at("id")))))
                    .isInstanceOf(dev.caisse.platform.db.DbFailure.class);
        }
    }

    @Test
    void theSameRequestTwiceMakesOneAndShowsItsSecretBothTimes() {
        var key = Map.of("Idempotency-Key", "one endpoint");
        var body = "{\"url\": \"https://shop.example/hook\", \"enabled_events\": [\"*\"]}";
        var first = client.post("/v1/webhook_endpoints", body, key);
        var second = client.post("/v1/webhook_endpoints", body, key);
        assertThat(second.text()).isEqualTo(first.text()).contains("whsec_");
        assertThat(server.db().all(row -> row.number("id"), "select id from webhook_endpoints"))
                .hasSize(1);
    }

    @Test
    void aSampleOfEveryTypeCanBeSent() {
        try (var receiver = Receiver.taking()) {
            var made = made(receiver.url(), "charge.failed");
            for (var type : dev.caisse.events.EventTypes.all()) {
                var reply =
                        client.post("/v1/webhook_endpoints/" + made.at("id") + "/test", "{\"type\": \"" + type + "\"}");
                assertThat(reply.at("received")).as(reply.text()).isEqualTo("true");
                assertThat(reply.at("attempt.response_status")).isEqualTo("200");
                assertThat(reply.at("attempt.answer")).isEqualTo("taken");
            }
            assertThat(receiver.received())
                    .extracting(Receiver.Received::type)
                    .containsExactlyElementsOf(dev.caisse.events.EventTypes.all());
            assertThat(client.get("/v1/webhook_endpoints/" + made.at("id") + "/deliveries")
                            .at("data"))
                    .isEqualTo("[]");
        }
    }

    @Test
    void aSampleSaysWhatTheReceiverDidWrong() {
        try (var receiver = Receiver.answering((_, out) -> Receiver.write(out, "500 Oops", "no such table"))) {
            var made = made(receiver.url(), "*");
            var reply =
                    client.post("/v1/webhook_endpoints/" + made.at("id") + "/test", "{\"type\": \"product.created\"}");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.at("received")).isEqualTo("false");
            assertThat(reply.at("attempt.error"))
                    .isEqualTo("The receiver answered 500; only 200 to 299 counts as received.");
            assertThat(reply.at("attempt.answer")).isEqualTo("no such table");
        }
    }

    @Test
    void deliveriesAreListedByPagesNewestFirstAndFiltered() {
        try (var receiver = Receiver.taking()) {
            var made = made(receiver.url(), "product.created");
            for (int i = 0; i < 5; i++) {
                client.post("/v1/products", "{\"name\": \"Tea\"}");
            }
            var path = "/v1/webhook_endpoints/" + made.at("id") + "/deliveries";
            Eventually.holds(() -> client.get(path + "?status=succeeded").text().split("webhook_delivery").length == 6);
            var all = client.get(path);
            assertThat(all.at("data.0.attempts")).isEqualTo("1");
            assertThat(all.at("data.0.last_attempt.response_status")).isEqualTo("200");
            assertThat(all.at("data.0.last_attempt.answer")).isEqualTo("taken");
            assertThat(all.at("data.0.next_attempt")).isNull();
            var first = client.get(path + "?limit=2");
            assertThat(first.at("has_more")).isEqualTo("true");
            var second = client.get(path + "?limit=2&starting_after=" + first.at("data.1.event"));
            assertThat(second.at("data.0.event")).isEqualTo(all.at("data.2.event"));
            var back = client.get(path + "?limit=2&ending_before=" + second.at("data.0.event"));
            assertThat(back.text()).isEqualTo(first.text().replace("\"has_more\":true", "\"has_more\":false"));
            assertThat(client.get(path + "?event=" + all.at("data.3.event")).at("data.0.event"))
                    .isEqualTo(all.at("data.3.event"));
            assertThat(client.get(path + "?status=failed").at("data")).isEqualTo("[]");
        }
    }

    @Test
    void whatIsSentAgainWhileItsFirstCallIsUnderWayIsCalledOnceMore() {
        var answers = new CountDownLatch(1);
        try (var slow = Receiver.answering((_, out) -> {
            answers.await();
            Receiver.write(out, "200 OK", "taken");
        })) {
            var endpoint = made(slow.url(), "product.created");
            client.post("/v1/products", "{\"name\": \"Tea\"}");
            Eventually.holds(() -> slow.count() == 1);
            var event = slow.received().getFirst().event();
            client.post("/v1/events/" + event + "/resend", "");
            answers.countDown();
            Eventually.holds(() -> slow.count() == 2);
            var path = "/v1/webhook_endpoints/" + endpoint.at("id") + "/deliveries";
            Eventually.holds(() -> "succeeded".equals(client.get(path).at("data.0.status")));
        }
    }

    @Test
    void anEventIsSentAgainToWhoeverWantsItOrToOneEndpoint() {
        try (var one = Receiver.taking();
                var other = Receiver.taking()) {
            made(one.url(), "product.created");
            var unwilling = made(other.url(), "charge.failed");
            client.post("/v1/products", "{\"name\": \"Tea\"}");
            Eventually.holds(() -> one.count() == 1);
            var event = one.received().getFirst().event();
            var again = client.post("/v1/events/" + event + "/resend", "");
            assertThat(again.status()).as(again.text()).isEqualTo(200);
            assertThat(again.at("id")).isEqualTo(event);
            Eventually.holds(() -> one.count() == 2);
            assertThat(other.count()).isZero();
            client.post("/v1/events/" + event + "/resend", "{\"webhook_endpoint\": \"" + unwilling.at("id") + "\"}");
            Eventually.holds(() -> other.count() == 1);
            assertThat(other.received().getFirst().event()).isEqualTo(event);
        }
    }

    @Test
    void anEventIsNotSentAgainWhereNobodyCouldTakeIt() {
        var product = client.post("/v1/products", "{\"name\": \"Tea\"}");
        var event = client.get("/v1/events").at("data.0.id");
        assertThat(product.status()).isEqualTo(200);
        assertThat(client.post("/v1/events/" + event + "/resend", "").at("error.code"))
                .isEqualTo("event_wanted_by_nobody");
        var made = made("https://shop.example/hook", "*");
        client.post("/v1/webhook_endpoints/" + made.at("id"), "{\"status\": \"disabled\"}");
        var named = "{\"webhook_endpoint\": \"" + made.at("id") + "\"}";
        assertThat(client.post("/v1/events/" + event + "/resend", named).at("error.code"))
                .isEqualTo("webhook_endpoint_disabled");
        assertThat(client.post("/v1/events/" + event + "/resend", "{\"webhook_endpoint\": \"we_1\"}")
                        .status())
                .isEqualTo(404);
    }

    private static Reply made(String url, String event) {
        return client.post(
                "/v1/webhook_endpoints", "{\"url\": \"%s\", \"enabled_events\": [\"%s\"]}".formatted(url, event));
    }

    private static long number(String id) {
        return Long.parseLong(id.substring(3));
    }
}
