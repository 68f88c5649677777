package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages in a real browser, under the content policy they are served with. No server: the browser's requests are
/// answered from memory. Pictures of every state are left under `target/screenshots`.
class CashierBrowserTest {
    private static final String ORIGIN = "https://cashier.test";
    private static final String NUMBERS = """
            4242424242424242    | 4242 4242 4242 4242     | visa
            4242-4242-4242-4242 | 4242 4242 4242 4242     | visa
            ٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢    | 4242 4242 4242 4242     | visa
            5555555555554444    | 5555 5555 5555 4444     | mastercard
            2223003122003222    | 2223 0031 2200 3222     | mastercard
            378282246310005     | 3782 822463 10005       | amex
            6011111111111117    | 6011 1111 1111 1117     | discover
            36227206271667      | 3622 720627 1667        | diners
            3056930009020004    | 3056 9300 0902 0004     | diners
            3566002020360505    | 3566 0020 2036 0505     | jcb
            6205500000000000004 | 6205 5000 0000 0000 004 | unionpay
            """;
    private static final Map<String, String> EXPIRIES = Map.of(
            "1240", "12 / 40",
            "12/40", "12 / 40",
            "12 / 2040", "12 / 40",
            "122040", "12 / 40",
            "340", "03 / 40",
            "3/40", "03 / 40",
            "1/40", "01 / 40",
            "12-40", "12 / 40");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; object-src 'none'; form-action 'self'";

    private final List<String> complaints = new ArrayList<>();
    private final List<String> posted = new ArrayList<>();
    private BrowserContext context;

