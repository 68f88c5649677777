package dev.caisse.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Endpoint;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.platform.http.RawConnection;
import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Takes every route of the API with a request it accepts, and spoils that request at every parameter in every way that
/// strangers and mistakes do. No answer may be our fault, tell of our insides, or repeat what could be a secret.
class HostileInputTest {
    private static final AtomicInteger CASES = new AtomicInteger();
    private static final int THREADS = 4;
    private static final String MARKED = "HostileMarker0123456789";
    private static final String CARD = "4000056655665556";
    private static final String LONG = "x".repeat(50_000);

    /// What may stand where a JSON value is due.
    private static final List<String> JSON_VALUES = List.of(
            "null",
            "\"\"",
            "\" \"",
            "\"x\"",
            "5",
            "0",
            "-1",
            "-0",
            "1.5",
            "1e3",
            "1E-3",
            "1e400",
            "-1e400",
            "\"1e400\"",
            "\"Infinity\"",
            "\"NaN\"",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "\"9223372036854775808\"",
            "999999999999",
            "1000000000000",
            "9".repeat(30),
            "9".repeat(2000),
            "true",
            "\"true\"",
            "\"\\u0663\"",
            "\"0x10\"",
            "[]",
            "{}",
            "[[]]",
            "[{}]",
            "{\"a\":1}",
            "[null]",
            "[\"x\"]",
            "[5,5]",
            "{\"\":1}",
            "{\"0\":\"x\"}",
            "\"a\\u0000b\"",
            "\"\\u0000\"",
            "{\"\\u0000\":1}",
            "\"\\ud800\"",
            "\"\\udc00x\"",
            "{\"\\ud800\":1}",
            "\"a\\u0001\\u001b[31m\\u007f\"",
            "\"a\\r\\nSet-Cookie: a=b\"",
            "\"\uD83D\uDE00\uD83D\uDE00\"",
            "\"\\u202e\\u200f\\u0645\\u0631\\ufeff\"",
            "\"" + LONG + "\"",
            "\"XXX\"",
            "\"XAU\"",
            "\"DEM\"",
            "\"jpy\"",
            "\"prod_1\"",
            "\"price_1\"",
            "\"cs_test_1\"",
            "\"pi_99999999999999999999\"",
            "\"prod_" + "9".repeat(300) + "\"",
            "\"javascript:alert(1)\"",
            "\"data:text/html,x\"",
            "\"https://user@evil.example\"",
            "\"https://[::::]\"",
            "\"" + "a.".repeat(2000) + "a\"",
            "\"../../etc/passwd\"",
            "\"' or 1=1 --\"",
            "\"%00%zz\"",
            "\"<script>\"",
            "\"sk_live_" + MARKED + "\"",
            "\"" + CARD + "\"",
            "{\"a\":1,\"a\":2}",
            "[".repeat(33) + "]".repeat(33),
            "{\"a\":".repeat(40) + "1" + "}".repeat(40),
            "NaN",
            "Infinity",
            "01",
            "+1",
            "'x'",
            "\"x",
            "[1,",
            "{",
            "tru",
            "");

    /// What may stand in a form or query; `@` is the parameter's name.
    private static final List<String> FORM_VALUES = List.of(
            "@=",
            "@",
            "@=x",
            "@=5",
            "@=-1",
            "@=1.5",
            "@=1e400",
            "@=9223372036854775808",
            "@=true",
            "@=%00",
            "@=a%00b",
            "@=%",
            "@=%zz",
            "@=%1",
            "@=%ff",
            "@=%C0%80",
            "@=%ED%A0%80",
            "@=%F0%9F%98%80",
            "@=%E2%80%AE%D9%85",
            "@=%0D%0Ax",
            "@=%1B",
            "@[]=x",
            "@[0]=x",
            "@[a]=x",
            "@[0][0]=x",
            "@[][a]=x",
            "@[=x",
            "@]=x",
            "@[[a]]=x",
            "@[a]b=x",
            "@[%00]=x",
            "@=1&@=2",
            "@=1&@[a]=2",
            "@[0]=1&@[00]=2",
            "@[]=1&@[0]=2",
            "@" + "[a]".repeat(40) + "=x",
            "@[99999999999]=x",
            "@=XXX",
            "@=prod_1",
            "@=pi_99999999999999999999",
            "@=javascript:alert(1)",
            "@=sk_live_" + MARKED,
            "@=" + CARD,
            "@=" + "x".repeat(6000),
            "@=+",
            "@=%2B",
            "@==",
            "@=&&=&",
            "@=x&@.y=1");

