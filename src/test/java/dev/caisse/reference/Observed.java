package dev.caisse.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.api.ListView;
import dev.caisse.api.SearchView;
import dev.caisse.api.ValidRequest;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.reference.Listening.Heard;
import dev.caisse.stripe.StripeManner;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Every route of a running server at work: a request that it accepts, what it read of that, what it cannot do without.
final class Observed {
    /// What is asked for only because nothing else was given in its stead.
    private static final Set<String> ONE_OF_SEVERAL = Set.of(
            "unit_amount",
            "coupon",
            "promotion",
            "payment_method",
            "source",
            "price",
            "payment_intent",
            "product",
            "card");

    private static final String CLOCKS = "/v1/test_helpers/test_clocks";

    private static final String CANCELS_A_REFUND = "POST /v1/refunds/{id}/cancel";
    private static final String DELETES_A_PRODUCT = "DELETE /v1/products/{id}";

    private final TestServer server;
    private final Client merchant;
    private final Listening listening;
    private final Map<String, Operation> operations = new TreeMap<>();

    private final List<String> refused = new ArrayList<>();

    /// A request and who makes it.
    record Asked(ValidRequest request, Client client) {}

    private Observed(TestServer server, Listening listening) {
        this.server = server;
        this.merchant = server.client();
        this.listening = listening;
    }

    /// A request that is accepted for each route, with whatever it speaks of made anew; what may be done once stands
    /// last.
    static List<Asked> requests(TestServer server) {
        return new Observed(server, null).requests();
    }

    static Map<String, Operation> of(TestServer server, Listening listening) {
        var observed = new Observed(server, listening);
        observed.requests().forEach(observed::accept);
        assertThat(observed.refused).as("requests that should be accepted").isEmpty();
        var asked = observed.requests();
        asked.forEach(observed::need);
        asked.forEach(observed::askMore);
        return observed.operations;
    }

    /// There is room for sixteen webhook endpoints.
    private List<Asked> requests() {
        makeRoom(server);
        var all = new ArrayList<Asked>();
        ValidRequest.all(merchant).stream()
                .filter(request -> !List.of(DELETES_A_PRODUCT, CANCELS_A_REFUND).contains(request.route()))
                .filter(request -> !request.path().startsWith(CLOCKS))
                .forEach(request -> all.add(new Asked(request, merchant)));
        // One that has no prices: theirs is refused.
        var unwanted = merchant.post("/v1/products", "{\"name\": \"Tea\"}").at("id");
        all.add(new Asked(ValidRequest.of(DELETES_A_PRODUCT, "/v1/products/" + unwanted, "{}"), merchant));
        all.addAll(clocks(merchant));
        all.add(new Asked(pendingRefund(), merchant));
        all.sort((one, other) -> Boolean.compare(isLast(one.request), isLast(other.request)));
        return all;
    }

    /// One that stays pending however long it takes until it is cancelled.
    private ValidRequest pendingRefund() {
        var paid = merchant.post("/v1/payment_intents", """
                {"amount": 900, "currency": "gbp", "confirm": true, "payment_method": "pm_card_visa"}""");
        var refund = merchant.post(
                "/v1/refunds",
                "{\"payment_intent\": \"%s\"}".formatted(paid.at("id")),
                Map.of("Caisse-Sandbox", "refuse=refund"));
        server.db().run("update attempts set look_ms = look_ms + 600000 where outcome is null");
        return ValidRequest.of(CANCELS_A_REFUND, "/v1/refunds/" + refund.at("id") + "/cancel", "{}");
    }

    static boolean isLast(ValidRequest request) {
        return request.method().equals("DELETE") || request.route().endsWith("/expire");
    }

    static void makeRoom(TestServer server) {
        server.db()
                .all(row -> "we_" + row.number("id"), "select id from webhook_endpoints")
                .forEach(id -> server.client().delete("/v1/webhook_endpoints/" + id));
        server.db().run("update test_clocks set deletes_after_ms = 1");
    }

    /// Of a throw-away account, whose keys alone may ask for them.
    private static List<Asked> clocks(Client merchant) {
        var opened = merchant.post("/v1/test_helpers/accounts", "{\"frozen_time\": 1900000000}");
        var shop = merchant.with(opened.at("secret_key"));
        var clock = CLOCKS + "/" + opened.at("test_clock.id");
        return List.of(
                new Asked(ValidRequest.of("GET " + CLOCKS, CLOCKS, "{\"limit\": 3}"), shop),
                new Asked(ValidRequest.of("GET " + CLOCKS + "/list", CLOCKS + "/list", "{\"limit\": 3}"), shop),
                new Asked(ValidRequest.of("GET " + CLOCKS + "/{id}", clock, "{}"), shop),
                new Asked(
                        ValidRequest.of(
                                "POST " + CLOCKS + "/{id}/advance",
                                clock + "/advance",
                                "{\"frozen_time\": 1900000060}"),
                        shop),
                new Asked(ValidRequest.of("DELETE " + CLOCKS + "/{id}", clock, "{}"), shop));
    }

