package dev.caisse.webhooks;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.Together;
import java.util.HashSet;
import java.util.Set;

/// What tests of deliveries ask of a server again and again.
public final class Hooks {
    private static final int RACERS = 16;

    private Hooks() {}

    /// Makes an endpoint.
    public static Reply at(Client client, String url, String... events) {
        var reply = client.post(
                "/v1/webhook_endpoints",
                "{\"url\": \"%s\", \"enabled_events\": [\"%s\"]}".formatted(url, String.join("\", \"", events)));
        if (reply.status() != 200) {
            throw new AssertionError(reply.text());
        }
        return reply;
    }

    /// Makes something happen: `product.created`.
    public static void happen(Client client) {
        var reply = client.post("/v1/products", "{\"name\": \"Tea\"}");
        if (reply.status() != 200) {
            throw new AssertionError(reply.text());
        }
    }

    /// Makes it happen many times, some at once.
    public static void happen(Client client, int times) {
        Together.run(RACERS, racer -> {
            for (int i = racer; i < times; i += RACERS) {
                happen(client);
            }
            return null;
        });
    }

    /// The deliveries to an endpoint that have a status, up to a hundred.
    public static Set<String> deliveries(Client client, Reply endpoint, String status) {
        var path = "/v1/webhook_endpoints/" + endpoint.at("id") + "/deliveries?limit=100&status=" + status;
        var reply = client.get(path);
        var events = new HashSet<String>();
        for (int i = 0; i < reply.text().split("\"webhook_delivery\"").length - 1; i++) {
            events.add(reply.at("data." + i + ".event"));
        }
        return events;
    }
}