    private static final List<String> MEMBERS = List.of(
            "\"nonsense\":1",
            "\"\":1",
            "\"a.b\":1",
            "\"a[b]\":1",
            "\"\\u0000\":1",
            "\"\\ud800\":1",
            "\"__proto__\":{}",
            "\"" + "k".repeat(9000) + "\":1",
            "\"" + "k".repeat(20_000) + "\":1",
            "\"\uD83D\uDE00\":1",
            "\"nonsense\":1,\"nonsense\":2");

    private static final List<String> IDS = List.of(
            "%zz",
            "%",
            "%00",
            "%ff",
            "%ED%A0%80",
            "%20",
            "+",
            "..",
            "%2e%2e",
            "..%2f..%2f",
            "null",
            "0",
            "-1",
            "prod_0",
            "prod_-1",
            "price_1.5",
            "cs_test_",
            "cs_1e5",
            "prod_99999999999999999999",
            "cs_test_live_1",
            "pi_" + "9".repeat(500),
            "x".repeat(6000),
            "%F0%9F%98%80",
            "%E2%80%AE",
            "prod_1%0d%0aSet-Cookie:a=b",
            "prod_1;x=y",
            "prod_1%00",
            "sk_live_" + MARKED,
            "pi_1_secret_" + MARKED,
            CARD,
            "'%20or%201=1--",
            "%3Cscript%3E",
            "prod_1%2Fx",
            "*");

