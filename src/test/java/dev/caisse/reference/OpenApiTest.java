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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The reference is made of the program: its paths are the routes, its parameters what readers said they read, its
/// answers the fields of the views. What it says is held against every answer that the golden files have, its examples
/// are sent. `-Dcaisse.golden=write` writes it anew.
class OpenApiTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/caisse/reference");
    private static final boolean WRITES = "write".equals(System.getProperty("caisse.golden"));
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
        var recorded = (List<?>) Json.read(
                Recordings.of(server, StripeManner.version(), StripeManner.version()).getBytes(UTF_8));
        operations = Observed.of(server, listening);
        for (var operation : operations.values()) {
            views(operation);
        }
        RECORDED.put("stripe", new ArrayList<>());
        recorded.forEach(one -> RECORDED.get("stripe").add(answer((Map<?, ?>) one)));
        RECORDED.put("native", new ArrayList<>());
        operations.forEach((route, operation) -> RECORDED
                .get("native")
                .add(Answers.map("from", route, "status", 200, "body", operation.heard().reply().json())));
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
            if (body.get("data") instanceof List<?> list && operation.heard().item().isPresent()) {
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
        VIEWS.put(word, view);
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
        return new Document(isNative ? new NativeWords() : new StripeWords(), answers)
                .of(operations.values());
    }

    private static void holds(String name, Map<String, Object> document) throws IOException {
        var file = FOLDER.resolve(name);
        var made = PrettyJson.of(document);
        if (WRITES) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, made);
        }
        assertThat(Files.readString(file))
                .as("what the program does and what its reference says: ./caisse test -Dtest=OpenApiTest"
                        + " -Dcaisse.golden=write writes it anew")
                .isEqualTo(made);
    }
}
