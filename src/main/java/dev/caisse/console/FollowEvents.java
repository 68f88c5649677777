package dev.caisse.console;

import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.SeenIds;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Reads what a running server writes down from now on, each event once, oldest first. Never goes by a cursor alone: it
/// reads the last seconds again at every look, and the last minute at every tenth, and leaves out what it saw before.
/// Where a look breaks off, the next goes on.
final class FollowEvents {
    private static final int MOST_REMEMBERED = 100_000;
    private static final int PAGE = 100;
    private static final int LOOKS_UNTIL_A_LONG_ONE = 10;
    private static final Duration SHORT_OVERLAP = Duration.ofSeconds(2);

    private final RunningServer server;
    private final SeenIds seen = new SeenIds(MOST_REMEMBERED);
    private int looks;

    FollowEvents(RunningServer server) {
        this.server = server;
    }

    /// What is there now was before us.
    ///
    /// @throws Unreachable when the server cannot be asked at this moment; nothing has begun then
    /// @throws Failed when asking again would not help
    void begin() {
        var newest = newest();
        if (newest.isPresent()) {
            seen.add(newest.getAsLong());
            walk(seen.before(SeenIds.OVERLAP), event -> {
                seen.add(event.number());
                return true;
            });
        }
    }

    /// @param visitor of what was not seen before; answers whether to go on
    /// @throws Unreachable as [#begin]
    /// @throws Failed as [#begin]
    void look(Predicate<HeardEvent> visitor) {
        var overlap = looks++ % LOOKS_UNTIL_A_LONG_ONE == 0 ? SeenIds.OVERLAP : SHORT_OVERLAP;
        walk(seen.before(overlap), event -> !seen.add(event.number()) || visitor.test(event));
    }

    private OptionalLong newest() {
        return events(list("limit=1")).stream().mapToLong(HeardEvent::number).max();
    }

    private void walk(long from, Predicate<HeardEvent> visitor) {
        long after = from;
        boolean goesOn = true;
        while (goesOn) {
            var page = list("limit=" + PAGE + "&ending_before=" + Prefix.EVENT.id(Math.max(after, 1)));
            var events = events(page);
            goesOn = events.stream().allMatch(visitor) && Boolean.TRUE.equals(page.get("has_more"));
            after = events.isEmpty() ? after : events.getLast().number();
        }
    }

    private Map<String, Object> list(String query) {
        var answer = server.send(server.request("/v1/events?" + query).GET());
        if (answer.statusCode() != 200) {
            throw refused(answer);
        }
        return server.read(answer);
    }

    private Failed refused(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status == 401 || status == 403) {
            return new Failed("The server at %s does not take this key for its events (status %d). It must be a secret"
                            .formatted(server.url(), status)
                    + " one, of this server; one more is made with: ./caisse keys make");
        }
        return status == 429 || status >= 500
                ? new Unreachable("The server at " + server.url() + " answers " + status + ".")
                : new Failed("The server at " + server.url() + " answers " + status + " to GET /v1/events.");
    }

    /// Oldest first.
    private static List<HeardEvent> events(Map<String, Object> list) {
        if (list.get("data") instanceof List<?> data) {
            return data.reversed().stream().map(HeardEvent::of).toList();
        }
        throw new Failed("The server's list of events has no data.");
    }
}
