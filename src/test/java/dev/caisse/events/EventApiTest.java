package dev.caisse.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.TestServer;
import dev.caisse.api.NativeDialect;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventApiTest {
    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anEventTellsWhatHappenedAndWhoseRequestItWas() {
        var made = merchant.post("/v1/products", "{\"name\": \"Tea\"}", Map.of("Idempotency-Key", "of the event"));
        var event = newest("product.created");
        var reply = merchant.get("/v1/events/" + event);
        assertThat(reply.at("type")).isEqualTo("product.created");
        assertThat(reply.at("data.object.id")).isEqualTo(made.at("id"));
        assertThat(reply.at("request.id")).isEqualTo(made.header("Request-Id").orElseThrow());
        assertThat(reply.at("request.idempotency_key")).isEqualTo("of the event");
        assertThat(reply.at("pending_webhooks")).isEqualTo("0");
        assertThat(reply.json().keySet())
                .containsExactly(
                        "id",
                        "object",
                        "api_version",
                        "created",
                        "data",
                        "livemode",
                        "pending_webhooks",
                        "request",
                        "type");
        assertThat(reply.text()).doesNotContain("previous_attributes");
    }

    @Test
    void anEventStaysAsItWasWhenItsObjectChanges() {
        var id = merchant.post("/v1/products", "{\"name\": \"Once\"}").at("id");
        var event = merchant.get("/v1/events/" + newest("product.created"));
        merchant.post("/v1/products/" + id, "{\"name\": \"Now\"}");
        assertThat(merchant.get("/v1/events/" + event.at("id")).text()).isEqualTo(event.text());
    }

    @Test
    void anUpdateTellsWhatTheChangedFieldsWereBefore() {
        var path = "/v1/products/"
                + merchant.post("/v1/products", "{\"name\": \"Tea\", \"metadata\": {\"a\": \"1\", \"b\": \"2\"}}")
                        .at("id");
        merchant.post(path, "{\"description\": \"green\", \"metadata\": {\"a\": \"3\", \"c\": \"4\"}}");
        var event = merchant.get("/v1/events/" + newest("product.updated"));
        assertThat(event.at("data.object.metadata")).isEqualTo("{a=3, b=2, c=4}");
        assertThat(event.at("data.previous_attributes.metadata")).isEqualTo("{a=1, c=null}");
        assertThat(event.at("data.previous_attributes.description")).isNull();
        assertThat(event.at("data.previous_attributes"))
                .contains("description=null")
                .doesNotContain("name");
    }

    @Test
    void anUpdateThatChangesNothingIsNoEvent() {
        var product = merchant.post("/v1/products", "{\"name\": \"Tea\"}");
        var price = merchant.post(
                "/v1/prices",
                "{\"currency\": \"gbp\", \"unit_amount\": 5, \"nickname\": \"n\", \"product\": \"%s\"}"
                        .formatted(product.at("id")));
        var before = ids("/v1/events?limit=1");
        merchant.post("/v1/prices/" + price.at("id"), "{\"nickname\": \"n\"}");
        server.advance(java.time.Duration.ofSeconds(3));
        var same = merchant.post("/v1/products/" + product.at("id"), "{\"name\": \"Tea\"}");
        assertThat(same.at("updated")).isEqualTo(product.at("updated"));
        assertThat(ids("/v1/events?limit=1")).isEqualTo(before);
    }

    @Test
    void eventsAreListedByTypeNewestFirst() {
        var product = merchant.post("/v1/products", "{\"name\": \"Listed\"}").at("id");
        var made = newest("product.created");
        merchant.delete("/v1/products/" + product);
        var deleted = newest("product.deleted");
        assertThat(ids("/v1/events?types[]=product.created&types[]=product.deleted&limit=2"))
                .containsExactly(deleted, made);
        assertThat(ids("/v1/events/list?type=product.deleted&limit=1")).containsExactly(deleted);
        assertThat(ids("/v1/events?type=charge.captured")).isEmpty();
    }

    @Test
    void aTypeThatThereIsNotIsRefusedWithTheOneThatWasMeant() {
        var misspelled = merchant.get("/v1/events?type=product.create");
        assertThat(misspelled.status()).isEqualTo(400);
        assertThat(misspelled.at("error.param")).isEqualTo("type");
        assertThat(misspelled.at("error.message")).contains("product.created");
        assertThat(merchant.get("/v1/events?types[]=product.created&types[]=product.*")
                        .at("error.param"))
                .isEqualTo("types[1]");
        assertThat(merchant.get("/v1/events?type=product.created&types[]=price.created")
                        .at("error.param"))
                .isEqualTo("types");
    }

    @Test
    void pagesGoThroughAllOfThemEachOnce() {
        for (int i = 0; i < 7; i++) {
            merchant.post("/v1/products", "{\"name\": \"Paged\"}");
        }
        var all = ids("/v1/events?type=product.created&limit=100");
        var walked = new ArrayList<String>();
        var page = ids("/v1/events?type=product.created&limit=2");
        while (!page.isEmpty()) {
            walked.addAll(page);
            page = ids("/v1/events?type=product.created&limit=2&starting_after=" + page.getLast());
        }
        assertThat(walked).isEqualTo(all).hasSizeGreaterThanOrEqualTo(7);
        assertThat(ids("/v1/events?limit=2&type=product.created&ending_before=" + all.get(4)))
                .isEqualTo(all.subList(2, 4));
    }

    @Test
    void eventsAreFilteredByCreated() {
        merchant.post("/v1/products", "{\"name\": \"Dated\"}");
        var event = merchant.get("/v1/events/" + newest("product.created"));
        long ms = Long.parseLong(event.at("created"));
        assertThat(ids("/v1/events?limit=100&created=" + ms / 1000)).contains(event.at("id"));
        assertThat(ids("/v1/events?limit=100&created[gte]=" + ms)).contains(event.at("id"));
        assertThat(ids("/v1/events?limit=100&created[gt]=" + ms)).doesNotContain(event.at("id"));
        assertThat(ids("/v1/events?limit=100&created[lt]=" + ms)).doesNotContain(event.at("id"));
    }

    @Test
    void whatIsDeliveredIsToTheLetterWhatIsRead() {
        var session = merchant.newSession("\"metadata\": {\"currency\": \"GBP\", \"object\": \"charge\"},");
        merchant.pay(session.at("url"), "4000000000009995");
        merchant.pay(session.at("url"), "4242424242424242");
        var views = KeptViewsTest.views();
        var events = new Events(null, _ -> Timeline.REAL, views, Audience.NOBODY);
        var tenant = server.db()
                .one(
                        row -> new Tenant(row.number("account_id"), row.flag("live")),
                        "select account_id, live from events limit 1")
                .orElseThrow();
        var rendered = new ArrayList<String>();
        for (var id : ids("/v1/events?limit=100")) {
            var event = events.find(server.db(), tenant, Prefix.EVENT.read(id).orElseThrow())
                    .orElseThrow();
            var delivered = new RenderEvent(views, _ -> Timeline.REAL).in(new NativeDialect(), tenant, event, 0);
            assertThat(new String(delivered, StandardCharsets.UTF_8))
                    .isEqualTo(merchant.get("/v1/events/" + id).text());
            assertThat(event.object()).contains(merchant.get("/v1/events/" + id).at("data.object.id"));
            rendered.add(event.type());
        }
        assertThat(rendered).contains("checkout.session.completed", "charge.failed", "payment_intent.succeeded");
    }

    private static String newest(String type) {
        return ids("/v1/events?limit=1&type=" + type).getFirst();
    }

    private static List<String> ids(String path) {
        var reply = merchant.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ((List<?>) reply.json().get("data"))
                .stream().map(event -> ((Map<?, ?>) event).get("id").toString()).toList();
    }
}
