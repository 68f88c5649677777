package dev.caisse.connectors.sandbox;

import static java.util.Map.entry;

import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Means;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sandbox's counter for callers in other processes: its verbs as JSON over HTTP, for whoever knows the secret.
/// Card numbers come in bodies only, and are never logged.
final class Counter {
    static final String PATH = "/verbs/";

    private static final Logger LOG = LoggerFactory.getLogger(Counter.class);
    /// Evidence may be long.
    private static final int MAX_BYTES = 1024 * 1024;

    private final Connector connector;
    private final Authenticator authenticator;
    private final BankBook book;
    private final Clock clock;
    private final String authorization;
    private final Map<String, BiFunction<Call, Fields, Map<String, Object>>> verbs = Map.ofEntries(
            entry("authorize", this::authorize),
            entry("resume", (call, _) -> Wire.write(connector().resume(call))),
            entry("capture", (call, json) -> Wire.write(connector().capture(call, amount(json)))),
            entry("cancel", (call, json) -> Wire.write(connector().cancel(call, amount(json)))),
            entry("refund", (call, json) -> Wire.write(connector().refund(call, amount(json)))),
            entry("contest", this::contest),
            entry("concede", (call, json) -> Wire.write(connector().concede(call, json.text("dispute"), amount(json)))),
            entry("disputes/lookup", (call, _) -> dispute(call)),
            entry("book/after", (_, json) -> Wire.write(book().after(json.text("after")))),
            entry(
                    "book/find",
                    (_, json) -> Wire.write(
                            book().find(List.of(json.text("references").split(" "))))),
            entry("lookup", (call, _) -> Wire.write(connector().lookup(call))),
            entry("authentications/begin", this::begin),
            entry(
                    "authentications/resume",
                    (call, _) -> Wire.write(authenticator().resume(call))),
            entry(
                    "authentications/lookup",
                    (call, _) -> Wire.write(authenticator().lookup(call))));

    Counter(Connector connector, Authenticator authenticator, BankBook book, Clock clock, String secret) {
        this.connector = connector;
        this.authenticator = authenticator;
        this.book = book;
        this.clock = clock;
        this.authorization = authorization(secret);
    }

    static String authorization(String secret) {
        return "Bearer " + secret;
    }

    /// Answers everything under `/verbs/`; never throws.
    Response handle(Incoming request) {
        if (!Tokens.areEqual(request.header("Authorization").orElse(""), authorization)) {
            return Response.text(401, "The secret is missing or not the one in CAISSE_SANDBOX_SECRET.\n");
        }
        var verb = verbs.get(request.rawPath().substring(PATH.length()));
        if (verb == null || !request.method().equals("POST")) {
            return Response.text(404, "The sandbox has no such verb.\n");
        }
        try {
            return answered(verb, request);
        } catch (Fields.Garbled | IllegalArgumentException | BodyTooLarge | BodyUnreadable e) {
            return Response.text(400, "The sandbox does not understand the question.\n");
        } catch (RuntimeException e) {
            LOG.error("The sandbox failed", e);
            return Response.text(500, "The sandbox failed.\n");
        }
    }

    private Response answered(BiFunction<Call, Fields, Map<String, Object>> verb, Incoming request) {
        var json = Fields.read(request.body(MAX_BYTES)).orElseThrow(Fields.Garbled::new);
        var call = Wire.call(json.object("call"), clock.nowMs());
        return Response.of(200, "application/json", Wire.bytes(verb.apply(call, json)));
    }

    private Map<String, Object> authorize(Call call, Fields json) {
        return Wire.write(connector.authorize(
                call,
                Wire.money(json.object("amount")),
                json.findObject("elsewhere")
                        .<Means>map(Wire::elsewhere)
                        .orElseGet(() -> Wire.card(json.object("card"))),
                json.constant(Connector.Capture.class, "capture")));
    }

    private Map<String, Object> contest(Call call, Fields json) {
        var evidence = json.object("evidence").texts();
        return Wire.write(connector.contest(call, json.text("dispute"), amount(json), evidence));
    }

    private Map<String, Object> dispute(Call call) {
        return connector
                .lookupDispute(call)
                .map(news -> Map.<String, Object>of("dispute", Wire.write(news)))
                .orElseGet(Map::of);
    }

    private static Money amount(Fields json) {
        return Wire.money(json.object("amount"));
    }

    private Map<String, Object> begin(Call call, Fields json) {
        return Wire.write(authenticator.begin(
                call,
                Wire.money(json.object("amount")),
                Wire.card(json.object("card")),
                json.constant(Authenticator.Preference.class, "preference"),
                json.text("return_url")));
    }

    private Connector connector() {
        return connector;
    }

    private BankBook book() {
        return book;
    }

    private Authenticator authenticator() {
        return authenticator;
    }
}
