package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.json.Json;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The payment page as bytes and headers: what it promises to browsers, what it demands of a link, and that the server
/// checks everything again.
class PayPageTest {
    private static final String OTHERS_KEY = "pk_test_zyxwvutsrqponmlkjihgfe";
    private static final Pattern SCRIPT = Pattern.compile("<script src=\"([^\"]+)\" integrity=\"([^\"]+)\" defer>");
    private static Till till;
    private static Client payer;

    @BeforeAll
    static void start() {
        till = new Till(Map.of());
        payer = till.merchant;
    }

    @AfterAll
    static void stop() {
        till.close();
    }

    // ---- Headers ----

    @Test
    void thePageIsServedUnderTheStrictestPolicyThatLetsPayersLeaveForTheShop() {
        var session = till.session("\"cancel_url\": \"back.example\",", Till.CAKES);
        var page = payer.page(session.at("url"));
        assertThat(page.header("Content-Security-Policy").orElseThrow().split("; "))
                .containsExactlyInAnyOrder(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "connect-src 'self'",
                        "img-src 'self' data:",
                        "base-uri 'none'",
                        "object-src 'none'",
                        "frame-src 'self'",
                        "frame-ancestors 'none'",
                        "report-uri /csp-reports",
                        "form-action 'self' " + till.shop.origin() + " https://back.example");
        assertGuarded(page);
        assertThat(page.text()).doesNotContainPattern("<script(?! src)|<style|\\sstyle=|\\son[a-z]+=");
    }

    @Test
    void aPageThatIsNotThereIsAsGuarded() {
        var page = payer.page(till.server.url() + "/pay/cs_test_1");
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Security-Policy"))
                .hasValueSatisfying(
                        policy -> assertThat(policy).contains("frame-ancestors 'none'", "form-action 'self'"));
        assertGuarded(page);
    }

