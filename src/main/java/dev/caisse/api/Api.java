package dev.caisse.api;

import dev.caisse.api.Cause.Keyed;
import dev.caisse.api.Dialect.Heard;
import dev.caisse.api.Request.Rendered;
import dev.caisse.api.Routes.Found;
import dev.caisse.api.Routes.Route;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.db.Overloaded;
import dev.caisse.platform.db.Rows;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.IdsUnavailable;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything under `/v1`: finds the route, the dialect and the caller, reads the parameters, calls the handler, writes
/// its view or its refusal. Whatever else escapes a handler is our fault: 500, logged, and nothing of it in the answer.
public final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final String JSON = "application/json; charset=utf-8";
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,253}[\\x21-\\x7e])?");

    private final Routes routes;
    private final KeyCheck keys;
    private final Idempotency idempotency;
    private final Db db;
    private final GroupCommit groupCommit;
    private final PublicUrls publicUrls;
    private final Throttle throttle;
    private final Dialects dialects;

    public Api(
            Routes routes,
            KeyCheck keys,
            Idempotency idempotency,
            Db db,
            GroupCommit groupCommit,
            PublicUrls publicUrls,
            Throttle throttle,
            Dialects dialects) {
        this.routes = routes;
        this.keys = keys;
        this.idempotency = idempotency;
        this.db = db;
        this.groupCommit = groupCommit;
        this.publicUrls = publicUrls;
        this.throttle = throttle;
        this.dialects = dialects;
    }

    /// Answers a request; never throws.
    public Response handle(Incoming request, String requestId) {
        var dialect = dialects.of(request);
        return dialect.headed(answered(request, requestId, dialect), request.header("Idempotency-Key"));
    }

    private Response answered(Incoming request, String requestId, Dialect dialect) {
        try {
            return routed(request, requestId, dialect);
        } catch (Refusal refusal) {
            return refused(refusal, requestId, dialect);
        } catch (OutcomeUnknown e) {
            LOG.error("{} was begun and not brought to its end", requestId, e);
            return refused(begun(), requestId, dialect);
        } catch (IdsUnavailable | Overloaded e) {
            LOG.warn("{} {}", requestId, e.getMessage());
            return refused(Refusal.overloaded(), requestId, dialect);
        } catch (DbFailure e) {
            LOG.error("{} the database failed", requestId, e);
            return refused(said(e), requestId, dialect);
        } catch (RuntimeException e) {
            LOG.error("{} failed", requestId, e);
            return refused(ourFault(), requestId, dialect);
        }
    }

    /// What is answered when a request could not even be read.
    public Response unreadable(int status) {
        var refusal = switch (status) {
            case 413 -> Refusal.of(413, "body_too_large", null, "The body is too large.");
            case 414 -> Refusal.of(414, "path_too_long", null, "The path and query are too long.");
            case 431 -> Refusal.of(431, "headers_too_large", null, "The headers are larger than 16 KB.");
            default ->
                status >= 500
                        ? ourFault()
                        : Refusal.of(400, "request_malformed", null, "This is not a request we can read.");
        };
        return refused(refusal, "req_none", dialects.named(null));
    }

    private Response routed(Incoming request, String requestId, Dialect dialect) {
        var found = routes.find(request.rawPath()).orElseThrow(() -> unknownPath(request, dialect));
        var route = found.routes().get(request.method());
        if (request.method().equals("OPTIONS") && isForPayersToo(found)) {
            return preflight(found);
        }
        if (route == null) {
            return wrongMethod(request, found, requestId, dialect);
        }
        var response = called(request, requestId, route, found.variables(), dialect);
        return route.isForPayersToo() ? response.with("Access-Control-Allow-Origin", "*") : response;
    }

    /// Whatever is said to a caller who is known is said by their own clock, a decline too.
    private Response called(
            Incoming request, String requestId, Route route, Map<String, String> variables, Dialect dialect) {
        var speaking = dialect;
        try {
            var holder = holder(request);
            speaking = dialect.by(holder.timeline());
            throttle.admit(holder);
            if (!holder.isSecret() && !route.isForPayersToo()) {
                throw secretKeyRequired();
            }
            return answered(new Call(request, requestId, route, variables, holder), speaking);
        } catch (Refusal refusal) {
            return refused(refusal, requestId, speaking);
        }
    }

    /// One request on its way, as far as it is known before its parameters are.
    private record Call(
            Incoming request, String requestId, Route route, Map<String, String> variables, KeyCheck.Holder holder) {
        Tenant tenant() {
            return holder.tenant();
        }
    }

    private Response answered(Call call, Dialect dialect) {
        var parameters = Body.parameters(call.request());
        var heard = dialect.hear(call.request().method(), call.route().path(), parameters);
        if (heard.dialect().brings() && !call.holder().isSecret()) {
            throw secretKeyRequired();
        }
        var keyed = idempotencyKey(call)
                .map(key -> new Keyed(
                        key,
                        idempotency.keyed(Fingerprint.of(
                                call.request().method(), call.request().rawPath(), parameters)),
                        heard.dialect()));
        if (keyed.isEmpty()) {
            return fresh(call, heard, keyed).response();
        }
        return call.route().isOnlyInserting()
                ? keyed(call, heard, keyed.get())
                : kept(call, keyed.get()).orElseGet(() -> keyed(call, heard, keyed.get()));
    }

    /// What is kept under the key is the answer: our own, completed on the way, or that of a twin who won while we
    /// worked, whether we failed on its key or on its effect.
    private Response keyed(Call call, Heard heard, Keyed keyed) {
        try {
            var fresh = fresh(call, heard, Optional.of(keyed));
            return fresh.isKeptItself()
                    ? fresh.response()
                    : OutcomeUnknown.after(() -> kept(call, keyed)).orElse(fresh.response());
        } catch (Refusal | Idempotency.Twin reason) {
            return kept(call, keyed).orElseThrow(() -> reason);
        } catch (DbFailure failure) {
            if (!Idempotency.isTwin(failure)) {
                throw failure;
            }
            return kept(call, keyed).orElseThrow(() -> failure);
        }
    }

    /// @param isKeptItself whether it is, to the letter, what was kept under the request's key
    private record Fresh(Response response, boolean isKeptItself) {}

    private Fresh fresh(Call call, Heard heard, Optional<Keyed> keyed) {
        var dialect = heard.dialect();
        var cause = new Cause(Optional.of(call.requestId()), keyed);
        var role = call.holder().isSecret() ? Caller.Role.MERCHANT : Caller.Role.PAYER;
        var caller = new Caller(call.tenant(), role, cause);
        var request = new Request(
                caller,
                call.variables(),
                Params.of(heard.parameters(), dialect),
                publicUrls.pick(call.request().header("Host")),
                call.request().header("Caisse-Sandbox"),
                new Effect(caller, dialect),
                () -> Credentials.key(call.request().header("Authorization")).orElseThrow());
        heard.notices().forEach(request::notice);
        var answer = call.route().handler().handle(request);
        return answer instanceof Rendered rendered
                ? new Fresh(noticed(request, dialect, ok(200, rendered.body(), call.requestId())), true)
                : new Fresh(
                        noticed(
                                request,
                                dialect,
                                ok(
                                        200,
                                        dialect.bringing(db, caller.tenant(), answer)
                                                .view(answer, caller.isPayer()),
                                        call.requestId())),
                        false);
    }

    /// What one request writes: its effect and, under an idempotency key, its answer.
    private final class Effect implements Request.Once {
        private final Caller caller;
        private final Dialect dialect;

        Effect(Caller caller, Dialect dialect) {
            this.caller = caller;
            this.dialect = dialect;
        }

        @Override
        public Rendered inTransaction(Function<Tx, Object> work) {
            return db.inTransaction(tx -> brought(tx, work.apply(tx)));
        }

        /// What was there when the work looked may have gone before the commit; then its second look tells.
        @Override
        public Rendered together(Function<Rows, Object> work) {
            try {
                return written(work);
            } catch (DbFailure e) {
                if (!e.isWithoutParent()) {
                    throw e;
                }
                return written(work);
            }
        }

        private Rendered written(Function<Rows, Object> work) {
            if (dialect.brings()) {
                return db.inTransaction(tx -> inserted(tx, work));
            }
            var rows = new Rows();
            var answer = kept(rows, work.apply(rows), dialect);
            return switch (groupCommit.write(rows)) {
                case WRITTEN -> answer;
                case TWIN -> throw new Idempotency.Twin();
                case OVERTAKEN -> throw new IllegalStateException("what only inserts cannot be overtaken");
            };
        }

        /// What the answer shows of other objects may have to be inserted first.
        private Rendered inserted(Tx tx, Function<Rows, Object> work) {
            var rows = new Rows();
            var view = work.apply(rows);
            rows.in(tx);
            return brought(tx, view);
        }

        private Rendered brought(Tx tx, Object view) {
            return kept(tx, view, dialect.bringing(tx, caller.tenant(), view));
        }

        private Rendered kept(Inserts into, Object view, Dialect speaking) {
            var body = speaking.view(view, caller.isPayer());
            idempotency.add(into, caller, 200, body);
            return new Rendered(body);
        }
    }

    /// The answer kept under the key, if there is one.
    ///
    /// @throws Refusal when it belongs to another request, or to a twin that is still running
    private Optional<Response> kept(Call call, Keyed keyed) {
        return idempotency.find(db, call.tenant(), keyed.key()).map(kept -> {
            if (!java.util.Arrays.equals(kept.fingerprint(), keyed.fingerprint())) {
                throw Refusal.idempotencyMismatch();
            }
            var answer = kept.answer().orElseThrow(Refusal::idempotencyKeyInUse);
            var response = ok(answer.status(), answer.body(), call.requestId());
            boolean isReplayed = !call.requestId().equals(kept.requestId());
            return isReplayed ? response.with("Idempotent-Replayed", "true") : response;
        });
    }

    private static Optional<String> idempotencyKey(Call call) {
        if (!call.request().method().equals("POST")) {
            return Optional.empty();
        }
        return call.request().header("Idempotency-Key").map(key -> {
            if (!IDEMPOTENCY_KEY.matcher(key).matches()) {
                throw Refusal.invalid("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
            }
            return key;
        });
    }

    private KeyCheck.Holder holder(Incoming request) {
        var header = request.header("Authorization");
        var key = Credentials.key(header);
        if (key.isEmpty()) {
            throw unauthorized(
                    header.isEmpty()
                            ? "No API key was given. Send it as the user name of HTTP Basic authentication, or as a Bearer token."
                            : "The Authorization header holds no API key that we can read.");
        }
        return keys.holder(key.get())
                .orElseThrow(() -> unauthorized(
                        "This API key is not valid here. The operator sees those that are with `caisse keys`, and makes one with"
                                + " `caisse keys make`."));
    }

    private static Refusal unauthorized(String message) {
        return Refusal.of(401, "api_key_invalid", null, message);
    }

    private static Refusal unknownPath(Incoming request, Dialect dialect) {
        return dialect.absent(request.method(), request.rawPath()).orElseGet(Api::nothingHere);
    }

    private static Refusal nothingHere() {
        return Refusal.of(
                404,
                "url_unknown",
                null,
                "There is nothing at this address. There are /v1/products, /v1/prices, /v1/checkout/sessions, /v1/payment_intents, /v1/charges, /v1/refunds,"
                        + " /v1/payment_methods, /v1/events and /v1/webhook_endpoints, none with a slash at its end.");
    }

    private Response wrongMethod(Incoming request, Found found, String requestId, Dialect dialect) {
        var absent = dialect.absent(request.method(), request.rawPath());
        if (absent.isPresent()) {
            throw absent.get();
        }
        var allowed = String.join(", ", found.methods());
        var refusal = Refusal.of(405, "method_not_allowed", null, "This address answers " + allowed + " only.");
        return refused(refusal, requestId, dialect).with("Allow", allowed);
    }

    private static boolean isForPayersToo(Found found) {
        return found.routes().values().stream().anyMatch(Route::isForPayersToo);
    }

    private static Response preflight(Found found) {
        return Response.empty(204)
                .with("Access-Control-Allow-Origin", "*")
                .with("Access-Control-Allow-Methods", String.join(", ", found.methods()))
                .with("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key")
                .with("Access-Control-Max-Age", "86400");
    }

    private static Refusal secretKeyRequired() {
        return Refusal.of(403, "secret_key_required", null, "This request needs a secret key, which begins with sk_.");
    }

    private static Refusal ourFault() {
        return Refusal.of(
                500, "internal_error", null, "Something went wrong on our side. Quote the request id when you ask.");
    }

    private static Refusal begun() {
        return Refusal.of(
                500,
                "outcome_unknown",
                null,
                "The payment was begun, and how it ended could not be stored yet. Do not begin another: look at the payment"
                        + " intent, or send the same request with the same Idempotency-Key to learn the outcome.");
    }

    /// What may be promised after the database failed: only that nothing was written when that is certain.
    private static Refusal said(DbFailure failure) {
        if (failure.isInDoubt()) {
            return Refusal.of(
                    500,
                    "outcome_unknown",
                    null,
                    "The database was lost while it committed. Send the same request with the same Idempotency-Key to"
                            + " learn the outcome.");
        }
        return failure.isOutage() || failure.isBlocked() ? Refusal.overloaded() : ourFault();
    }

    private static Response noticed(Request request, Dialect dialect, Response response) {
        return request.notices().isEmpty()
                ? response
                : response.with(dialect.noticeHeader(), String.join("; ", request.notices()));
    }

    private static Response ok(int status, byte[] body, String requestId) {
        return Response.of(status, JSON, body).with("Request-Id", requestId).with("Cache-Control", "no-store");
    }

    private static Response refused(Refusal refusal, String requestId, Dialect dialect) {
        var response = ok(refusal.status(), dialect.refusal(refusal, requestId), requestId);
        return switch (refusal.status()) {
            case 401 -> response.with("WWW-Authenticate", "Basic realm=\"Caisse\"");
            case 429, 503 -> response.with("Retry-After", "1");
            default -> response;
        };
    }
}
