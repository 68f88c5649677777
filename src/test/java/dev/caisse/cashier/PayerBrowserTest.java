package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import dev.caisse.Reply;
import dev.caisse.accounts.Accounts;
import dev.caisse.api.Tenant;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Payers in a real browser before a real server: what they see, and that whatever they do they pay once and end at the
/// truth. In every test: no word on the console, no request to anyone but the cashier and the shop.
@Timeout(300)
class PayerBrowserTest {
    private static final String GOOD = "4242 4242 4242 4242";
    private static final String EMPTY_HANDED = "4000 0000 0000 9995";
    private static Till till;

    private final List<String> complaints = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();

    @BeforeAll
    static void start() {
        till = new Till(Map.of("CAISSE_ACCOUNT_NAME", "Pineapple & Co."));
    }

    @AfterAll
    static void stop() {
        till.close();
    }

    @AfterEach
    void closes() {
        contexts.forEach(BrowserContext::close);
        assertThat(complaints).isEmpty();
        var cashier = URI.create(till.server.url()).getAuthority();
        var shop = URI.create(till.shop.origin()).getAuthority();
        assertThat(requests)
                .map(request -> URI.create(request.url()).getAuthority())
                .isSubsetOf(cashier, shop, null);
        assertThat(till.shop.referrers()).isEmpty();
    }

    // ---- Paying ----

    @ParameterizedTest
    @EnumSource(Look.class)
    void paysAndArrivesAtTheShop(Look look) throws Exception {
        var session = till.session();
        var page = open(look, session);
        assertThat(page.getAttribute("html", "lang")).isEqualTo(look.words().lang());
        assertThat(page.getAttribute("html", "dir")).isEqualTo(look.words().dir());
        assertThat(page.innerText("button[type=submit]").strip())
                .isEqualTo(look.words().submit("pay", look.words().money(2500, "GBP")));
        looksWell(page, look, "pay");
        fillIn(page, GOOD);
        press(page);
        arrived(page, session);
        assertThat(till.now(session).at("payment_status")).isEqualTo("paid");
        assertThat(till.charges(session)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "ARABIC_PHONE", "WITHOUT_SCRIPTS"})
    void aDeclineLeavesTheFormFilledButForNumberAndCode(Look look) throws Exception {
        var session = till.session();
        var page = open(look, session);
        fillIn(page, EMPTY_HANDED);
        press(page);
        assertThat(page.innerText("[role=alert]").strip())
                .isEqualTo(look.words().decline("insufficient_funds"));
        if (look.hasScripts()) {
            assertThat(focused(page)).isEqualTo("alert");
        }
        assertThat(List.of("email", "cardExpiry", "billingName", "billingCountry", "billingPostalCode"))
                .map(field -> page.inputValue("#" + field))
                .containsExactly("jenny@example.com", "12 / 40", "Jenny Rosen", "GB", "SW1A 1AA");
        assertThat(page.inputValue("#cardNumber") + page.inputValue("#cardCvc")).isEmpty();
        looksWell(page, look, "decline");
        page.fill("#cardNumber", "5555 5555 5555 4444");
        page.fill("#cardCvc", "123");
        press(page);
        arrived(page, session);
        assertThat(till.charges(session)).isEqualTo(2);
    }

    @Test
    void digitsOfAnotherScriptAreDigitsWithoutScriptsToo() {
        var session = till.session();
        var page = open(Look.WITHOUT_SCRIPTS, session);
        fillIn(page, "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢");
        page.fill("#cardExpiry", "\u200f١٢ / ٤٠");
        page.fill("#cardCvc", "１２３");
        press(page);
        arrived(page, session);
    }