    private static final List<String> BODIES = List.of(
            "",
            " ",
            "null",
            "[]",
            "5",
            "\"x\"",
            "true",
            "{",
            "}",
            "{}{}",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "\u0000",
            "\uFEFF{}",
            "<xml/>",
            "a=b",
            "{\"a\":1,}",
            "{\"name\":\"x\",\"name\":\"y\"}",
            "[".repeat(100_000),
            "{\"a\":".repeat(50_000),
            "{\"description\":\"" + "x".repeat(2_000_000) + "\"}",
            "description=" + "x".repeat(2_000_000),
            "{\"a\":" + "9".repeat(900_000) + "}");

    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/xml",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            ";",
            "/",
            "application/",
            "APPLICATION/JSON",
            "application/x-www-form-urlencoded",
            "x".repeat(3000));

    private static TestServer server;
    private static Client merchant;
    /// Accepted with the keys of a throw-away account alone, or never; `TestClockApiTest` spoils them.
    private static final Set<String> OF_THROW_AWAY_ACCOUNTS = Set.of(
            "POST /v1/test_helpers/test_clocks",
            "GET /v1/test_helpers/test_clocks/{id}",
            "POST /v1/test_helpers/test_clocks/{id}/advance",
            "DELETE /v1/test_helpers/test_clocks/{id}");

    private static List<ValidRequest> requests;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
        requests = requests(merchant);
    }

    @AfterAll
    static void stop() {
        System.out.println("hostile input: " + CASES + " cases");
        server.close();
    }

    @AfterEach
    void theServerStillWorks() {
        assertThat(merchant.newSession().status()).isEqualTo(200);
        assertThat(merchant.get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void everyRouteHasARequestThatIsAccepted() {
        makeRoomForHooks();
        server.db().run("update test_clocks set deletes_after_ms = 1");
        assertThat(requests)
                .extracting(ValidRequest::route)
                .containsExactlyInAnyOrderElementsOf(routes().stream()
                        .filter(route -> !OF_THROW_AWAY_ACCOUNTS.contains(route))
                        .toList());
        for (var request : requests(merchant)) {
            if (!request.method().equals("DELETE") && !request.route().endsWith("/expire")) {
                assertThat(json(request, request.json("", null)).status())
                        .as(request.route())
                        .isEqualTo(200);
            }
        }
    }

    /// There may be sixteen; those that other tests made are in the way.
    private static void makeRoomForHooks() {
        server.db().all(row -> "we_" + row.number("id"), "select id from webhook_endpoints").stream()
                .filter(id ->
                        requests.stream().noneMatch(request -> request.path().contains(id)))
                .forEach(id -> merchant.delete("/v1/webhook_endpoints/" + id));
    }

    @Test
    void everyParameterWithEveryHostileJsonValue() {
        runAll(requests.stream()
                .flatMap(request -> request.places().stream()
                        .flatMap(place -> JSON_VALUES.stream().map(raw -> () -> {
                            var reply = json(request, request.json(place, raw));
                            assertAnswered(reply, request.route() + " " + place + " " + shortened(raw));
                            assertParamIsNear(reply, place);
                        }))));
    }

    @Test
    void everyParameterWithEveryHostileFormOrQueryValue() {
        runAll(requests.stream()
                .flatMap(request -> request.places().stream()
                        .flatMap(place -> FORM_VALUES.stream().map(raw -> () -> {
                            var reply = form(request, request.form(place, raw));
                            assertAnswered(reply, request.route() + " " + place + " " + shortened(raw));
                        }))));
    }

    @Test
    void everyObjectWithMembersThatNobodyKnows() {
        runAll(requests.stream()
                .flatMap(request -> request.objects().stream()
                        .flatMap(object -> MEMBERS.stream().map(member -> () -> {
                            var reply = json(request, request.jsonWithMember(object, member));
                            var what = request.route() + " " + object + " + " + shortened(member);
                            assertAnswered(reply, what);
                            assertThat(reply.status()).as(what).isEqualTo(400);
                        }))));
    }

    @Test
    void everyIdInAPath() {
        runAll(requests.stream()
                .filter(request -> request.route().contains("{id}"))
                .flatMap(request -> IDS.stream().map(id -> () -> {
                    var path = request.route().split(" ")[1].replace("{id}", id);
                    var reply =
                            raw(request.method() + " " + path + " HTTP/1.1\r\nHost: x\r\n" + authorization() + "\r\n");
                    assertThat(reply.status()).as(path).isBetween(400, 499);
                    assertClean(reply.status(), reply.body(), path);
                })));
    }

    @Test
    void everyEndpointWithBodiesThatAreNone() {
        runAll(requests.stream()
                .flatMap(request -> BODIES.stream()
                        .flatMap(body -> Stream.of("application/json", "application/x-www-form-urlencoded")
                                .map(type -> () -> assertAnswered(
                                        send(request, body.getBytes(UTF_8), type),
                                        request.route() + " " + type + " " + shortened(body))))));
    }

    @Test
    void everyEndpointWithBytesThatAreNoText() {
        var bytes = "{\"name\":\"\u00ff\u00fe\",\"a\u00c0\u0080\":1}".getBytes(ISO_8859_1);
        for (var request : requests) {
            for (var type : List.of("application/json", "application/x-www-form-urlencoded")) {
                var reply = send(request, bytes, type);
                assertAnswered(reply, request.route() + " " + type);
                assertThat(reply.status()).isEqualTo(400);
            }
        }
    }

    @Test
    void everyEndpointWithContentTypesThatAreNone() {
        runAll(requests.stream()
                .flatMap(request -> TYPES.stream()
                        .map(type -> () -> assertAnswered(
                                send(request, request.json("", null).getBytes(UTF_8), type),
                                request.route() + " " + type))));
    }

    @Test
    void everyEndpointWithHeadersNobodySends() throws IOException {
        var lines = List.of(
                "Idempotency-Key: ",
                "Idempotency-Key: " + "k".repeat(256),
                "Idempotency-Key: \u00e9",
                "Idempotency-Key: a\tb",
                "Authorization: Basic",
                "Authorization: Basic ====",
                "Authorization: sk_live_" + MARKED,
                "Authorization: Bearer " + "x".repeat(5000),
                "Authorization: \u0001",
                "Host: evil.example",
                "Host: [",
                "Host: a:b",
                "Accept-Language: \u00ff",
                "Content-Length: 5",
                "Expect: nonsense",
                "Content-Encoding: gzip",
                "X: " + "x".repeat(20_000),
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked\r\nContent-Length: 3");
        for (var request : requests) {
            for (var line : lines) {
                var own = line.startsWith("Host") ? "" : "Host: x\r\n";
                var key = line.startsWith("Authorization") ? "" : authorization();
                CASES.incrementAndGet();
                try (var connection = RawConnection.to(port())) {
                    connection.send(
                            request.method() + " " + request.path() + " HTTP/1.1\r\n" + own + key + line + "\r\n\r\n");
                    connection.endOfSending();
                    connection.answer().ifPresent(reply -> {
                        assertThat(reply.status())
                                .as(request.route() + " " + shortened(line))
                                .isLessThan(500);
                        assertClean(reply.status(), reply.body(), request.route() + " " + shortened(line));
                    });
                }
            }
        }
    }

    @Test
    void everyFieldOfThePaymentPage() {
        var fields = List.of(
                "email",
                "cardNumber",
                "cardExpiry",
                "cardCvc",
                "billingName",
                "billingCountry",
                "billingLine1",
                "billingLine2",
                "billingCity",
                "billingState",
                "billingPostalCode",
                "nonsense",
                "token",
                "total");
        var values = List.of(
                "",
                " ",
                "\0",
                "a\0b",
                "\u0001\u001b",
                "x".repeat(40_000),
                "\uD83D\uDE00".repeat(300),
                "\u202e\u0645",
                "<script>alert(1)</script>",
                "'; drop table charges; --",
                "99999999999999999999",
                "12/99",
                "00/00",
                "13/30",
                "-1/30",
                "ZZ",
                "a@b",
                "a\r\nb: c",
                "4242 4242 4242 4242 4242 4242",
                "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
                "${7*7}");
        runAll(fields.stream()
                .flatMap(field -> values.stream().map(value -> () -> {
                    var page = merchant.newSession("\"billing_address_collection\": \"required\",")
                            .at("url");
                    var sent = new HashMap<>(Map.of("billingLine1", "1 High Street", "billingCity", "London"));
                    sent.put(field, value);
                    var reply = merchant.pay(page, sent);
                    assertThat(reply.status())
                            .as(field + " " + shortened(value))
                            .isIn(303, 400, 402, 404, 409, 422);
                    assertThat(reply.text()).doesNotContain("<script>alert(1)", "Exception", "\tat ");
                })));
    }

    @Test
    void everyPartOfALinkToThePaymentPage() {
        var page = merchant.newSession().at("url");
        var query = URI.create(page).getRawQuery();
        var id = URI.create(page).getPath();
        var targets = new ArrayList<String>();
        for (var value : List.of(
                "", "%", "%zz", "%00", "%ff", "x".repeat(6000), "%F0%9F%98%80", "=", "a[b]", "sk_test_x", "&&")) {
            targets.addAll(List.of(
                    id + "?key=" + value + "&s=x",
                    id + "?" + query.replaceFirst("s=.*", "s=" + value),
                    id + "?" + query.replaceFirst("key=[^&]*", "key=" + value),
                    id + "?" + value,
                    "/pay/" + value + "?" + query,
                    id + "/pictures/" + value + "?" + query,
                    id + "/" + value + "?" + query,
                    "/assets/" + value,
                    "/" + value,
                    "/.well-known/" + value,
                    id + "?" + query + "&" + value,
                    id + "?" + query + "&s=" + value));
        }
        runAll(targets.stream()
                .flatMap(target -> Stream.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "NONSENSE")
                        .map(method -> () -> {
                            var body = method.equals("POST") ? "Content-Length: 7\r\n\r\na=%zz&b" : "\r\n";
                            try (var connection = RawConnection.to(port())) {
                                connection
                                        .send(method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + body)
                                        .endOfSending();
                                var reply = connection
                                        .answer(!method.equals("HEAD"))
                                        .orElseThrow();
                                assertThat(reply.status())
                                        .as(method + " " + shortened(target))
                                        .isLessThan(500);
                                assertThat(reply.body()).doesNotContain("Exception", "\tat ");
                            }
                        })));
    }

    @Test
    void theReportsOfBrowsers() {
        for (var body : List.of("", "{", "x".repeat(100_000))) {
            var request = merchant.request("/csp-reports").POST(BodyPublishers.ofString(body));
            assertThat(merchant.send(request).status()).isLessThan(500);
        }
    }

    private interface Case {
        void run() throws Exception;
    }

    private static void runAll(Stream<Case> cases) {
        var parts = Stream.<List<Case>>generate(ArrayList::new).limit(THREADS).toList();
        var next = new AtomicInteger();
        cases.forEach(one -> parts.get(next.getAndIncrement() % THREADS).add(one));
        CASES.addAndGet(next.get());
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var work = parts.stream().<Callable<Void>>map(part -> () -> {
                for (var one : part) {
                    one.run();
                }
                return null;
            });
            for (var done : threads.invokeAll(work.toList())) {
                done.get();
            }
        } catch (Exception e) {
            throw new AssertionError(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        }
    }

    private static void assertAnswered(Reply reply, String what) {
        assertThat(reply.status()).as(what + ": " + shortened(reply.text())).isBetween(200, 499);
        assertThat(reply.header("Request-Id")).as(what).isPresent();
        assertThat(reply.header("Content-Type").orElse("")).as(what).startsWith("application/json");
        assertClean(reply.status(), reply.text(), what);
    }

    private static void assertClean(int status, String body, String what) {
        assertThat(body)
                .as(what)
                .doesNotContain("Exception", "\tat ", "dev.caisse", "postgres", "SQLSTATE", TestServer.SECRET_KEY);
        if (status < 400) {
            return;
        }
        assertThat(body).as(what).doesNotContain(MARKED, CARD);
        var json = Json.readObject(body);
        var error = (Map<?, ?>) json.get("error");
        assertThat(error.get("type")).as(what).isEqualTo(status == 402 ? "card_error" : "invalid_request_error");
        assertThat((String) error.get("code")).as(what).matches("[a-z_]+");
        assertThat((String) error.get("message")).as(what).isNotBlank().isEqualTo(json.get("message"));
        if (((String) error.get("code")).startsWith("parameter_")) {
            assertThat((String) error.get("param")).as(what).isNotNull();
        }
    }

    /// What is said to be at fault has something to do with what was spoiled.
    private static void assertParamIsNear(Reply reply, String place) {
        if (reply.status() == 400 && reply.at("error.param") != null) {
            var named = first(reply.at("error.param"));
            assertThat(named.startsWith(first(place)) || first(place).startsWith(named))
                    .as(place + ": " + reply.text())
                    .isTrue();
        }
    }

    private static String first(String name) {
        return name.split("[.\\[]")[0];
    }

    private static Reply json(ValidRequest request, String json) {
        return send(request, json.getBytes(UTF_8), "application/json");
    }

    private static Reply form(ValidRequest request, String form) throws IOException {
        if (request.method().equals("POST")) {
            return send(request, form.getBytes(UTF_8), "application/x-www-form-urlencoded");
        }
        try {
            return merchant.send(
                    merchant.request(request.path() + "?" + form).method(request.method(), BodyPublishers.noBody()));
        } catch (IllegalArgumentException _) {
            var answer = raw(request.method() + " " + request.path() + "?" + form + " HTTP/1.1\r\nHost: x\r\n"
                    + authorization() + "\r\n");
            assertThat(answer.status()).as(shortened(form)).isBetween(200, 499);
            assertClean(answer.status(), answer.body(), shortened(form));
            return merchant.get("/v1/products?limit=1");
        }
    }

    private static Reply send(ValidRequest request, byte[] body, String type) {
        return merchant.send(merchant.request(request.path())
                .header("Content-Type", type)
                .method(request.method(), BodyPublishers.ofByteArray(body)));
    }

    private static RawConnection.Answer raw(String text) throws IOException {
        try (var connection = RawConnection.to(port())) {
            return connection.send(text).answer().orElseThrow();
        }
    }

    private static String authorization() {
        var credentials = Base64.getEncoder().encodeToString((TestServer.SECRET_KEY + ":").getBytes(UTF_8));
        return "Authorization: Basic " + credentials + "\r\n";
    }

    private static int port() {
        return URI.create(server.url()).getPort();
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private static List<String> routes() {
        return Endpoint.all(merchant).stream().map(Endpoint::toString).toList();
    }

    /// A request that is accepted, for each route.
    static List<ValidRequest> requests(Client merchant) {
        return Stream.of(
                        ownRequests(merchant),
                        CustomerRequests.of(merchant),
                        DiscountRequests.of(merchant),
                        MoneyRequests.of(merchant),
                        BalanceRequests.of(merchant),
                        OlderRequests.of(merchant))
                .flatMap(List::stream)
                .toList();
    }

    private static List<ValidRequest> ownRequests(Client merchant) {
        var product = merchant.post("/v1/products", "{\"name\": \"Tea\"}").at("id");
        var price = merchant.post(
                        "/v1/prices",
                        "{\"currency\": \"gbp\", \"unit_amount\": 5, \"product\": \"%s\"}".formatted(product))
                .at("id");
        var session = merchant.newSession();
        var page =
                "\"limit\": 3, \"starting_after\": \"%s_9000000000000000000\", \"created\": {\"gt\": 1, \"gte\": 2, \"lt\": 9999999999, \"lte\": 9999999998}";
        var products = "{\"active\": true, \"ids\": [\"%s\"], \"url\": \"www.example.com\", ".formatted(product)
                + page.formatted("prod") + "}";
        var prices =
                "{\"product\": \"%s\", \"active\": true, \"type\": \"one_time\", \"currency\": \"GBP\", \"lookup_keys\": [\"a\"], "
                                .formatted(product)
                        + page.formatted("price") + "}";
        var sessions = "{\"status\": \"open\", \"payment_intent\": \"%s\", \"client_reference_id\": \"a\", "
                        .formatted(session.at("payment_intent"))
                + page.formatted("cs") + "}";
        var id = "/v1/checkout/sessions/" + session.at("id");
        var intents = "{" + page.formatted("pi") + "}";
        var events = "{\"types\": [\"product.created\", \"price.created\"], " + page.formatted("evt") + "}";
        var event = merchant.get("/v1/events?limit=1").at("data.0.id");
        var open = newIntent(merchant, "");
        var held = newIntent(
                merchant, ", \"confirm\": true, \"payment_method\": \"pm_card_visa\", \"capture_method\": \"manual\"");
        var unwanted = newIntent(merchant, "");
        var hooks = "/v1/webhook_endpoints";
        var hook = hooks + "/" + merchant.post(hooks, HOOK).at("id");
        var unwantedHook = hooks + "/" + merchant.post(hooks, HOOK).at("id");
        return List.of(
                ValidRequest.of("POST " + hooks, hooks, HOOK),
                ValidRequest.of("GET " + hooks, hooks, "{" + page.formatted("we") + "}"),
                ValidRequest.of("GET " + hooks + "/list", hooks + "/list", "{" + page.formatted("we") + "}"),
                ValidRequest.of("GET " + hooks + "/{id}", hook, "{}"),
                ValidRequest.of(
                        "POST " + hooks + "/{id}", hook, HOOK.replace("{\"api_version\": \"2026-11-22\", ", "{")),
                ValidRequest.of("DELETE " + hooks + "/{id}", unwantedHook, "{}"),
                ValidRequest.of(
                        "POST " + hooks + "/{id}/roll_secret", hook + "/roll_secret", "{\"overlap_seconds\": 5}"),
                ValidRequest.of("POST " + hooks + "/{id}/test", hook + "/test", "{\"type\": \"price.created\"}"),
                ValidRequest.of(
                        "GET " + hooks + "/{id}/deliveries",
                        hook + "/deliveries",
                        "{\"status\": \"pending\", \"event\": \"evt_1\", \"limit\": 3, \"starting_after\": \"evt_1\"}"),
                ValidRequest.of(
                        "POST /v1/events/{id}/resend",
                        "/v1/events/" + event + "/resend",
                        "{\"webhook_endpoint\": \"%s\"}".formatted(hook.substring(hooks.length() + 1))),
                ValidRequest.of("POST /v1/stripecli/sessions", "/v1/stripecli/sessions", """
                        {"device_name": "here", "websocket_features": ["webhooks"], "forward_to_url": "http://a.test",
                         "forward_connect_to_url": "b", "forward_thin_to_url": "c", "forward_thin_connect_to_url": "d"}\
                        """),
                ValidRequest.of(
                        "POST /v1/test_helpers/accounts",
                        "/v1/test_helpers/accounts",
                        "{\"frozen_time\": 1900000000, \"name\": \"Run 7\"}"),
                ValidRequest.of(
                        "GET /v1/test_helpers/test_clocks",
                        "/v1/test_helpers/test_clocks",
                        "{\"limit\": 3, \"starting_after\": \"clock_1\"}"),
                ValidRequest.of(
                        "GET /v1/test_helpers/test_clocks/list",
                        "/v1/test_helpers/test_clocks/list",
                        "{\"limit\": 3, \"ending_before\": \"clock_1\"}"),
                ValidRequest.of("GET /v1/events", "/v1/events", "{\"type\": \"product.created\", \"limit\": 3}"),
                ValidRequest.of("GET /v1/events/list", "/v1/events/list", events),
                ValidRequest.of("GET /v1/events/{id}", "/v1/events/" + event, "{}"),
                ValidRequest.of("POST /v1/payment_methods", "/v1/payment_methods", METHOD),
                ValidRequest.of("POST /v1/payment_intents", "/v1/payment_intents", INTENT),
                ValidRequest.of("GET /v1/payment_intents", "/v1/payment_intents", intents),
                ValidRequest.of("GET /v1/payment_intents/list", "/v1/payment_intents/list", intents),
                ValidRequest.of(
                        "GET /v1/products/search", "/v1/products/search", "{\"query\": \"name~'Tea' OR url:null\"}"),
                ValidRequest.of("GET /v1/prices/search", "/v1/prices/search", "{\"query\": \"-active:'false'\"}"),
                ValidRequest.of(
                        "GET /v1/payment_intents/search",
                        "/v1/payment_intents/search",
                        "{\"query\": \"merchant_order_id:'a' AND status:'succeeded'\", \"limit\": 3}"),
                ValidRequest.of("POST /v1/payment_intents/{id}", newIntent(merchant, ""), CHANGE),
                ValidRequest.of("POST /v1/payment_intents/{id}/confirm", open + "/confirm", """
                        {"payment_method": "pm_card_visa", "return_url": "www.example.com", "mandate_data":
                         {"customer_acceptance": {"type": "online", "accepted_at": 1590590577,
                          "online": {"ip_address": "203.0.113.7", "user_agent": "Browser"}}}}"""),
                ValidRequest.of(
                        "POST /v1/payment_intents/{id}/capture", held + "/capture", "{\"amount_to_capture\": 5}"),
                ValidRequest.of(
                        "POST /v1/payment_intents/{id}/cancel",
                        unwanted + "/cancel",
                        "{\"cancellation_reason\": \"abandoned\"}"),
                ValidRequest.of("POST /v1/products", "/v1/products", PRODUCT),
                ValidRequest.of("GET /v1/products", "/v1/products", products),
                ValidRequest.of("GET /v1/products/list", "/v1/products/list", products),
                ValidRequest.of("GET /v1/products/{id}", "/v1/products/" + product, "{}"),
                ValidRequest.of("DELETE /v1/products/{id}", "/v1/products/" + product, "{}"),
                ValidRequest.of("POST /v1/products/{id}", "/v1/products/" + product, """
                        {"name": "Tea", "active": true, "description": "d", "images": ["www.example.com/a.png"],
                         "metadata": {"a": "b"}, "url": "www.example.com", "default_price": "%s"}""".formatted(price)),
                ValidRequest.of("POST /v1/prices", "/v1/prices", PRICE),
                ValidRequest.of("GET /v1/prices", "/v1/prices", prices),
                ValidRequest.of("GET /v1/prices/list", "/v1/prices/list", prices),
                ValidRequest.of("GET /v1/prices/{id}", "/v1/prices/" + price, "{}"),
                ValidRequest.of("POST /v1/prices/{id}", "/v1/prices/" + price, """
                        {"active": true, "metadata": {"a": "b"}, "nickname": "n", "lookup_key": "k"}"""),
                ValidRequest.of("POST /v1/checkout/sessions", "/v1/checkout/sessions", SESSION.formatted(price)),
                ValidRequest.of("GET /v1/checkout/sessions", "/v1/checkout/sessions", sessions),
                ValidRequest.of("GET /v1/checkout/sessions/list", "/v1/checkout/sessions/list", sessions),
                ValidRequest.of("GET /v1/checkout/sessions/{id}", id, "{\"client_secret\": \"x\"}"),
                ValidRequest.of("POST /v1/checkout/sessions/{id}", id, "{\"metadata\": {\"a\": \"b\"}}"),
                ValidRequest.of("POST /v1/checkout/sessions/{id}/expire", id + "/expire", "{}"),
                ValidRequest.of(
                        "GET /v1/checkout/sessions/{id}/line_items",
                        id + "/line_items",
                        "{\"limit\": 3, \"starting_after\": \"li_1\"}"),
                ValidRequest.of(
                        "GET /v1/payment_intents/{id}",
                        "/v1/payment_intents/" + session.at("payment_intent"),
                        "{\"client_secret\": \"x\"}"));
    }

    private static String newIntent(Client merchant, String more) {
        var intent = merchant.post("/v1/payment_intents", "{\"amount\": 900, \"currency\": \"gbp\"" + more + "}");
        return "/v1/payment_intents/" + intent.at("id");
    }

    /// Where nobody listens.
    private static final String HOOK = """
            {"api_version": "2026-11-22", "url": "http://127.0.0.1:1/", "enabled_events": ["charge.expired", "price.*"],
             "description": "d", "metadata": {"a": "b"}, "status": "enabled"}""";

    private static final String METHOD = """
            {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12, "exp_year": 2044, "cvc": "123",
               "name": "Jenny"},
             "billing_details": {"email": "jenny@example.com", "name": "Jenny", "phone": "1",
               "address": {"city": "c", "country": "GB", "line1": "l", "line2": "m", "postal_code": "p", "state": "s"}}}""";

    private static final String INTENT = """
            {"amount": 900, "currency": "gbp", "confirm": false, "payment_method_types": ["card"],
             "payment_method_data": {"type": "card", "card": {"number": "4242424242424242", "exp_month": 12,
               "exp_year": 2044, "cvc": "123"}},
             "payment_method_options": {"card": {"request_three_d_secure": "auto"}}, "capture_method": "automatic",
             "description": "d", "merchant_order_id": "o", "merchant_user_id": "u", "metadata": {"a": "b"},
             "receipt_email": "jenny@example.com", "return_url": "www.example.com"}""";

    private static final String CHANGE = """
            {"amount": 901, "currency": "gbp", "payment_method": "pm_card_visa", "description": "d",
             "metadata": {"a": "b"}, "receipt_email": "jenny@example.com", "merchant_order_id": "o"}""";

    private static final String PRODUCT = """
            {"name": "Tea", "active": true, "description": "d", "images": ["www.example.com/a.png"],
             "metadata": {"a": "b"}, "url": "www.example.com",
             "default_price_data": {"currency": "GBP", "unit_amount": 5, "active": true, "metadata": {"a": "b"},
               "nickname": "n", "lookup_key": "k", "billing_scheme": "per_unit",
               "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"}}}""";

    private static final String PRICE = """
            {"currency": "GBP", "unit_amount": 5, "active": true, "metadata": {"a": "b"}, "nickname": "n",
             "lookup_key": "k", "billing_scheme": "per_unit",
             "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"},
             "product_data": {"name": "Tea", "active": true, "description": "d", "images": ["www.example.com/a.png"],
               "metadata": {"a": "b"}, "url": "www.example.com"}}""";

    private static final String SESSION = """
            {"success_url": "www.example.com/{CHECKOUT_SESSION_ID}", "cancel_url": "www.example.com", "mode": "payment",
             "currency": "GBP", "client_reference_id": "r", "customer_email": "jenny@example.com",
             "metadata": {"a": "b"}, "payment_method_types": ["card", "alipay"], "billing_address_collection": "auto",
             "locale": "fr", "submit_type": "pay", "phone_number_collection": {"enabled": true},
             "shipping_address_collection": {"allowed_countries": ["GB"]}, "custom_fields": [
               {"key": "a", "label": {"type": "custom", "custom": "A"}, "type": "text", "optional": true,
                "text": {"default_value": "abc", "minimum_length": 1, "maximum_length": 9}},
               {"key": "b", "label": {"type": "custom", "custom": "B"}, "type": "dropdown",
                "dropdown": {"default_value": "x", "options": [{"label": "X", "value": "x"}]}},
               {"key": "c", "label": {"type": "custom", "custom": "C"}, "type": "numeric",
                "numeric": {"default_value": "12", "minimum_length": 1, "maximum_length": 9}}],
             "payment_intent_data": {"description": "d", "merchant_order_id": "o", "merchant_user_id": "u",
               "metadata": {"c": "d"}, "receipt_email": "jenny@example.com",
               "billing_details": {"email": "jenny@example.com", "name": "Jenny", "phone": "1",
                 "address": {"city": "c", "country": "GB", "line1": "l", "line2": "m", "postal_code": "p", "state": "s"}}},
             "line_items": [
               {"quantity": 2, "price": "%s"},
               {"quantity": 1, "price_data": {"currency": "GBP", "unit_amount": 5, "active": true, "metadata": {"a": "b"},
                 "nickname": "n", "lookup_key": "k", "billing_scheme": "x",
                 "product_data": {"name": "Tea", "active": true, "description": "d", "images": ["www.example.com/a.png"],
                   "metadata": {"a": "b"}, "url": "www.example.com"}}}]}""";
}
