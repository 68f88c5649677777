package dev.caisse.console;

import dev.caisse.console.Trigger.Step;
import dev.caisse.platform.time.Clock;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes an event happen: sends the requests that cause it, prints each, and then finds the event by the request it
/// names. What it makes is real, and stays.
public final class TriggerEvent {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
    private static final int MOST = 100;
    private static final int WAITS = 100;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RunningServer server;
    private final PrintStream out;
    private final Clock clock;
    /// By prefix, or by the word for it where ids have none, the one that was answered last.
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> requests = new HashSet<>();
    private URI page;

    public TriggerEvent(RunningServer server, PrintStream out, Clock clock) {
        this.server = server;
        this.out = out;
        this.clock = clock;
    }

    /// @return the event's id
    /// @throws Failed when it cannot be made to happen, or something went wrong
    public String run(Trigger trigger) {
        trigger.whyNot().ifPresent(why -> {
            throw new Failed(trigger.type() + " cannot be made to happen: " + why + ".");
        });
        for (var step : trigger.steps()) {
            switch (step) {
                case Step.Ask ask -> ask(ask);
                case Step.Await await -> await(await);
                case Step.PayOnThePage _ -> pay();
            }
        }
        for (int wait = 0; wait < WAITS; wait++) {
            var found = find(trigger.type());
            if (found.isPresent()) {
                return found.get();
            }
            clock.sleep(PAUSE);
        }
        throw new Failed("No event " + trigger.type() + " came of these requests.");
    }

    /// What a bank does by itself takes a moment.
    private void await(Step.Await await) {
        var path = filled(await.path());
        out.println("GET " + server.url() + path);
        for (int wait = 0; wait < WAITS; wait++) {
            var answer = server.send(server.request(path).GET());
            if (answer.statusCode() == 200
                    && server.read(answer).get("data") instanceof List<?> found
                    && !found.isEmpty()
                    && found.getFirst() instanceof Map<?, ?> object) {
                var id = String.valueOf(object.get("id"));
                out.println("  → 200 " + id + " " + object.get("status"));
                keep(id, object);
                return;
            }
            clock.sleep(PAUSE);
        }
        throw new Failed("Nothing came at " + path + ".");
    }

    private void ask(Step.Ask ask) {
        var path = filled(ask.path());
        var body = filled(ask.body()).replace('\'', '"');
        out.println(ask.method() + " " + server.url() + path);
        ask.headers().forEach((name, value) -> out.println("  " + name + ": " + value));
        if (!body.isEmpty()) {
            out.println("  " + body);
        }
        var request = server.request(path).method(ask.method(), BodyPublishers.ofString(body));
        ask.headers().forEach(request::setHeader);
        learn(server.read(answered(request, ask.status())));
    }

    private void pay() {
        out.println("GET " + page);
        var html = answered(
                        HttpRequest.newBuilder(page)
                                .header("Accept", "text/html")
                                .GET(),
                        200)
                .body();
        var form = PaymentForm.filled(page, html);
        out.println("POST " + form.action());
        out.println("  " + form);
        answered(form.request(), 303);
    }

    private HttpResponse<String> answered(HttpRequest.Builder request, int status) {
        var answer = server.send(request);
        out.println("  → " + answer.statusCode() + said(answer));
        if (answer.statusCode() != status) {
            throw new Failed("Expected status " + status + " but got " + answer.statusCode() + ".");
        }
        answer.headers().firstValue("Request-Id").ifPresent(requests::add);
        return answer;
    }

    /// What an answer comes down to: the object's id and status, or the error's codes.
    private String said(HttpResponse<String> answer) {
        if (!answer.body().startsWith("{")) {
            return "";
        }
        var object = server.read(answer);
        var named = object.get("error") instanceof Map<?, ?> error ? error : object;
        return Stream.of("id", "status", "code", "decline_code")
                .map(named::get)
                .filter(String.class::isInstance)
                .map(word -> " " + word)
                .collect(Collectors.joining());
    }

    private void keep(String id, Map<?, ?> object) {
        int prefix = id.indexOf('_');
        ids.put(prefix < 0 ? object.get("object").toString() : id.substring(0, prefix), id);
    }

    private void learn(Map<String, Object> object) {
        if (object.get("id") instanceof String id) {
            keep(id, object);
        }
        if ("checkout.session".equals(object.get("object")) && object.get("url") instanceof String url) {
            page = URI.create(url);
        }
    }

    private String filled(String text) {
        return PLACE.matcher(text).replaceAll(place -> ids.get(place.group(1)));
    }

    /// Others make events of the same type at the same time: ours names a request of ours, or is about a payment of
    /// ours.
    private Optional<String> find(String type) {
        var answer = server.send(
                server.request("/v1/events?limit=" + MOST + "&type=" + type).GET());
        if (answer.statusCode() == 200 && server.read(answer).get("data") instanceof List<?> events) {
            for (var event : events) {
                if (event instanceof Map<?, ?> map && isOurs(map)) {
                    return Optional.of(String.valueOf(map.get("id")));
                }
            }
        }
        return Optional.empty();
    }

    private boolean isOurs(Map<?, ?> event) {
        if (event.get("request") instanceof Map<?, ?> request && requests.contains(request.get("id"))) {
            return true;
        }
        return event.get("data") instanceof Map<?, ?> data
                && data.get("object") instanceof Map<?, ?> object
                && object.get("payment_intent") instanceof String intent
                && intent.equals(ids.get("pi"));
    }
}
