package dev.caisse.stripe;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caisse.Client;
import dev.caisse.Endpoint;
import dev.caisse.Eventually;
import dev.caisse.TestServer;
import dev.caisse.api.Refusal;
import dev.caisse.platform.json.Json;
import dev.caisse.stripe.ParameterKinds.Kind;
import dev.caisse.stripe.ParameterKinds.Row;
import dev.caisse.stripe.ParameterKinds.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The tables of parameters say the truth: they have what stripe-java 33.3.0 can send and nothing else, what they call
/// honoured is read by this server, and what they call unsupported is not.
class ParametersTest {
    private static final Map<String, String> STRIPES = Map.of("Stripe-Version", com.stripe.Stripe.API_VERSION);
    /// What a request needs before it looks at the rest.
    private static final Map<String, String> NEEDED = Map.ofEntries(
            entry("POST /v1/products", "{'name': 'Tea'}"),
            entry("POST /v1/prices", "{'currency': 'gbp', 'unit_amount': 5, 'product_data': {'name': 'Tea'}}"),
            entry("POST /v1/coupons", "{'percent_off': 10}"),
            entry("POST /v1/promotion_codes", "{'promotion': {'type': 'coupon', 'coupon': 'TEA'}}"),
            entry(
                    "POST /v1/shipping_rates",
                    "{'display_name': 'Post', 'fixed_amount': {'amount': 5, 'currency': 'gbp'}}"),
            entry(
                    "POST /v1/payment_methods",
                    "{'type': 'card', 'card': {'number': '4242424242424242', 'exp_month': 12, 'exp_year': 2044}}"),
            entry("POST /v1/charges", "{'amount': 500, 'currency': 'gbp', 'source': 'tok_visa'}"),
            entry("POST /v1/tokens", "{'card': {'number': '4242424242424242', 'exp_month': 12, 'exp_year': 2044}}"),
            entry("POST /v1/customers/{id}/sources", "{'source': 'tok_visa'}"),
            entry("POST /v1/payment_methods/{id}/attach", "{'customer': 'cus_1'}"),
            entry("POST /v1/payment_intents", "{'amount': 500, 'currency': 'gbp'}"),
            entry("POST /v1/payment_intents/{id}/confirm", "{'payment_method': 'pm_card_visa'}"),
            entry("POST /v1/setup_intents/{id}/confirm", "{'payment_method': 'pm_card_visa'}"),
            entry("POST /v1/disputes/{id}", "{'submit': false}"),
            entry("POST /v1/checkout/sessions", """
                    {'success_url': 'https://shop.example', 'line_items': [{'quantity': 1, 'price_data':
                     {'currency': 'gbp', 'unit_amount': 5, 'product_data': {'name': 'Tea'}}}]}"""),
            entry("POST /v1/payment_links", """
                    {'line_items': [{'quantity': 1, 'price_data':
                     {'currency': 'gbp', 'unit_amount': 5, 'product_data': {'name': 'Tea'}}}]}"""),
            entry(
                    "POST /v1/webhook_endpoints",
                    "{'url': 'https://shop.example', 'enabled_events': ['charge.expired']}"),
            entry("GET /v1/products/search", "{'query': \"name:'Tea'\"}"),
            entry("GET /v1/prices/search", "{'query': \"currency:'gbp'\"}"),
            entry("GET /v1/customers/search", "{'query': \"name:'Jenny'\"}"),
            entry("GET /v1/payment_intents/search", "{'query': \"status:'succeeded'\"}"),
            entry("GET /v1/charges/search", "{'query': \"status:'succeeded'\"}"));