    private void accept(Asked asked) {
        var request = asked.request;
        var heard = listening.during(() -> send(asked, request.json("", null)));
        if (heard.reply().status() != 200) {
            refused.add(request.route() + ": " + heard.reply().text());
            return;
        }
        // What it is a list of tells only a list that has something.
        boolean isList = heard.view()
                .filter(view -> view == ListView.class || view == SearchView.class)
                .isPresent();
        if (isList && heard.item().isEmpty()) {
            var all = listening.during(() -> send(asked, minimal(request)));
            heard = new Heard(all.reply(), heard.reads(), all.view(), all.item());
        }
        // Who may not ask is refused before anything of the body is read.
        var withPublishable = new Asked(request, merchant.with(TestServer.PUBLISHABLE_KEY));
        boolean isForPayersToo = send(withPublishable, "{").status() != 403;
        operations.put(request.route(), new Operation(request, asked.client, heard, isForPayersToo));
    }

    private static String minimal(ValidRequest request) {
        return request.path().endsWith("/search") ? "{\"query\": \"created>0\"}" : "{}";
    }

    private static Reply send(Asked asked, String body) {
        return asked.client.send(asked.client
                .request(asked.request.path())
                .header("Content-Type", "application/json")
                .method(asked.request.method(), BodyPublishers.ofString(body)));
    }

    /// Begins with nothing and gives what is missing, one by one, and the same in each object that may be given.
    private void need(Asked asked) {
        var operation = operations.get(asked.request.route());
        if (asked.request.parameters().isEmpty()) {
            return;
        }
        var needed = operation.needed();
        grow(asked, operation, needed, asked.request.parameters(), "", needed);
        asked.request.parameters().forEach((name, value) -> within(asked, operation, needed, name, name, value));
    }

    /// What Stripe's tables know of besides, so that objects are opened which no request has.
    private void askMore(Asked asked) {
        var operation = operations.get(asked.request.route());
        var honoured = StripeManner.honoured(operation.method(), operation.path());
        for (var name : new TreeSet<>(honoured)) {
            for (var request : List.of(operation.needed(), asked.request.parameters())) {
                if (!new StripeWords().names(operation).contains(name)) {
                    var body = StripeManner.asking(operation.method(), operation.path(), request, name);
                    operation
                            .reads()
                            .addAll(listening
                                    .during(() -> send(
                                            asked, new JsonWriter().tree(body).text()))
                                    .reads());
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void within(
            Asked asked, Operation operation, Map<String, Object> needed, String top, String name, Object value) {
        if (name.endsWith("metadata") || asked.request.method().equals("DELETE")) {
            return;
        }
        var object = value instanceof List<?> list && !list.isEmpty() ? list.getLast() : value;
        if (object instanceof Map<?, ?> map && name.equals(top)) {
            var place = value instanceof List ? name + "[]" : name;
            var inner = new LinkedHashMap<String, Object>();
            var body = new LinkedHashMap<>(needed);
            body.put(top, value instanceof List ? List.of(inner) : inner);
            grow(asked, operation, body, (Map<String, Object>) map, place + ".", inner);
        }
    }

    /// @param body the whole request, which holds the part that grows
    private void grow(
            Asked asked,
            Operation operation,
            Map<String, Object> body,
            Map<String, Object> valid,
            String prefix,
            Map<String, Object> part) {
        var tried = new HashSet<String>();
        while (true) {
            var heard = listening.during(
                    () -> send(asked, new JsonWriter().tree(body).text()));
            operation.reads().addAll(heard.reads());
            var reply = heard.reply();
            if (reply.status() != 400 || !reply.at("error.code").equals("parameter_missing")) {
                return;
            }
            var param = reply.at("error.param").replaceAll("\\[[0-9]+]", "[]");
            var name = param.startsWith(prefix) ? param.substring(prefix.length()) : "";
            if (!valid.containsKey(name) || !tried.add(name)) {
                return;
            }
            if (!ONE_OF_SEVERAL.contains(name)) {
                operation.required().add(param);
            }
            part.put(name, valid.get(name));
        }
    }
}
