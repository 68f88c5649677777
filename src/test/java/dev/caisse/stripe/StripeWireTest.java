package dev.caisse.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a request in Stripe's dialect is answered with, byte by byte: headers, versions, and errors as JSON always.
class StripeWireTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    private static TestServer server;
    private static Client merchant;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        merchant = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpRequest.Builder request(String path, String version) {
        return merchant.request(path).header("Stripe-Version", version);
    }

    private static Reply get(String path, String version) {
        return merchant.send(request(path, version).GET());
    }

    private static Reply post(String path, String version, String form) {
        return merchant.send(request(path, version).header("Content-Type", FORM).POST(BodyPublishers.ofString(form)));
    }

    @Test
    void stripesProgramsAreKnownByTheirName() {
        var made = merchant.send(merchant.request("/v1/prices")
                .header("User-Agent", "Stripe/v1 stripe-cli/1.52.0")
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString("currency=GBP&unit_amount=5&product_data[name]=Tea")));
        assertThat(made.at("currency")).isEqualTo("gbp");
        assertThat(made.header("Stripe-Version")).hasValue("2026-10-28.endive");
    }

    @Test
    void theNativeDialectHasNoneOfIt() {
        var made = merchant.post("/v1/products", "{\"name\":\"Tea\"}", java.util.Map.of("Idempotency-Key", "native"));
        assertThat(made.header("Stripe-Version")).isEmpty();
        assertThat(made.header("Idempotency-Key")).isEmpty();
        assertThat(made.text()).doesNotContain("marketing_features");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2011-01-01", "2022-08-01", "2022-11-15", "2024-06-20", "2025-03-31.basil", "2026-10-28.endive"})
    void aVersionIsSaidBack(String version) {
        assertThat(get("/v1/products", version).header("Stripe-Version")).hasValue(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "2010-12-31",
                "2022-13-01",
                "2025-03-31",
                "2022-08-01.basil",
                "2027-01-01.endive",
                "2025-03-31.fig"
            })
    void aVersionThatThereIsNotIsRefused(String version) {
        var reply = get("/v1/products", version);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("error.code")).isEqualTo("version_unknown");
        assertThat(reply.header("Stripe-Version")).isEmpty();
    }

    @Test
    void whateverIsRefusedIsToldInJsonAndNotToBeRepeated() {
        for (var reply : List.of(
                get("/v1/nothing", "2022-11-15"),
                merchant.send(request("/v1/products", "2022-11-15").DELETE()),
                merchant.send(request("/v1/products", "2022-11-15")
                        .header("Content-Type", "text/xml")
                        .POST(BodyPublishers.ofString("<a/>"))),
                merchant.send(request("/v1/products", "2022-11-15")
                        .header("Content-Type", FORM)
                        .POST(BodyPublishers.ofString("name=" + "x".repeat(1 << 20)))))) {
            assertThat(reply.status()).isIn(404, 405, 413, 415);
            assertThat(reply.header("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
            assertThat(reply.at("error.message")).isNotEmpty();
            assertThat(reply.text()).startsWith("{\"error\":").doesNotContain("\"message\":null");
            assertThat(reply.header("Stripe-Should-Retry")).hasValue("false");
        }
    }

    @Test
    void aRealEndpointOfStripesThatIsNotHereSaysSo() {
        for (var path : List.of("/v1/subscriptions", "/v1/invoices/in_1", "/v1/account", "/v1/terminal/readers")) {
            var reply = get(path, "2022-11-15");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.at("error.code")).isEqualTo("unsupported_endpoint");
        }
        assertThat(merchant.get("/v1/subscriptions").status()).isEqualTo(404);
    }

    @Test
    void chargesStandInIntentsUntilTheyHadALatestCharge() {
        var form = "amount=500&currency=gbp&confirm=true&payment_method=pm_card_visa";
        var old = post("/v1/payment_intents", "2022-08-01", form);
        assertThat(old.text()).doesNotContain("latest_charge");
        assertThat(old.at("charges.object")).isEqualTo("list");
        assertThat(old.text()).contains("\"refunds\":{\"object\":\"list\"");
        var recent = post("/v1/payment_intents", "2022-11-15", form);
        assertThat(recent.at("latest_charge")).startsWith("ch_");
        assertThat(recent.text()).doesNotContain("\"charges\"");
    }

    @Test
    void aParameterIsNamedAsStripeSpellsIt() {
        var reply = post("/v1/prices", "2022-11-15", "currency=gbp&unit_amount=5&product_data[name]=");
        assertThat(reply.at("error.param")).isEqualTo("product_data[name]");
    }

    @Test
    void aPayersBrowserExpandsNothing() {
        var intent = post("/v1/payment_intents", "2022-11-15", "amount=500&currency=gbp");
        var reply = merchant.with(TestServer.PUBLISHABLE_KEY)
                .send(merchant.with(TestServer.PUBLISHABLE_KEY)
                        .request("/v1/payment_intents/" + intent.at("id") + "?expand[]=latest_charge&client_secret="
                                + intent.at("client_secret"))
                        .header("Stripe-Version", "2022-11-15")
                        .GET());
        assertThat(reply.status()).isEqualTo(403);
    }
}
