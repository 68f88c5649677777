package dev.caisse;

import dev.caisse.api.Api;
import dev.caisse.attempts.ReceiveNotice;
import dev.caisse.cashier.Cashier;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.IdsUnavailable;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.metrics.Metrics;
import dev.caisse.platform.time.Clock;
import dev.caisse.reference.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The front door: sends each request to the room it is for, and writes one line about it. A line never holds a query
/// string, a header, or a part of a path that is neither a word of ours nor an id.
final class Front {
    private static final Logger LOG = LoggerFactory.getLogger("request");

    /// An id of ours has 18 or 19 digits. Twelve to 17 could be a card number that was pasted into an address.
    private static final Pattern WORD_OR_ID = Pattern.compile("|v1|[a-z.]{1,20}(_[a-z]{1,12})?"
            + "|(prod|price|(cs|ch)(_test|_live)?|li|pi|pm|evt)_([0-9]{1,11}|[0-9]{18,19})");
    private static final String WELCOME = """
            Caisse is running.

            The API is under /v1; a first request to try:  curl -u <your secret key>: <this address>/v1/products
            The reference: /docs. Health: /healthz and /readyz. Metrics: /metrics.
            """;

    private final Api api;
    private final Cashier cashier;
    private final HttpServer.Handler sandbox;
    private final ReceiveNotice receiveNotice;
    private final Health health;
    private final Metrics metrics;
    private final Ids ids;
    private final Clock clock;
    private final Reference reference = new Reference();

    /// @param sandbox answers everything under `/sandbox/`
    Front(
            Api api,
            Cashier cashier,
            HttpServer.Handler sandbox,
            ReceiveNotice receiveNotice,
            Health health,
            Metrics metrics,
            Ids ids,
            Clock clock) {
        this.api = api;
        this.cashier = cashier;
        this.sandbox = sandbox;
        this.receiveNotice = receiveNotice;
        this.health = health;
        this.metrics = metrics;
        this.ids = ids;
        this.clock = clock;
    }

    /// Answers every request; never throws.
    Response handle(Incoming request) {
        long start = clock.monotonicNanos();
        var requestId = requestId();
        var area = area(request.rawPath());
        var response = answerWhatever(area, request, requestId);
        note(request, area, response, requestId, Duration.ofNanos(clock.monotonicNanos() - start));
        return response;
    }

    /// The rooms catch their own exceptions; what is left is worse, and still must be answered and logged.
    private Response answerWhatever(Area area, Incoming request, String requestId) {
        try {
            return answer(area, request, requestId);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            LOG.error("{} failed", requestId, e);
            return Response.text(500, "Something went wrong on our side. Quote " + requestId + " when you ask.\n");
        }
    }

    private enum Area {
        API,
        CASHIER,
        SANDBOX,
        NOTICES,
        REFERENCE,
        OPERATIONS
    }

    private static Area area(String path) {
        if (path.equals("/v1") || path.startsWith("/v1/")) {
            return Area.API;
        }
        if (path.startsWith("/sandbox/")) {
            return Area.SANDBOX;
        }
        if (path.startsWith(ReceiveNotice.PATH)) {
            return Area.NOTICES;
        }
        if (Reference.has(path)) {
            return Area.REFERENCE;
        }
        return switch (path) {
            case "/", "/healthz", "/readyz", "/metrics" -> Area.OPERATIONS;
            default -> Area.CASHIER;
        };
    }

    private Response answer(Area area, Incoming request, String requestId) {
        return switch (area) {
            case API -> api.handle(request, requestId);
            case CASHIER -> cashier.handle(request, requestId).with("Request-Id", requestId);
            case SANDBOX -> sandbox.handle(request).with("Request-Id", requestId);
            case NOTICES -> receiveNotice.handle(request).with("Request-Id", requestId);
            case REFERENCE -> reference.handle(request).with("Request-Id", requestId);
            case OPERATIONS -> operations(request).with("Request-Id", requestId);
        };
    }

    private Response operations(Incoming request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Response.text(405, "This address answers GET only.\n").with("Allow", "GET, HEAD");
        }
        return switch (request.rawPath()) {
            case "/healthz" -> health.alive();
            case "/readyz" -> health.ready();
            case "/metrics" ->
                Response.of(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            default -> Response.text(200, WELCOME);
        };
    }

    /// A request whose id cannot be made is still answered: that it cannot be served now.
    private String requestId() {
        try {
            return Prefix.REQUEST.id(ids.next());
        } catch (IdsUnavailable _) {
            return "req_none";
        }
    }

    private void note(Incoming request, Area area, Response response, String requestId, Duration took) {
        var name = area.name().toLowerCase(java.util.Locale.ROOT);
        metrics.request(name, method(request), response.status(), took);
        LOG.atInfo()
                .addKeyValue("method", method(request))
                .addKeyValue("path", loggable(request.rawPath()))
                .addKeyValue("status", response.status())
                .addKeyValue("ms", took.toMillis())
                .addKeyValue("request", requestId)
                .log("answered");
    }

    private static String method(Incoming request) {
        return switch (request.method()) {
            case "GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH" -> request.method();
            default -> "other";
        };
    }

    static String loggable(String rawPath) {
        return Arrays.stream(rawPath.split("/", 12))
                .map(part -> WORD_OR_ID.matcher(part).matches() ? part : "…")
                .collect(Collectors.joining("/"));
    }
}