    // ---- Once, whatever happens ----

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "WITHOUT_SCRIPTS"})
    void pressingTwiceChargesOnce(Look look) {
        var session = till.session();
        var page = open(look, session);
        fillIn(page, GOOD);
        page.dblclick("button[type=submit]");
        arrived(page, session);
        assertThat(till.charges(session)).isEqualTo(1);
    }

    @Test
    void twoTabsEndAtTheSameTruth() {
        var session = till.session();
        var first = open(Look.DESKTOP, session);
        var second = open(Look.DESKTOP, session);
        fillIn(first, GOOD);
        fillIn(second, "5555 5555 5555 4444");
        press(first);
        arrived(first, session);
        press(second);
        arrived(second, session);
        assertThat(till.charges(session)).isEqualTo(1);
    }

    @Test
    void goingBackAndReloadingAfterPayingShowsThatItIsPaid() throws Exception {
        var session = till.session();
        var page = open(Look.DESKTOP, session);
        fillIn(page, GOOD);
        press(page);
        arrived(page, session);
        page.goBack();
        assertThat(page.innerText("h1")).isEqualTo("Already paid");
        page.reload();
        assertThat(page.innerText("h1")).isEqualTo("Already paid");
        Chromium.looksWell(page, "paid-DESKTOP");
        page.click("a.button");
        arrived(page, session);
        assertThat(till.charges(session)).isEqualTo(1);
    }

    @Test
    void reloadingAfterADeclineSendsNothingAgain() {
        var session = till.session();
        var page = open(Look.DESKTOP, session);
        fillIn(page, EMPTY_HANDED);
        press(page);
        page.waitForSelector("#alert:focus");
        page.reload();
        assertThat(page.inputValue("#email")).isEqualTo("jenny@example.com");
        assertThat(page.inputValue("#billingName")).isEqualTo("Jenny Rosen");
        assertThat(page.inputValue("#cardNumber")).isEmpty();
        assertThat(till.charges(session)).isEqualTo(1);
    }

    @Test
    void anAnswerLostOnTheWayIsFoundByOpeningThePageAgain() {
        var session = till.session();
        var page = open(Look.PHONE, session);
        fillIn(page, GOOD);
        page.route("**/pay/**", route -> {
            route.fetch(new Route.FetchOptions().setMaxRedirects(0));
            route.abort();
        });
        press(page);
        page.unroute("**/pay/**");
        page.navigate(session.at("url"));
        assertThat(page.innerText("h1")).isEqualTo("Already paid");
        assertThat(till.charges(session)).isEqualTo(1);
        complaints.clear();
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "WITHOUT_SCRIPTS"})
    void whoWaitsForAPaymentIsLedOnWhenItIsDone(Look look) {
        var session = till.session();
        till.setBusy(session, true);
        var page = open(look, session);
        assertThat(page.innerText("h1")).isEqualTo("Your payment is under way");
        payMeanwhile(page, session, GOOD);
        arrived(page, session);
    }

    @Test
    void whoWaitsForAPaymentThatIsDeclinedHearsWhy() {
        var session = till.session();
        till.setBusy(session, true);
        var page = open(Look.DESKTOP, session);
        payMeanwhile(page, session, EMPTY_HANDED);
        page.waitForSelector("[role=alert]");
        assertThat(page.innerText("[role=alert]")).contains("There is not enough money");
        assertThat(page.inputValue("#billingName")).isEqualTo("Jenny Rosen");
    }

    // ---- The ends ----

    @Test
    void anExpiredPageLeadsBackToTheShop() throws Exception {
        var pressed = till.session();
        var late = open(Look.PHONE, pressed);
        var session = till.session();
        fillIn(late, GOOD);
        till.server.advance(Duration.ofHours(24).plusSeconds(1));
        press(late);
        assertThat(late.innerText("h1")).isEqualTo("This page has expired");
        assertThat(till.charges(pressed)).isZero();
        var page = open(Look.ARABIC_PHONE, session);
        assertThat(page.innerText("h1")).isEqualTo(Look.ARABIC_PHONE.words().text("notice.expired.title"));
        Chromium.looksWell(page, "expired-ARABIC_PHONE");
        page.click("a.button");
        assertThat(page.url()).isEqualTo(till.shop.origin() + "/cart");
    }

    @Test
    void aPageThatIsNotThereTellsNothing() throws Exception {
        var url = till.session().at("url");
        var page = open(Look.DARK, url.replaceFirst("s=.", url.contains("s=A") ? "s=B" : "s=A"));
        assertThat(page.innerText("h1")).isEqualTo("We can’t find this page");
        assertThat(page.content()).doesNotContain("Pineapple");
        Chromium.looksWell(page, "not-found-DARK");
    }

    @Test
    void afterTenDeclinesThePageAsksToTurnToTheShop() throws Exception {
        var session = till.session();
        till.decline(session, 9);
        var html = till.merchant.page(session.at("url")).text();
        var page = open(Look.PHONE, session);
        fillIn(page, "4000 0000 0000 0002");
        press(page);
        assertThat(page.innerText("[role=alert]")).contains("cannot be paid by card", "Pineapple & Co.");
        assertThat(page.locator("form").count()).isZero();
        Chromium.looksWell(page, "too-many-declines-PHONE");
        assertThat(till.merchant.submit(session.at("url"), html, Map.of()).status())
                .isEqualTo(402);
        assertThat(till.now(session).at("status")).isEqualTo("open");
        page.click("a.button");
        assertThat(page.url()).isEqualTo(till.shop.origin() + "/cart");
    }

    @Test
    void theNameLeadsBackToTheShop() {
        var page = open(Look.DESKTOP, till.session());
        page.click("a.shop-name");
        assertThat(page.url()).isEqualTo(till.shop.origin() + "/cart");
    }

    @Test
    void withoutACancelUrlThereIsNoWayBack() {
        var session = till.session("", Till.CAKES);
        var page = open(Look.DESKTOP, session);
        assertThat(page.locator("a").count()).isZero();
        assertThat(page.innerText(".shop-name")).isEqualTo("Pineapple & Co.");
        fillIn(page, GOOD);
        press(page);
        arrived(page, session);
    }

    // ---- What is asked ----

    @Test
    void wrongDataIsMarkedWhereItStandsAndNothingIsSent() throws Exception {
        var page = open(Look.ARABIC_PHONE, till.session("\"billing_address_collection\": \"required\","));
        page.fill("#cardNumber", "4242 4242 4242 4241");
        page.fill("#cardExpiry", "04/21");
        page.fill("#cardCvc", "1");
        press(page);
        assertThat(requests).noneMatch(request -> request.method().equals("POST"));
        assertThat(focused(page)).isEqualTo("email");
        assertThat(page.locator(".error:not(:empty)").evaluateAll("all => all.map(error => error.id)"))
                .isEqualTo(List.of(
                        "email-error",
                        "cardNumber-error",
                        "cardExpiry-error",
                        "cardCvc-error",
                        "billingName-error",
                        "billingLine1-error",
                        "billingCity-error"));
        Chromium.looksWell(page, "errors-ARABIC_PHONE");
    }

    @Test
    void nothingToPayAsksForNoCard() throws Exception {
        var session = till.session("", Till.CAKES.replace("1250", "0"));
        var page = open(Look.DESKTOP, session);
        assertThat(page.locator("#cardNumber").count()).isZero();
        Chromium.looksWell(page, "free-DESKTOP");
        page.fill("#email", "jenny@example.com");
        press(page);
        arrived(page, session);
        assertThat(till.now(session).at("payment_status")).isEqualTo("no_payment_required");
    }

    @Test
    void aRequiredAddressIsAskedAndKept() throws Exception {
        var session = till.session("\"billing_address_collection\": \"required\",");
        var page = open(Look.DESKTOP, session);
        fillIn(page, GOOD);
        page.fill("#billingLine1", "1 Long Lane");
        page.fill("#billingCity", "London");
        Chromium.looksWell(page, "address-DESKTOP");
        press(page);
        arrived(page, session);
        assertThat(till.now(session).at("customer_details.address.line1")).isEqualTo("1 Long Lane");
    }

    @Test
    void whatTheMerchantKnowsIsFilledInAndTheirEmailIsFixed() {
        var session = till.session("""
                "customer_email": "ada@example.com", "payment_intent_data": {"billing_details": {"name": "Ada Lovelace",
                "email": "other@example.com", "address": {"country": "FR", "postal_code": "75001"}}},""");
        var page = open(Look.DESKTOP, session);
        assertThat(List.of("email", "billingName", "billingCountry", "billingPostalCode"))
                .map(field -> page.inputValue("#" + field))
                .containsExactly("ada@example.com", "Ada Lovelace", "FR", "75001");
        assertThat(page.isEditable("#email")).isFalse();
        page.evaluate("() => document.getElementById('email').value = 'eve@example.com'");
        fillInCard(page, GOOD);
        press(page);
        arrived(page, session);
        assertThat(till.now(session).at("customer_details.email")).isEqualTo("ada@example.com");
    }

    @ParameterizedTest
    @CsvSource({"book,Book for £25.00", "donate,Donate £25.00", "pay,Pay £25.00", "auto,Pay £25.00"})
    void theButtonSaysWhatItIsFor(String type, String words) {
        var page = open(Look.DESKTOP, till.session("\"submit_type\": \"%s\",".formatted(type)));
        assertThat(page.innerText("button[type=submit]").strip()).isEqualTo(words);
    }

    @Test
    void anotherTotalThanTheOneShownIsNotCharged() throws Exception {
        var session = till.session();
        var page = open(Look.PHONE, session);
        fillIn(page, GOOD);
        page.evaluate("() => document.querySelector('[name=shownTotal]').value = '1 GBP'");
        press(page);
        assertThat(page.innerText("[role=alert]")).contains("The total has changed. It is now £25.00");
        assertThat(page.inputValue("#cardNumber")).isEmpty();
        Chromium.looksWell(page, "total-changed-PHONE");
        assertThat(till.charges(session)).isZero();
        fillInCard(page, GOOD);
        press(page);
        arrived(page, session);
    }

    @Test
    void aForgedFormIsNotBelieved() {
        var session = till.session();
        var page = open(Look.DESKTOP, session);
        fillIn(page, GOOD);
        page.evaluate("() => document.querySelector('[name=token]').value = 'forged'");
        press(page);
        assertThat(page.innerText("[role=alert]")).contains("open for too long");
        assertThat(till.charges(session)).isZero();
    }

    // ---- The order ----

    @Test
    void picturesComeFromOurOwnOriginAndAnInitialStandsForAMissingOne() throws Exception {
        var page = open(Look.DESKTOP, ordered());
        var image = page.locator("img.tile");
        assertThat(image.getAttribute("src")).startsWith("/pay/cs_test_");
        assertThat(image.evaluate("image => image.complete && image.naturalWidth > 0"))
                .isEqualTo(true);
        assertThat(page.innerText("span.tile")).isEqualTo("O");
        Chromium.looksWell(page, "order-DESKTOP");
        page.screenshot(
                new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of("target/screenshots/cashier.png")));
    }

    @Test
    void hostileNamesAreOnlyText() throws Exception {
        var session = till.session("", """
                {"quantity": 999999, "price_data": {"currency": "kwd", "unit_amount": 1,
                 "product_data": {"name": "<img src=x onerror=alert(1)>\\u202e\\"'&{{7*7}}${7*7}", "description": "%s"}}}
                """.formatted("</ul><script>alert(1)</script>" + "W".repeat(300)));
        var page = open(Look.SMALL_PHONE, session);
        page.click("summary");
        assertThat(page.innerText(".name")).contains("<img src=x onerror=alert(1)>");
        assertThat(page.locator("img, .items script").count()).isZero();
        Chromium.looksWell(page, "hostile-SMALL_PHONE");
    }

    @Test
    void theFirstViewFitsItsBudget() {
        var page = open(Look.PHONE, ordered());
        page.waitForLoadState(LoadState.NETWORKIDLE);
        // Asking for a size lets the browser speak, and what it says is added to the list.
        var first = List.copyOf(requests);
        var bytes = first.stream()
                .map(Request::sizes)
                .mapToInt(sizes -> sizes.responseBodySize + sizes.responseHeadersSize)
                .sum();
        System.out.printf("first view, one picture: %d requests, %d bytes with headers%n", first.size(), bytes);
        assertThat(first).hasSizeLessThanOrEqualTo(4);
        assertThat(bytes).isLessThanOrEqualTo(40 * 1024);
    }

    // ---- How a payer does it ----

    private Reply ordered() {
        var url = "https://pictures.example/cake.png";
        var tenant = new Tenant(
                new Accounts().findFirst(till.server.db()).orElseThrow().id(), false);
        new Pictures().want(till.server.db(), tenant, List.of(url));
        new Pictures().saveReady(till.server.db(), new Pictures.Wanted(tenant, url), SamplePictures.cake());
        return till.session("\"cancel_url\": \"%s/cart\",".formatted(till.shop.origin()), """
                {"quantity": 2, "price_data": {"currency": "gbp", "unit_amount": 1850, "product_data":
                  {"name": "Pineapple cakes", "description": "Box of nine, baked on Tuesday", "images": ["%s"]}}},
                {"quantity": 1, "price_data": {"currency": "gbp", "unit_amount": 1200, "product_data":
                  {"name": "Oolong tea", "description": "High mountain, 100 g"}}}""".formatted(url));
    }

    /// Without scripts axe cannot run; the page is the same.
    private static void looksWell(Page page, Look look, String state) throws Exception {
        if (look.hasScripts()) {
            Chromium.looksWell(page, state + "-" + look);
        }
    }

    private Page open(Look look, Reply session) {
        return open(look, session.at("url"));
    }

    private Page open(Look look, String url) {
        var context = Chromium.context(look.options());
        contexts.add(context);
        var page = context.newPage();
        page.onConsoleMessage(this::heard);
        page.onPageError(complaints::add);
        page.onRequest(requests::add);
        page.navigate(url);
        return page;
    }

    /// Chromium reports each page with a status of 4xx, which a decline is.
    private void heard(ConsoleMessage message) {
        if (!message.text().matches("Failed to load resource: .* status of 4(00|02|04|09|22) .*")) {
            complaints.add(message.text());
        }
    }

    private static void fillIn(Page page, String card) {
        page.fill("#email", "jenny@example.com");
        page.fill("#billingName", "Jenny Rosen");
        page.selectOption("#billingCountry", "GB");
        page.fill("#billingPostalCode", "SW1A 1AA");
        fillInCard(page, card);
    }

    private static void fillInCard(Page page, String card) {
        page.fill("#cardNumber", card);
        page.fill("#cardExpiry", "12 / 40");
        page.fill("#cardCvc", "123");
    }

    /// The session is free for a moment; what the page asks then waits until it is not, as this thread answers it.
    private static void payMeanwhile(Page page, Reply session, String card) {
        page.route("**/*", Route::resume);
        till.setBusy(session, false);
        till.merchant.pay(session.at("url"), card);
    }

    private static void press(Page page) {
        page.click("button[type=submit]");
    }

    private static void arrived(Page page, Reply session) {
        page.waitForURL(till.thanks(session));
        assertThat(page.innerText("h1")).isEqualTo("Thank you");
    }

    private static String focused(Page page) {
        return (String) page.evaluate("() => document.activeElement.id");
    }
}
