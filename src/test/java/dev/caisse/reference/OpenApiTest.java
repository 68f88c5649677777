package dev.caisse.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caisse.Endpoint;
import dev.caisse.NpmPackages;
import dev.caisse.TestServer;
import dev.caisse.api.ValidRequest;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.stripe.Recordings;
import dev.caisse.stripe.StripeManner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The reference is made of the program: its paths are the routes, its parameters what readers said they read, its
/// answers the fields of the views. What it says is held against every answer that the golden files have, its examples
/// are sent. `-Dcaisse.golden=write` writes it anew.
class OpenApiTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/caisse/reference");
    private static final boolean WRITES = "write".equals(System.getProperty("caisse.golden"));
    private static final Pattern LINK = Pattern.compile(" href=\"([^\"]*)\"");
    private static final String CREATES_NONE = "POST /v1/test_helpers/test_clocks";

    private static TestServer server;
    private static Listening listening;
    private static Map<String, Operation> operations;
    private static final List<Map<String, Object>> ANSWERS = new ArrayList<>();
    private static final Map<String, List<Map<String, Object>>> RECORDED = new HashMap<>();
    private static final Map<String, Class<?>> VIEWS = new TreeMap<>();

    @BeforeAll
    static void observe() throws IOException {
        server = TestServer.start();
        listening = new Listening();
        var recorded = (List<?>) Json.read(Recordings.of(server, StripeManner.version(), StripeManner.version())
                .getBytes(UTF_8));
        operations = Observed.of(server, listening);
        for (var operation : operations.values()) {
            views(operation);
        }
        RECORDED.put("stripe", new ArrayList<>());
        recorded.forEach(one -> RECORDED.get("stripe").add(answer((Map<?, ?>) one)));
        RECORDED.put("native", new ArrayList<>());
        operations.forEach((route, operation) -> RECORDED.get("native")
                .add(Answers.map(
                        "from",
                        route,
                        "status",
                        200,
                        "body",
                        operation.heard().reply().json())));
        natively();
    }

    private static Map<String, Object> answer(Map<?, ?> recorded) {
        return Answers.map(
                "from",
                recorded.get("from"),
                "status",
                Integer.parseInt(recorded.get("status").toString()),
                "body",
                recorded.get("body"));
    }

    private static void views(Operation operation) {
        var body = operation.heard().reply().json();
        operation.heard().view().ifPresent(view -> {
            if (body.get("data") instanceof List<?> list
                    && operation.heard().item().isPresent()) {
                view((Map<?, ?>) list.getFirst(), operation.heard().item().get());
            } else if (!Answers.isList(body.get("object"))) {
                view(body, view);
            }
        });
    }

    private static void view(Map<?, ?> json, Class<?> view) {
        var word = json.get("object") instanceof String object
                ? Answers.key(object, json)
                : view.getSimpleName().replaceFirst("View$", "").toLowerCase(Locale.ROOT);
        VIEWS.put(view.getSimpleName().equals("WithSecret") ? word + "_with_secret" : word, view);
    }

    /// Lists of all that came of the requests before.
    private static void natively() throws IOException {
        var merchant = server.client();
        for (var endpoint : new TreeSet<>(operations.keySet())) {
            var path = endpoint.substring(endpoint.indexOf(' ') + 1);
            if (endpoint.startsWith("GET") && !path.contains("{") && !path.endsWith("/search")) {
                var reply = merchant.get(path + "?limit=100");
                if (reply.status() == 200) {
                    RECORDED.get("native").add(Answers.map("from", endpoint, "status", 200, "body", reply.json()));
                }
            }
        }
        try (var files = Files.list(Path.of("src/test/resources/golden"))) {
            for (var file : files.sorted().toList()) {
                var json = Json.readObject(Files.readString(file).replace("<time>", "1767225600000"));
                ANSWERS.add(Answers.map("file", file.getFileName().toString(), "body", json));
            }
        }
    }

    @AfterAll
    static void stop() {
        listening.close();
        server.close();
    }

    @Test
    void everyRouteIsInIt() {
        assertThat(operations.keySet())
                .containsExactlyInAnyOrderElementsOf(Endpoint.all(server.client()).stream()
                        .map(Endpoint::toString)
                        .filter(route -> !route.equals(CREATES_NONE))
                        .toList());
    }

    @Test
    void theNativeDialectIsAsItIsDescribed() throws IOException {
        holds("openapi.json", document("native"));
    }

    @Test
    void stripesDialectIsAsItIsDescribed() throws IOException {
        holds("stripe.openapi.json", document("stripe"));
    }

    private static Map<String, Object> document(String dialect) {
        boolean isNative = dialect.equals("native");
        var answers = new Answers(isNative ? new NativeManner() : new StripeManner());
        VIEWS.forEach(answers::view);
        RECORDED.get(dialect).forEach(one -> answers.see(one.get("body")));
        if (isNative) {
            ANSWERS.forEach(one -> answers.see(one.get("body")));
        }
        return new Document(isNative ? new NativeWords() : new StripeWords(), answers).of(operations.values());
    }

    private static void holds(String name, Map<String, Object> document) throws IOException {
        var file = FOLDER.resolve(name);
        var made = PrettyJson.of(document);
        if (WRITES) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, made);
        }
        var there = Files.readString(file).lines().toList();
        var now = made.lines().toList();
        var missing = new ArrayList<>(now);
        missing.removeAll(there);
        var wrong = new ArrayList<>(there);
        wrong.removeAll(now);
        assertThat(made.equals(Files.readString(file)))
                .as(
                        "%s says what the program does. ./caisse test -Dtest=OpenApiTest -Dcaisse.golden=write writes it anew.%nNow: %s%nNo more: %s",
                        file, shortened(missing), shortened(wrong))
                .isTrue();
    }

    private static List<String> shortened(List<String> lines) {
        return lines.subList(0, Math.min(lines.size(), 12));
    }

    /// Each parameter of Stripe's that its table calls honoured was seen to be read.
    @Test
    void whatIsHonouredOfStripesIsInIt() {
        var absent = new TreeSet<String>();
        for (var operation : operations.values()) {
            var there = new HashSet<>(new StripeWords().names(operation));
            StripeManner.honoured(operation.method(), operation.path()).stream()
                    .filter(name -> !there.contains(name))
                    .forEach(name -> absent.add(operation.request().route() + " " + name));
        }
        assertThat(absent).isEmpty();
    }

    /// What the server answered in both dialects, and every answer in the golden files.
    @Test
    void everyAnswerIsAsItIsDescribed() throws IOException {
        var folder = NpmPackages.folder();
        for (var dialect : List.of("native", "stripe")) {
            Files.writeString(folder.resolve("reference.json"), PrettyJson.of(document(dialect)));
            var answers = Answers.map(
                    "operations",
                    RECORDED.get(dialect).stream()
                            .filter(one -> operations.containsKey(one.get("from")))
                            .toList(),
                    "objects",
                    dialect.equals("native") ? ANSWERS : List.of());
            Files.writeString(
                    folder.resolve("answers.json"),
                    new JsonWriter().tree(answers).text());
            var judged = NpmPackages.node(OpenApiTest.class, "answers.mjs");
            assertThat(judged.exit()).as(judged.text()).isZero();
            assertThat(judged.text().lines().filter(line -> line.startsWith("problem: ")))
                    .isEmpty();
            assertThat(judged.text()).containsPattern("judged: [1-9][0-9]{2,}");
        }
    }

    @Test
    void theLinterHasNothingToSay() throws IOException {
        var folder = NpmPackages.folder();
        for (var name : List.of("openapi.json", "stripe.openapi.json")) {
            Files.copy(FOLDER.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            var linted = NpmPackages.program("redocly", "lint", "--format=stylish", "--max-problems=30", name);
            assertThat(linted.text()).contains("Your API description is valid").doesNotContain("problem");
            assertThat(linted.exit()).as(linted.text()).isZero();
        }
    }

    /// With other ids than it shows, for it shows the same ones always.
    @Test
    void everyExampleIsAnsweredAsItSays() throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/curl")).isExecutable();
        for (var name : List.of("openapi.json", "stripe.openapi.json")) {
            var document = Json.readObject(Files.readString(FOLDER.resolve(name)));
            Document.Dialect dialect = name.startsWith("stripe") ? new StripeWords() : new NativeWords();
            var script = new StringBuilder();
            var asked = Observed.requests(server);
            for (var each : asked) {
                var curl = Curl.of(dialect.example(each.request()), dialect.header());
                assertThat(Curl.withoutIds(curl))
                        .as(each.request().route())
                        .isEqualTo(example(document, each.request()));
                script.append("KEY=").append(each.client().key()).append('\n');
                script.append(curl.replace(
                                "curl -s",
                                "curl -s -w '\\n%{http_code} " + each.request().route() + "\\n'"))
                        .append('\n');
            }
            var said = run(script.toString());
            assertThat(said.lines().filter(line -> line.matches("[0-9]{3} .*")).toList())
                    .as(said)
                    .containsExactlyElementsOf(asked.stream()
                            .map(each -> "200 " + each.request().route())
                            .toList());
        }
    }

    /// Without a script, and without anything that comes from elsewhere.
    @Test
    void everyPageIsServedAndEveryLinkOnItLeadsSomewhere() {
        var pages = new TreeMap<String, String>();
        var next = new ArrayDeque<>(List.of("/docs", "/docs/stripe"));
        var links = new ArrayList<String>();
        while (!next.isEmpty()) {
            var path = next.remove();
            if (pages.containsKey(path)) {
                continue;
            }
            var reply = server.client().get(path);
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.header("Content-Security-Policy"))
                    .as(path)
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .contains("default-src 'none'", "style-src 'self'")
                            .doesNotContain("script-src"));
            pages.put(path, reply.text());
            if (reply.header("Content-Type").orElseThrow().startsWith("text/html")) {
                assertThat(reply.text()).as(path).doesNotContain("<script", " style=", "<img");
                LINK.matcher(reply.text()).results().map(link -> link.group(1)).forEach(link -> {
                    links.add(link.startsWith("#") ? path + link : link);
                    next.add(links.getLast().split("#")[0]);
                });
            }
        }
        assertThat(links).allMatch(link -> link.startsWith("/docs"));
        assertThat(links.stream()
                        .filter(link -> link.contains("#"))
                        .filter(link -> !pages.get(link.split("#")[0]).contains(" id=\"" + link.split("#")[1] + "\"")))
                .isEmpty();
        assertThat(operations.values())
                .allMatch(operation -> pages.get("/docs").contains("</span> " + operation.path() + "</td>"));
        assertThat(server.client().get("/docs/nothing").status()).isEqualTo(404);
        assertThat(server.client().post("/docs", "").status()).isEqualTo(405);
    }

    private static Object example(Map<String, Object> document, ValidRequest request) {
        var words = request.route().split(" ");
        var path = (Map<?, ?>) ((Map<?, ?>) document.get("paths")).get(words[1]);
        var operation = (Map<?, ?>) path.get(words[0].toLowerCase(Locale.ROOT));
        assertThat(((Map<?, ?>) operation.get("responses")).containsKey("200")).isTrue();
        return ((Map<?, ?>) ((List<?>) operation.get("x-codeSamples")).getFirst()).get("source");
    }

    private static String run(String script) throws IOException, InterruptedException {
        var process = new ProcessBuilder("bash", "-uc", script);
        process.environment().put("CAISSE", server.url());
        var started = process.redirectErrorStream(true).start();
        var said = new String(started.getInputStream().readAllBytes(), UTF_8);
        assertThat(started.waitFor()).as(said).isZero();
        return said;
    }
}
