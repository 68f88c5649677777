package dev.caisse.stripe;

import dev.caisse.api.Dialect;
import dev.caisse.api.Refusal;
import dev.caisse.api.Refusal.Decline;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.Timeline;
import dev.caisse.platform.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Stripe's manner, in one of its versions: times in seconds, currencies in lower case, ids where the native dialect
/// embeds, `null` where it writes an empty text.
final class StripeDialect implements Dialect {
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");

    /// What Stripe's libraries send again by themselves, and rightly so.
    private static final Set<Integer> WORTH_REPEATING = Set.of(409, 429);

    private static final String EXPAND = "expand";
    private static final Map<String, String> ALIASES = Map.of("payment_method_types", "allowed_payment_method_types");

    private final Asked asked;
    private final Known known;

    /// What is the same for all requests.
    record Known(StripeEndpoints endpoints, ParameterKinds parameters, Expand expand) {}

    /// What one request wants of this dialect.
    ///
    /// @param isKnown whether there is the version that it named; if not, it is only refused
    /// @param paths as `expand` has them
    /// @param wholes the objects they lead to, by id, as far as they were looked for
    /// @param timeline by which clock they were made
    private record Asked(
            StripeVersion version, boolean isKnown, List<String> paths, Map<String, Record> wholes, Timeline timeline) {
        static Asked of(StripeVersion version) {
            return new Asked(version, true, List.of(), Map.of(), Timeline.REAL);
        }

        Expansion expansion() {
            return Expansion.of(paths);
        }
    }

    private StripeDialect(Asked asked, Known known) {
        this.asked = asked;
        this.known = known;
    }

    /// @param version as the request named it, if it did
    static StripeDialect asked(Optional<String> version, Known known) {
        var asked = version.isEmpty()
                ? Asked.of(StripeVersion.NEWEST)
                : version.flatMap(StripeVersion::read)
                        .map(Asked::of)
                        .orElseGet(() -> new Asked(StripeVersion.NEWEST, false, List.of(), Map.of(), Timeline.REAL));
        return new StripeDialect(asked, known);
    }

    /// @param name a version, and after a space what is expanded
    static StripeDialect named(String name, Known known) {
        var words = name.split(" ");
        var version = StripeVersion.read(words[0])
                .orElseThrow(() -> new IllegalStateException("no dialect of this release is called so"));
        var paths = words.length == 1 ? List.<String>of() : List.of(words[1].split(","));
        return new StripeDialect(new Asked(version, true, paths, Map.of(), Timeline.REAL), known);
    }

    private StripeDialect with(Asked other) {
        return new StripeDialect(other, known);
    }

    @Override
    public Dialect by(Timeline timeline) {
        return timeline == asked.timeline
                ? this
                : with(new Asked(asked.version, asked.isKnown, asked.paths, asked.wholes, timeline));
    }

    @Override
    public Timeline timeline() {
        return asked.timeline;
    }

    @Override
    public String name() {
        var version = asked.version.text();
        return asked.paths.isEmpty() ? version : version + " " + String.join(",", asked.paths);
    }

    @Override
    public Heard hear(String method, String path, Map<String, Object> parameters) {
        if (!asked.isKnown) {
            throw Refusal.of(
                    400,
                    "version_unknown",
                    null,
                    "There is no such version of Stripe's API here. Pass one up to " + StripeVersion.NEWEST.text()
                            + " as Stripe-Version, such as 2022-11-15, or leave the header out.");
        }
        var paths = Expansion.paths(parameters.get(EXPAND), Expandable.answer(method, path));
        var rest = new LinkedHashMap<>(parameters);
        rest.remove(EXPAND);
        var notices = new ArrayList<String>();
        var left = known.parameters.left(method, path, rest, notices);
        return new Heard(with(new Asked(asked.version, true, paths, Map.of(), asked.timeline)), left, notices);
    }

    @Override
    public boolean brings() {
        return !asked.paths.isEmpty();
    }

    @Override
    public Dialect bringing(Sql sql, Tenant tenant, Object view) {
        var wholes = known.expand.run(sql, tenant, view, asked.expansion());
        return wholes.isEmpty() ? this : with(new Asked(asked.version, true, asked.paths, wholes, asked.timeline));
    }

    @Override
    public Optional<Refusal> absent(String method, String path) {
        return known.endpoints.has(method, path)
                ? Optional.of(Refusal.of(
                        400,
                        "unsupported_endpoint",
                        null,
                        "This endpoint of Stripe's is not supported by this version of Caisse."))
                : Optional.empty();
    }

    @Override
    public byte[] view(Object view, boolean forPayer) {
        var json = new JsonWriter();
        write(json, view, forPayer);
        return json.bytes();
    }

    @Override
    public byte[] refusal(Refusal refusal, String requestId) {
        var json = new JsonWriter().beginObject().name("error").beginObject();
        json.name("type").text(refusal.type());
        json.name("code").text(refusal.code());
        json.name("message").text(refusal.getMessage());
        refusal.param().ifPresent(param -> json.name("param").text(bracketed(param)));
        refusal.decline()
                .map(Decline::code)
                .ifPresent(code -> json.name("decline_code").text(code));
        json.name("request_id").text(requestId);
        refusal.decline().filter(decline -> decline.intent() != null).ifPresent(decline -> {
            json.name(decline.noun());
            write(json, decline.intent(), false);
        });
        return json.endObject().endObject().bytes();
    }

    private void write(JsonWriter json, Object view, boolean forPayer) {
        new StripeWriter(json, asked.version, forPayer, asked.wholes, asked.timeline).view(view, asked.expansion());
    }

    @Override
    public Optional<String> alias(String parameter) {
        return Optional.ofNullable(ALIASES.get(parameter));
    }

    @Override
    public String noticeHeader() {
        return "Stripe-Notice";
    }

    @Override
    public Optional<String> version() {
        return Optional.of(asked.version.text());
    }

    @Override
    public List<String> signatureHeaders() {
        return List.of("Stripe-Signature", "Wooshpay-Signature", "Signature");
    }

    @Override
    public Response headed(Response response, Optional<String> idempotencyKey) {
        var headed = asked.isKnown ? response.with("Stripe-Version", asked.version.text()) : response;
        var echoed = idempotencyKey
                .filter(key -> IDEMPOTENCY_KEY.matcher(key).matches())
                .map(key -> headed.with("Idempotency-Key", key))
                .orElse(headed);
        boolean isFinal =
                response.status() >= 400 && response.status() < 500 && !WORTH_REPEATING.contains(response.status());
        return isFinal ? echoed.with("Stripe-Should-Retry", "false") : echoed;
    }

    /// `line_items[0].price_data` as Stripe spells it: `line_items[0][price_data]`.
    private static String bracketed(String param) {
        return param.replaceAll("\\.([^.\\[\\]]+)", "[$1]");
    }
}
