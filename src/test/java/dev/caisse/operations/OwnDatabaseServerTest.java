package dev.caisse.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.ServerProcess;
import dev.caisse.TestServer;
import dev.caisse.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server on an operator's own PostgreSQL: the oldest that is supported, one that goes away and comes back, and one
/// that would lose what it confirmed.
class OwnDatabaseServerTest {

    @Test
    void fromProductToPaidAndOnThroughAnOutageOfTheDatabase() throws IOException {
        try (var postgres = DebianPostgres.running();
                var server = ServerProcess.start(variables(postgres))) {
            var merchant = server.client();
            var product = merchant.post("/v1/products", "{\"name\": \"Tea\"}");
            var price = merchant.post("/v1/prices", """
                    {"currency": "gbp", "unit_amount": 450, "product": "%s"}""".formatted(product.at("id")));
            var session = merchant.post("/v1/checkout/sessions", """
                    {"success_url": "https://shop.example/thanks", "line_items": [{"price": "%s", "quantity": 2}]}
                    """.formatted(price.at("id")));
            var html = merchant.page(session.at("url")).text();

            postgres.stop();
            saysWhatIsMissing(merchant, session.at("url"), html);
            postgres.start();

            Eventually.holds(() -> merchant.get("/readyz").status() == 200);
            assertThat(merchant.get("/v1/products/" + product.at("id")).status())
                    .isEqualTo(200);
            assertThat(merchant.pay(session.at("url"), "4242424242424242").status())
                    .isEqualTo(303);
            assertThat(merchant.get("/v1/checkout/sessions/" + session.at("id")).at("payment_status"))
                    .isEqualTo("paid");
        }
    }

    private static void saysWhatIsMissing(Client merchant, String pageUrl, String html) {
        var ready = merchant.get("/readyz");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.at("reasons")).contains("the database does not answer");
        assertThat(merchant.get("/healthz").status()).isEqualTo(200);
        var replies = Together.run(4, at -> switch (at) {
            case 0 -> merchant.get("/v1/products");
            case 1 -> merchant.post("/v1/products", "{\"name\": \"Lost\"}");
            case 2 -> merchant.page(pageUrl);
            default -> merchant.submit(pageUrl, html, Map.of());
        });
        assertThat(replies).extracting(Reply::status).containsOnly(503);
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.header("Retry-After")).isPresent());
        assertThat(replies.subList(0, 2))
                .extracting(reply -> reply.at("error.code"))
                .containsOnly("overloaded");
        assertThat(replies.subList(2, 4))
                .extracting(Reply::text)
                .allSatisfy(text -> assertThat(text).contains("<html"));
    }

    @Test
    void aDatabaseThatCouldLoseWhatItConfirmedIsRefused() throws IOException {
        try (var postgres = DebianPostgres.running("-F")) {
            var ended = ServerProcess.run(variables(postgres), "serve");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.errors())
                    .contains("fsync = off")
                    .contains("postgresql.conf")
                    .doesNotContain("\tat ");
        }
    }

    private static Map<String, String> variables(DebianPostgres postgres) throws IOException {
        return new HashMap<>(Map.of(
                "CAISSE_DATABASE_URL",
                postgres.url(),
                "CAISSE_DATA_DIR",
                Files.createTempDirectory("caisse-test-server-").toString(),
                "CAISSE_TEST_SECRET_KEY",
                TestServer.SECRET_KEY,
                "CAISSE_TEST_PUBLISHABLE_KEY",
                TestServer.PUBLISHABLE_KEY));
    }
}