    private static final Map<String, String> OBJECTS = new HashMap<>();
    private static final ParameterKinds KINDS = ParameterKinds.read();

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
        var customer = made("/v1/customers", "{'name': 'Jenny'}");
        OBJECTS.put("/v1/customers", customer);
        OBJECTS.put("{method}", made("/v1/payment_methods/pm_card_visa/attach", "{'customer': '" + customer + "'}"));
        OBJECTS.put("/v1/payment_methods", OBJECTS.get("{method}"));
        OBJECTS.put("/v1/products", made("/v1/products", "{'name': 'Tea'}"));
        OBJECTS.put(
                "/v1/prices",
                made("/v1/prices", "{'currency': 'gbp', 'unit_amount': 5, 'product_data': {'name': 'Tea'}}"));
        OBJECTS.put("/v1/coupons", made("/v1/coupons", "{'id': 'TEA', 'percent_off': 10}"));
        OBJECTS.put(
                "/v1/promotion_codes",
                made("/v1/promotion_codes", "{'promotion': {'type': 'coupon', 'coupon': 'TEA'}}"));
        OBJECTS.put(
                "/v1/shipping_rates",
                made(
                        "/v1/shipping_rates",
                        "{'display_name': 'Post', 'fixed_amount': {'amount': 5, 'currency': 'gbp'}}"));
        OBJECTS.put("/v1/payment_intents", made("/v1/payment_intents", "{'amount': 500, 'currency': 'gbp'}"));
        OBJECTS.put("/v1/setup_intents", made("/v1/setup_intents", "{}"));
        OBJECTS.put("/v1/checkout/sessions", merchant.newSession().at("id"));
        var link = merchant.post(
                "/v1/payment_links", NEEDED.get("POST /v1/payment_links").replace("'", "\""));
        OBJECTS.put("/v1/payment_links", link.at("id"));
        OBJECTS.put("{line}", link.at("line_items.data.0.id"));
        OBJECTS.put(
                "/v1/webhook_endpoints",
                made("/v1/webhook_endpoints", "{'url': 'https://shop.example', 'enabled_events': ['charge.expired']}"));
        var paid = merchant.post(
                "/v1/payment_intents",
                "{\"amount\": 500, \"currency\": \"gbp\", \"confirm\": true, \"payment_method\": \"pm_card_createDispute\"}");
        OBJECTS.put("/v1/charges", paid.at("latest_charge"));
        OBJECTS.put("/v1/balance_transactions", paid.at("charges.data.0.balance_transaction"));
        Eventually.holds(() -> !merchant.get("/v1/disputes").at("data").equals("[]"));
        OBJECTS.put("/v1/disputes", merchant.get("/v1/disputes").at("data.0.id"));
        OBJECTS.put("/v1/events", merchant.get("/v1/events").at("data.0.id"));
        var other = made(
                "/v1/payment_intents",
                "{'amount': 500, 'currency': 'gbp', 'confirm': true, 'payment_method': 'pm_card_visa'}");
        OBJECTS.put("/v1/payment_intents/paid", other);
        OBJECTS.put("/v1/refunds", made("/v1/refunds", "{'amount': 1, 'payment_intent': '" + other + "'}"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyRequestOfStripesThatIsAnsweredHasItsTable() {
        var endpoints = StripeEndpoints.read();
        var tabled = new HashSet<String>();
        KINDS.sections().forEach(section -> tabled.add(section.method() + " " + section.route()));
        assertThat(Endpoint.all(merchant))
                .filteredOn(endpoint -> !endpoint.method().equals("DELETE"))
                .filteredOn(endpoint -> !endpoint.path().endsWith("/list"))
                // Of a clock there is one parameter to an account of its own, whose tests send it.
                .filteredOn(endpoint -> endpoint.isRead() || !endpoint.path().startsWith("/v1/test_helpers/"))
                // The library has no classes for it: Stripe's command line alone asks for it.
                .filteredOn(endpoint -> !endpoint.path().startsWith("/v1/payment_pages/"))
                .filteredOn(endpoint -> endpoints.has(endpoint.method(), endpoint.path()))
                .extracting(Endpoint::toString)
                .isSubsetOf(tabled);
    }

    @Test
    void everyParameterOfStripesIsOfOneKindAndThereIsNoOther() {
        var wrong = new ArrayList<String>();
        for (var section : KINDS.sections()) {
            var stripes = StripesParameter.of(section.library());
            compare(section.method() + " " + section.route() + ": ", "", stripes, section.all(), wrong);
        }
        assertThat(wrong).isEmpty();
    }

    private static void compare(
            String where, String prefix, List<StripesParameter> stripes, Kind.Object kinds, List<String> wrong) {
        var names = stripes.stream().map(StripesParameter::name).toList();
        kinds.inside().forEach((name, kind) -> {
            boolean isOursToo = names.contains(name) || name.equals(ParameterKinds.ALL_OTHERS);
            if (!isOursToo && !(kind instanceof Kind.Honoured)) {
                wrong.add(where + "Stripe has no " + prefix + name);
            }
        });
        for (var parameter : stripes) {
            var path = prefix + parameter.name();
            switch (kinds.of(parameter.name())) {
                case null -> wrong.add(where + "no kind for " + path);
                case Kind.Object _
                when parameter.inside().isEmpty() -> wrong.add(where + "there is nothing in " + path);
                case Kind.Object object -> compare(where, path + ".", parameter.inside(), object, wrong);
                case Kind.Unsupported _ -> {}
                case Kind.Honoured _, Kind.Inert _
                when !parameter.inside().isEmpty() -> wrong.add(where + "a kind for each parameter in " + path);
                case Kind.Honoured _, Kind.Inert _ -> {}
            }
        }
    }

    @Test
    void whatIsHonouredIsReadAndWhatIsUnsupportedIsNot() {
        var wrong = new ArrayList<String>();
        for (var section : KINDS.sections()) {
            for (var row : section.rows()) {
                ways(section, row).forEach(way -> check(section, row, way, wrong));
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(Section section, Row row, List<StripesParameter> way, List<String> wrong) {
        boolean isHonoured = row.kind() instanceof Kind.Honoured;
        var asked = asked(section, way);
        var finding = asked.ask(merchant, isHonoured ? STRIPES : Map.of());
        if (row.kind() instanceof Kind.Inert) {
            return;
        }
        if (finding.isRead().isEmpty()) {
            wrong.add(row.place() + ": it cannot be told whether this is read: " + finding.said());
        } else if (finding.isRead().get() != isHonoured) {
            wrong.add(row.place() + ": `" + asked.name() + "` is "
                    + (isHonoured ? "not read here" : "read here: call it honoured"));
        }
    }

    /// To the parameter of a row, or to all those that stand nowhere else.
    private static List<List<StripesParameter>> ways(Section section, Row row) {
        var ways = List.<List<StripesParameter>>of(List.of());
        var inside = StripesParameter.of(section.library());
        var kinds = section.all();
        for (var name : row.path().split("\\.")) {
            var here = kinds;
            var steps = inside.stream()
                    .filter(parameter -> name.equals(ParameterKinds.ALL_OTHERS)
                            ? !here.inside().containsKey(parameter.name())
                            : name.equals(parameter.name()))
                    .toList();
            var found = steps.isEmpty() ? List.of(StripesParameter.ours(name)) : steps;
            ways = ways.stream()
                    .flatMap(way -> found.stream().map(step -> {
                        var further = new ArrayList<>(way);
                        further.add(step);
                        return (List<StripesParameter>) further;
                    }))
                    .toList();
            inside = found.getFirst().inside();
            kinds = kinds.of(name) instanceof Kind.Object object ? object : kinds;
        }
        return ways;
    }

    @Test
    void whatIsUnsupportedIsRefusedByName() {
        for (var section : KINDS.sections()) {
            for (var row : section.rows()) {
                if (row.kind() instanceof Kind.Unsupported) {
                    var refused = catchThrowableOfType(
                            Refusal.class,
                            () -> KINDS.left(
                                    section.method(),
                                    section.route(),
                                    asked(section, ways(section, row).getFirst())
                                            .body(),
                                    new ArrayList<>()));
                    assertThat(refused).as(row.place()).isNotNull();
                    assertThat(refused.code()).isEqualTo("parameter_unsupported");
                    assertThat(refused.param().orElseThrow().replace("[0]", ""))
                            .as(row.place())
                            .startsWith(row.path().replace("*", ""));
                }
            }
        }
    }

    @Test
    void whatIsInertIsTakenOutAndToldOf() {
        for (var section : KINDS.sections()) {
            for (var row : section.rows()) {
                if (row.kind() instanceof Kind.Inert inert) {
                    var value = inert.values().stream().findFirst().orElse("anything");
                    var notices = new ArrayList<String>();
                    var left = KINDS.left(section.method(), section.route(), nested(row.path(), value), notices);
                    assertThat(left).as(row.place()).isEmpty();
                    assertThat(notices).containsExactly(row.path() + " has no effect here");
                    if (!inert.values().isEmpty()) {
                        assertThat(catchThrowableOfType(
                                                Refusal.class,
                                                () -> KINDS.left(
                                                        section.method(),
                                                        section.route(),
                                                        nested(row.path(), "another"),
                                                        notices))
                                        .param())
                                .hasValue(row.path());
                    }
                }
            }
        }
    }

    private static Map<String, Object> nested(String path, Object value) {
        var names = path.split("\\.", 2);
        return Map.of(names[0], names.length == 1 ? value : nested(names[1], value));
    }

    private static Map<String, Object> needed(Section section) {
        var json = NEEDED.getOrDefault(section.method() + " " + section.route(), "{}");
        if (section.method().equals("POST") && section.route().equals("/v1/refunds")) {
            return Map.of("payment_intent", OBJECTS.get("/v1/payment_intents/paid"), "amount", 1);
        }
        if (section.method().equals("POST") && section.route().equals("/v1/payment_links/{id}")) {
            return Map.of("line_items", List.of(Map.of("id", OBJECTS.get("{line}"))));
        }
        return Json.readObject(
                section.route().endsWith("/search")
                        ? json.replaceFirst("'query'", "\"query\"")
                        : json.replace("'", "\""));
    }

    private static AskedParameter asked(Section section, List<StripesParameter> steps) {
        return new AskedParameter(section.method(), path(section.route()), needed(section), steps);
    }

    /// Where an object stands with which such a request can be made, though it be made for each parameter.
    private static String path(String route) {
        var fresh = switch (route) {
            case "/v1/payment_intents/{id}/confirm", "/v1/payment_intents/{id}/cancel" ->
                made("/v1/payment_intents", "{'amount': 500, 'currency': 'gbp'}");
            case "/v1/payment_intents/{id}/capture" ->
                made(
                        "/v1/payment_intents",
                        "{'amount': 500, 'currency': 'gbp', 'capture_method': 'manual', 'confirm': true, 'payment_method': 'pm_card_visa'}");
            case "/v1/charges/{id}/capture" ->
                made("/v1/charges", "{'amount': 500, 'currency': 'gbp', 'source': 'tok_visa', 'capture': false}");
            case "/v1/setup_intents/{id}/confirm", "/v1/setup_intents/{id}/cancel" -> made("/v1/setup_intents", "{}");
            case "/v1/checkout/sessions/{id}/expire" -> merchant.newSession().at("id");
            default -> OBJECTS.get(route.split("/\\{id}")[0]);
        };
        return fresh == null ? route : route.replace("{id}", fresh).replace("{method}", OBJECTS.get("{method}"));
    }

    private static String made(String path, String json) {
        return merchant.post(path, json.replace("'", "\"")).at("id");
    }
}