    @AfterEach
    void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"en,1280,LIGHT", "en,1280,DARK", "en,390,LIGHT", "ar,390,DARK", "de,320,LIGHT"})
    void everyStateLooksWell(String language, int width, ColorScheme scheme) throws Exception {
        var page = open(width, scheme, true);
        for (var state : Samples.all(Words.pick(language, null)).entrySet()) {
            show(page, state.getValue());
            Chromium.looksWell(page, String.join("-", state.getKey(), language, scheme.name(), "" + width));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 1280})
    void noTextOverflowsInAnyLanguage(int width) {
        var page = open(width, ColorScheme.LIGHT, true);
        for (var language : Language.all()) {
            Samples.all(Words.pick(language.tag(), null)).forEach((name, html) -> {
                show(page, html);
                assertThat(Chromium.overflowing(page))
                        .as(name + " " + language.tag())
                        .isEmpty();
            });
        }
    }

    @Test
    void aNumberIsSpacedAsOnTheCardAndItsBrandShown() {
        var page = payment();
        var number = page.locator("#cardNumber");
        NUMBERS.lines().map(line -> line.split("\\s*\\|\\s*")).forEach(line -> {
            number.fill("");
            number.pressSequentially(line[0]);
            assertThat(number.inputValue()).isEqualTo(line[1]);
            assertThat(page.getAttribute(".brands", "data-brand")).isEqualTo(line[2]);
            number.blur();
            assertThat(page.textContent("#cardNumber-error")).isEmpty();
        });
    }

    @Test
    void anExpiryIsReadHoweverItIsWritten() {
        var page = payment();
        var expiry = page.locator("#cardExpiry");
        EXPIRIES.forEach((written, shaped) -> {
            expiry.fill("");
            expiry.pressSequentially(written);
            assertThat(expiry.inputValue()).as("typed").isEqualTo(shaped);
            expiry.fill(written);
            assertThat(expiry.inputValue()).as("pasted").isEqualTo(shaped);
        });
    }

    @Test
    void deletingAnExpiryNeverSticksAtTheSlash() {
        var page = payment();
        page.locator("#cardExpiry").pressSequentially("1240");
        for (var presses = 0; presses < 7; presses++) {
            page.keyboard().press("Backspace");
        }
        assertThat(page.inputValue("#cardExpiry")).isEmpty();
    }

    @Test
    void aDigitMendedInTheMiddleLeavesTheCaretThere() {
        var page = payment();
        page.locator("#cardNumber").pressSequentially("4242424242424242");
        page.evaluate("() => document.getElementById('cardNumber').setSelectionRange(6, 6)");
        page.keyboard().press("Backspace");
        page.keyboard().type("7");
        assertThat(page.inputValue("#cardNumber")).isEqualTo("4242 7242 4242 4242");
        assertThat(page.evaluate("() => document.getElementById('cardNumber').selectionStart"))
                .isEqualTo(6);
    }

    @Test
    void wrongDataNeverLeavesTheBrowser() {
        var page = payment();
        page.fill("#email", "jenny@");
        page.locator("#cardNumber").pressSequentially("4242424242424241");
        page.fill("#cardExpiry", "04/21");
        page.fill("#cardCvc", "12");
        page.click("button[type=submit]");
        assertThat(posted).isEmpty();
        var words = Words.of(java.util.Locale.UK);
        assertThat(page.textContent("#email-error")).isEqualTo(words.error(Field.EMAIL, Flaw.INVALID));
        assertThat(page.textContent("#cardNumber-error")).isEqualTo(words.error(Field.CARD_NUMBER, Flaw.INVALID));
        assertThat(page.textContent("#cardExpiry-error")).isEqualTo(words.error(Field.CARD_EXPIRY, Flaw.PAST));
        assertThat(page.textContent("#cardCvc-error")).isEqualTo(words.error(Field.CARD_CVC, Flaw.INCOMPLETE));
        assertThat(page.textContent("#billingName-error")).isEqualTo(words.error(Field.BILLING_NAME, Flaw.EMPTY));
        assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("email");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGoodFormIsPostedOnceWithAndWithoutScripts(boolean scripts) {
        var page = open(1280, ColorScheme.LIGHT, scripts);
        show(page, Samples.page(Words.of(java.util.Locale.UK)).render());
        fillIn(page);
        page.dblclick("button[type=submit]");
        page.waitForURL("**/pay/cs_test_1**");
        assertThat(posted.getFirst()).contains("cardExpiry=12+%2F+40", "billingCountry=GB", "token=anti-forgery");
        assertThat(scripts ? posted.size() : 1).isEqualTo(1);
    }

    @Test
    void aFormOnItsWayHoldsTheButtonUntilThePageIsSeenAgain() {
        var page = payment();
        // An answer without content keeps the browser on the page, as a payer going back would be.
        page.route("**/pay/**", route -> route.fulfill(new Route.FulfillOptions().setStatus(204)));
        fillIn(page);
        page.click("button[type=submit]");
        page.waitForSelector("button[aria-disabled=true]");
        assertThat(page.textContent("#status")).isEqualTo("Processing…");
        page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
        assertThat(page.textContent("button[type=submit] .label")).isEqualTo("Pay £120.00");
        assertThat(page.getAttribute("button[type=submit]", "aria-disabled")).isNull();
    }

    @Test
    void onAPhoneTheOrderIsFoldedAndWithoutScriptsItOpens() {
        var page = open(390, ColorScheme.LIGHT, false);
        show(page, Samples.page(Words.of(java.util.Locale.UK)).render());
        assertThat(page.isVisible(".items")).isFalse();
        page.click("summary");
        assertThat(page.isVisible(".items")).isTrue();
    }

    @Test
    void onADesktopTheOrderIsAlwaysOpen() {
        var page = open(1280, ColorScheme.LIGHT, false);
        show(page, Samples.page(Words.of(java.util.Locale.UK)).render());
        assertThat(page.isVisible(".items")).isTrue();
        assertThat(page.isVisible("summary")).isFalse();
    }

    private Page payment() {
        var page = open(390, ColorScheme.LIGHT, true);
        show(page, Samples.page(Words.of(java.util.Locale.UK)).render());
        return page;
    }

    private static void fillIn(Page page) {
        page.fill("#email", "jenny@example.com");
        page.fill("#cardNumber", "4242 4242 4242 4242");
        page.fill("#cardExpiry", "12 / 40");
        page.fill("#cardCvc", "123");
        page.fill("#billingName", "Jenny Rosen");
    }

    private Page open(int width, ColorScheme scheme, boolean scripts) {
        context = Chromium.context(new Browser.NewContextOptions()
                .setViewportSize(width, 844)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(scripts));
        var page = context.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        page.route("**/assets/*", CashierBrowserTest::serveAsset);
        page.route("**/pay/**", this::takePost);
        return page;
    }

    private void show(Page page, byte[] html) {
        page.unroute(ORIGIN + "/");
        page.route(ORIGIN + "/", route -> answer(route, "text/html; charset=utf-8", html));
        page.navigate(ORIGIN + "/");
    }

    private static void serveAsset(Route route) {
        var path = route.request().url();
        var asset = Samples.ASSETS.find(path.substring(path.lastIndexOf('/') + 1));
        asset.ifPresentOrElse(
                found -> answer(route, found.contentType(), found.bytes()),
                () -> route.fulfill(new Route.FulfillOptions().setStatus(404)));
    }

    private void takePost(Route route) {
        posted.add(route.request().postData());
        answer(route, "text/plain", new byte[0]);
    }

    private static void answer(Route route, String contentType, byte[] body) {
        route.fulfill(new Route.FulfillOptions()
                .setHeaders(Map.of("content-type", contentType, "content-security-policy", POLICY))
                .setBodyBytes(body));
    }
}
