package dev.caisse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.ServerProcess;
import dev.caisse.TestDatabase;
import dev.caisse.TestServer;
import dev.caisse.platform.json.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What operators see of two nodes: probes, metrics, a line of log for each request, and the settings at work.
class ObservedTest {
    private static final String FIRST_NAME = "https://pay.example.com";
    private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][\\w:]*(\\{[^}]*})? [-+.\\dEeNaInf]+");
    private static final Map<String, String> FIRST_KEY =
            Map.of("CAISSE_VAULT_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    private static final Map<String, String> OTHER_KEY =
            Map.of("CAISSE_VAULT_KEY", "MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");

    private static TestDatabase database;
    private static ServerProcess json;
    private static ServerProcess text;

    @BeforeAll
    static void start() throws IOException {
        database = TestDatabase.fresh();
        var port = String.valueOf(ServerProcess.freePort());
        var logo = Files.createTempFile("caisse-logo-", ".png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", logo.toFile());
        var variables = TestServer.variables(database, FIRST_KEY);
        variables.putAll(Map.of(
                "CAISSE_PORT",
                port,
                "CAISSE_LOG_FORMAT",
                "json",
                "CAISSE_PUBLIC_URL",
                FIRST_NAME + ", http://127.0.0.1:" + port,
                "CAISSE_ACCOUNT_NAME",
                "Tea & Sons",
                "CAISSE_ACCOUNT_LOGO",
                logo.toString(),
                "CAISSE_PROT",
                "80"));
        json = ServerProcess.start(variables);
        text = ServerProcess.start(TestServer.variables(database, FIRST_KEY));
        Files.delete(logo);
    }

    @AfterAll
    static void stop() {
        json.close();
        text.close();
        database.close();
    }

    @Test
    void eachRequestIsOneLineWithoutItsQueryOrWhatMayBeSecret() {
        for (var server : List.of(json, text)) {
            var before = requestLines(server).size();
            var session = server.client().newSession();
            var url = session.at("url");
            server.client().page(server.url() + url.substring(url.indexOf("/pay/")));
            server.client().get("/v1/products/" + TestServer.SECRET_KEY);
            server.client().get("/v1/products?limit=1&secret=hunter2");
            server.client().page(server.url() + "/4242424242424242");

            var lines = requestLines(server).subList(before, before + 5);
            assertThat(requestLines(server)).hasSize(before + 5);
            assertThat(lines.getFirst())
                    .contains(session.header("Request-Id").orElseThrow())
                    .contains("/v1/checkout/sessions");
            assertThat(server.errors() + server.output())
                    .doesNotContain(TestServer.SECRET_KEY)
                    .doesNotContain("hunter2")
                    .doesNotContain("4242424242424242")
                    .doesNotContain(url.substring(url.indexOf("&s=")))
                    .doesNotContain("limit=1");
        }
    }

    @Test
    void everyLineOfAJsonLogIsAnObject() {
        json.client().get("/v1/products");
        var lines = json.errors().lines().map(Json::readObject).toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).containsKeys("time", "level", "logger", "message"));
        assertThat(lines.stream().filter(line -> "request".equals(line.get("logger"))))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).containsKeys("method", "path", "status", "ms", "request"));
        assertThat(json.errors()).contains("CAISSE_PROT is no variable");
    }

    @Test
    void probesAndMetricsAnswer() {
        assertThat(json.client().get("/healthz").status()).isEqualTo(200);
        assertThat(json.client().get("/readyz").at("status")).isEqualTo("ready");
        json.client().get("/v1/products");
        var metrics = json.client().get("/metrics").text();
        assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).matches(METRIC));
        assertThat(metrics)
                .contains("caisse_http_requests_seconds_count{area=\"api\",method=\"GET\",status=\"200\"}")
                .contains("caisse_node_lease_held 1");
    }

    @Test
    void linksUseTheListedNameTheRequestCameByAndNeverAnother() {
        assertThat(json.client().newSession().at("url")).startsWith(json.url() + "/pay/");
        var unlisted = new Client("http://localhost:" + json.port(), TestServer.SECRET_KEY);
        assertThat(unlisted.newSession().at("url")).startsWith(FIRST_NAME + "/pay/");
    }

    @Test
    void thePageShowsTheShopsNameAndLogo() {
        var url = json.client().newSession().at("url");
        var page = json.client().page(url).text();
        assertThat(page).contains("Tea &amp; Sons").contains("/logo?");
        var logo = json.client().page(url.replace("?", "/logo?"));
        assertThat(logo.status()).isEqualTo(200);
        assertThat(logo.header("Content-Type")).hasValue("image/png");
    }

    @Test
    void aNodeWithAnotherVaultKeyDoesNotStart() {
        var ended = ServerProcess.run(TestServer.variables(database, OTHER_KEY), "serve");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.errors())
                .contains("Set CAISSE_VAULT_KEY to the key of the node that started first")
                .doesNotContain("\tat ");
    }

    private static List<String> requestLines(ServerProcess server) {
        return server.errors()
                .lines()
                .filter(line -> line.contains("answered"))
                .filter(line -> !line.contains("/readyz"))
                .toList();
    }
}