    private static void assertGuarded(Reply page) {
        assertThat(page.header("Cache-Control")).hasValue("no-store");
        assertThat(page.header("Referrer-Policy")).hasValue("same-origin");
        assertThat(page.header("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.header("Permissions-Policy")).hasValue("payment=()");
        assertThat(page.header("Strict-Transport-Security")).isEmpty();
        assertThat(page.header("Set-Cookie")).isEmpty();
    }

    @Test
    void behindTlsBrowsersAreToldToStayThere() {
        int port = HttpServer.freePort("127.0.0.1");
        var behindTls = Map.of("CAISSE_PUBLIC_URL", "https://pay.example", "CAISSE_PORT", "" + port);
        try (var _ = TestServer.start(behindTls)) {
            var direct = new Client("http://127.0.0.1:" + port, TestServer.SECRET_KEY);
            var url = direct.newSession().at("url");
            assertThat(url).startsWith("https://pay.example/pay/");
            var page = direct.page(url.replace("https://pay.example", direct.url()));
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Strict-Transport-Security"))
                    .hasValueSatisfying(value -> assertThat(value).startsWith("max-age="));
        }
    }

    @Test
    void theScriptOfThePageIsTheOneThatTheListNames() throws Exception {
        var found = SCRIPT.matcher(payer.page(till.session().at("url")).text());
        assertThat(found.find()).isTrue();
        var served = payer.get(found.group(1)).raw().body();
        var hash = "sha384-"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-384").digest(served));
        var listed = (List<?>)
                Json.read(payer.get("/.well-known/cashier-scripts.json").text());
        assertThat(listed)
                .singleElement()
                .satisfies(script -> assertThat(((Map<?, ?>) script).get("hash"))
                        .isEqualTo(hash)
                        .isEqualTo(found.group(2)));
    }

    @Test
    void pagesAndFilesAreSentCompressedToWhomTakesIt() throws Exception {
        var url = till.session().at("url");
        var script = SCRIPT.matcher(payer.page(url).text());
        assertThat(script.find()).isTrue();
        for (var address : List.of(url, till.server.url() + script.group(1))) {
            var packed = payer.send(HttpRequest.newBuilder(URI.create(address)).header("Accept-Encoding", "gzip"));
            assertThat(packed.header("Content-Encoding")).hasValue("gzip");
            var unpacked =
                    new GZIPInputStream(new ByteArrayInputStream(packed.raw().body())).readAllBytes();
            assertThat(unpacked).isEqualTo(payer.page(address).raw().body());
        }
        assertThat(payer.get(script.group(1)).header("Vary")).hasValue("Accept-Encoding");
    }

    @Test
    void theHeadOfAPageIsThatOfThePage() {
        var url = till.session().at("url");
        var head = payer.send(HttpRequest.newBuilder(URI.create(url)).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.raw().body()).isEmpty();
        assertGuarded(head);
        var deleted = payer.send(HttpRequest.newBuilder(URI.create(url)).DELETE());
        assertThat(deleted.status()).isEqualTo(405);
    }

    // ---- Links ----

    @Test
    void whatALinkDoesNotProveIsOneAndTheSamePage() {
        otherAccount();
        var url = till.session().at("url");
        var other = URI.create(till.session().at("url"));
        var nowhere = payer.page(till.server.url() + "/pay/nothing");
        assertThat(nowhere.status()).isEqualTo(404);
        for (var wrong : List.of(
                url.replaceFirst("&s=.*", ""),
                url.replaceFirst("&s=.*", "&s="),
                url.replaceFirst("s=.", "s=-"),
                url + "x",
                url.replaceFirst("&s=.*", other.getQuery().replaceFirst(".*&", "&")),
                url.replaceFirst("key=[^&]*", "key=" + TestServer.SECRET_KEY),
                url.replaceFirst("key=[^&]*", "key=" + OTHERS_KEY),
                url.replaceFirst("key=[^&]*", "key="),
                url.replace("cs_test_", "cs_live_"),
                url.replace("cs_test_", "cs_"),
                url.replace("cs_test_", "cs_test_0"),
                url.replace("cs_test_", "pi_"),
                url.replace("/pay/", "/pay//"),
                url.replaceFirst("\\?", "?s=first&"),
                url.replaceFirst("\\?", "/logo?"),
                url.replaceFirst("\\?", "/pictures/0?"),
                url.replaceFirst("\\?", "/pictures/999?"))) {
            var page = payer.page(wrong);
            assertThat(page.status()).as(wrong).isEqualTo(404);
            assertThat(page.text()).as(wrong).isEqualTo(nowhere.text());
        }
        assertThat(payer.page(url).status()).isEqualTo(200);
    }

    @Test
    void aThousandNeighboursLeadNowhere() {
        var session = till.session();
        var url = session.at("url");
        long id = Till.number(session);
        for (long neighbour = id - 500; neighbour <= id + 500; neighbour++) {
            var page = payer.page(url.replace("" + id, "" + neighbour));
            assertThat(page.status()).isEqualTo(neighbour == id ? 200 : 404);
        }
    }

    private static void otherAccount() {
        till.server.db().run("insert into accounts (id, name) values (7, 'Another shop')");
        till.server.db().run("""
                insert into api_keys (account_id, live, id, is_secret, hash, hint, publishable)
                values (7, false, 8, false, sha256(?), 'pk', ?)
                """, OTHERS_KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8), OTHERS_KEY);
    }

    // ---- The server checks again ----

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            email             |                     | Enter your email.
            email             | jenny@              | This email looks incomplete
            cardNumber        |                     | Enter your card number.
            cardNumber        | 4242424242424241    | This card number is not valid
            cardNumber        | 4242                | This card number is not valid
            cardNumber        | <script>            | This card number is not valid
            cardExpiry        |                     | Enter the expiry date.
            cardExpiry        | 13/40               | Enter month and year
            cardExpiry        | 04/21               | This date has passed
            cardExpiry        | 04/99               | Enter month and year
            cardCvc           |                     | Enter the security code.
            cardCvc           | 12                  | This security code is incomplete
            cardCvc           | 1234                | This security code is incomplete
            cardCvc           | abc                 | This security code is incomplete
            billingName       |                     | Enter the name on the card.
            billingCountry    |                     | Choose a country or region.
            billingCountry    | Atlantis            | Choose a country or region.
            billingLine1      |                     | Enter your address.
            billingCity       |                     | Enter your city.
            """)
    void aWrongFieldIsMarkedAndNothingIsAsked(String field, String value, String text) {
        var session = till.session("\"billing_address_collection\": \"required\",");
        var fields = new java.util.HashMap<>(Map.of("billingLine1", "1 Long Lane", "billingCity", "London"));
        fields.put(field, value == null ? "" : value);
        var page = payer.pay(session.at("url"), fields);
        assertThat(page.status()).isEqualTo(422);
        assertThat(page.text()).contains("id=\"" + field + "-error\">" + text);
        assertThat(page.text()).doesNotContain("4242424242424242", "4242424242424241");
        assertThat(till.charges(session)).isZero();
    }

    @Test
    void whatIsTooLongIsNeverCutIntoSomethingElse() {
        var session = till.session();
        var email = "jenny@" + "a.".repeat(130) + "example";
        assertThat(payer.pay(session.at("url"), Map.of("email", email)).status())
                .isEqualTo(422);
        assertThat(payer.pay(session.at("url"), Map.of("cardNumber", "4242424242424242" + " ".repeat(60) + "1"))
                        .status())
                .isEqualTo(422);
        assertThat(payer.pay(session.at("url"), Map.of("cardExpiry", "12" + " ".repeat(60_000) + "x"))
                        .status())
                .isEqualTo(422);
        assertThat(payer.pay(session.at("url"), Map.of("billingName", "J".repeat(70_000)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aFormWithoutItsTokenIsNotBelieved() {
        var session = till.session();
        var other = till.session();
        var html = payer.page(session.at("url")).text();
        var othersToken =
                payer.page(other.at("url")).text().replaceFirst("(?s).*name=\"token\" value=\"([^\"]*)\".*", "$1");
        for (var token : List.of("", "forged", othersToken)) {
            assertThat(payer.submit(session.at("url"), html, Map.of("token", token))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(till.charges(session)).isZero();
    }

    @Test
    void aFormPressedTooLateIsToldThatThePageHasExpired() {
        var session = till.session();
        var html = payer.page(session.at("url")).text();
        till.server.advance(Duration.ofHours(24).plusSeconds(1));
        var page = payer.submit(session.at("url"), html, Map.of());
        assertThat(page.text()).contains("This page has expired");
        assertThat(till.charges(session)).isZero();
    }

    @Test
    void aFreeOrderThatIsCompleteLeadsOnToo() {
        var session = till.session("", Till.CAKES.replace("1250", "0"));
        var html = payer.page(session.at("url")).text();
        for (int presses = 0; presses < 2; presses++) {
            var answer = payer.submit(session.at("url"), html, Map.of());
            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.header("Location")).hasValue(till.thanks(session));
        }
    }
}
