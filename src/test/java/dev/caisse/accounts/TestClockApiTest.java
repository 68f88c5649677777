package dev.caisse.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Merchants;
import dev.caisse.TestServer;
import dev.caisse.api.Tenant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `/v1/test_helpers` as strangers and mistakes call it.
class TestClockApiTest {
    private static final String CLOCKS = "/v1/test_helpers/test_clocks";
    private static final String ACCOUNTS = "/v1/test_helpers/accounts";
    private static final List<String> HOSTILE = List.of(
            "null",
            "\"\"",
            "\"x\"",
            "-1",
            "0",
            "1.5",
            "1e3",
            "[]",
            "{}",
            "true",
            "9223372036854775807",
            "9223372036854775808",
            "253402300799999",
            "253402300800000",
            "\"\\u0000\"",
            "\"1900000000 \"");

    private static TestServer server;
    private static Client owner;
    private static Client shop;
    private static String clock;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        owner = server.client();
        var opened = owner.post(ACCOUNTS, "{\"frozen_time\": 1900000000}");
        shop = owner.with(opened.at("secret_key"));
        clock = CLOCKS + "/" + opened.at("test_clock.id");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noValueOfFrozenTimeIsOurFault() {
        for (var hostile : HOSTILE) {
            for (var reply : List.of(
                    shop.post(clock + "/advance", "{\"frozen_time\": " + hostile + "}"),
                    owner.post(CLOCKS, "{\"frozen_time\": " + hostile + "}"),
                    owner.post(ACCOUNTS, "{\"name\": \"hostile\", \"frozen_time\": " + hostile + "}"))) {
                assertThat(reply.status()).as(hostile + ": " + reply.text()).isIn(200, 400);
            }
            assertThat(shop.post(clock + "/advance", "{\"frozen_time\": " + hostile + "}")
                            .status())
                    .as(hostile)
                    .isEqualTo(400);
        }
        assertThat(shop.get(clock).at("frozen_time")).isEqualTo("1900000000000");
    }

    @Test
    void noOtherParameterIsTaken() {
        assertThat(shop.post(clock + "/advance", "{\"frozen_time\": 1900000001, \"customer\": 1}")
                        .at("error.code"))
                .isEqualTo("parameter_unknown");
        assertThat(owner.post(ACCOUNTS, "{\"email\": \"a@shop.example\"}").at("error.code"))
                .isEqualTo("parameter_unknown");
        assertThat(shop.get(clock + "?x=1").at("error.code")).isEqualTo("parameter_unknown");
        assertThat(shop.get(CLOCKS + "?customer=x").at("error.code")).isEqualTo("parameter_unknown");
    }

    @Test
    void noOtherIdIsAClock() {
        for (var id : List.of("clock_1", "clock_0", "clock_x", "prod_1", "clock_99999999999999999999", "%00")) {
            for (var reply : List.of(
                    shop.get(CLOCKS + "/" + id),
                    shop.post(CLOCKS + "/" + id + "/advance", "{\"frozen_time\": 1950000000}"),
                    shop.delete(CLOCKS + "/" + id))) {
                assertThat(reply.status()).as(id + ": " + reply.text()).isIn(404, 400);
            }
        }
    }

    @Test
    void inLiveModeThereAreNoClocks() {
        var live = owner.with(Merchants.keyOf(server, new Tenant(account(), true)));
        assertThat(live.post(ACCOUNTS, "").at("error.code")).isEqualTo("test_mode_only");
        assertThat(live.post(CLOCKS, "{\"frozen_time\": 1900000000}").at("error.code"))
                .isEqualTo("test_mode_only");
        assertThat(live.post(clock + "/advance", "{\"frozen_time\": 1950000000}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aPublishableKeyMovesNothing() {
        var payer = owner.with(TestServer.PUBLISHABLE_KEY);
        assertThat(payer.post(ACCOUNTS, "").at("error.code")).isEqualTo("secret_key_required");
        assertThat(payer.get(CLOCKS).at("error.code")).isEqualTo("secret_key_required");
    }

    @Test
    void theSameIdempotencyKeyOpensOneAccountAndAdvancesOnce() {
        var key = Map.of("Idempotency-Key", "run 7");
        var first = owner.post(ACCOUNTS, "{\"frozen_time\": 1900000000}", key);
        var again = owner.post(ACCOUNTS, "{\"frozen_time\": 1900000000}", key);
        assertThat(again.text()).isEqualTo(first.text());
        var theirs = owner.with(first.at("secret_key"));
        var advance = CLOCKS + "/" + first.at("test_clock.id") + "/advance";
        var begun = theirs.post(advance, "{\"frozen_time\": 1900000060}", key);
        assertThat(theirs.post(advance, "{\"frozen_time\": 1900000060}", key).text())
                .isEqualTo(begun.text());
    }

    /// Its bank knows no clocks.
    @Test
    void withABankElsewhereThereAreNone() {
        try (var node = server.beside(Map.of(
                "CAISSE_SANDBOX_URL",
                "http://127.0.0.1:9",
                "CAISSE_SANDBOX_SECRET",
                "0123456789abcdef0123456789abcdef"))) {
            assertThat(new Client(node.url(), TestServer.SECRET_KEY)
                            .post(ACCOUNTS, "")
                            .at("error.code"))
                    .isEqualTo("test_clocks_not_available");
        }
    }

    @Test
    void anAccountIsOverAfterAWeek() {
        var opened = owner.post(ACCOUNTS, "");
        var theirs = owner.with(opened.at("secret_key"));
        assertThat(theirs.get("/v1/products").status()).isEqualTo(200);
        assertThat(Long.parseLong(opened.at("test_clock.deletes_after"))
                        - server.clock().nowMs())
                .isBetween(Duration.ofDays(6).toMillis(), Duration.ofDays(7).toMillis());
        server.db()
                .run(
                        "update test_clocks set deletes_after_ms = ? where id = ?",
                        server.clock().nowMs(),
                        Long.parseLong(opened.at("test_clock.id").substring("clock_".length())));
        assertThat(theirs.get("/v1/products").status()).isEqualTo(401);
    }

    @Test
    void theKeysOfAnAccountAreInNoRow() {
        var opened = owner.post(ACCOUNTS, "{\"name\": \"secretive\"}", Map.of("Idempotency-Key", "secretive"));
        var rows = Stream.of("accounts", "api_keys", "test_clocks", "idempotency_keys")
                .flatMap(table ->
                        server.db().all(row -> row.text("row"), "select t::text as row from " + table + " t").stream())
                .toList();
        assertThat(rows).noneMatch(row -> row.contains(opened.at("secret_key")));
        assertThat(new TreeSet<>(opened.json().keySet()))
                .containsExactly(
                        "created", "id", "livemode", "name", "object", "publishable_key", "secret_key", "test_clock");
    }

    private static long account() {
        return server.db()
                .one(row -> row.number("id"), "select min(id) as id from accounts where id > 0")
                .orElseThrow();
    }
}
