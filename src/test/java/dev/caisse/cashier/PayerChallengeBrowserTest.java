package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.caisse.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Payers whose bank asks whether it is really them, in a real browser: in a frame of our page with JavaScript, on the
/// bank's own page without, and back.
@Timeout(300)
class PayerChallengeBrowserTest {
    private static final String ASKS = "4000 0027 6000 3184";
    private static final String COMPLETE = "#test-source-authorize-3ds";
    private static final String FAIL = "#test-source-fail-3ds";
    private static Till till;

    private final List<String> complaints = new ArrayList<>();
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
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "SMALL_PHONE", "ARABIC_PHONE"})
    void thePayerAnswersInAFrameAndArrivesAtTheShop(Look look) throws Exception {
        var session = till.session();
        var page = pressed(look, session);
        var bank = page.frameLocator("iframe");
        bank.locator(COMPLETE).waitFor();
        Chromium.looksWell(page, "challenge-" + look);
        bank.locator(COMPLETE).click();
        page.waitForURL(till.thanks(session));
        assertThat(till.now(session).at("payment_status")).isEqualTo("paid");
        assertThat(till.charges(session)).isEqualTo(1);
    }

    @Test
    void thePayerFailsInTheFrameAndPaysWithAnotherCard() {
        var session = till.session();
        var page = pressed(Look.DESKTOP, session);
        page.frameLocator("iframe").locator(FAIL).click();
        page.waitForSelector("[role=alert]");
        assertThat(page.innerText("[role=alert]").strip())
                .isEqualTo(Look.DESKTOP.words().decline("authentication_failed"));
        fillIn(page, "4242 4242 4242 4242");
        page.click("button[type=submit]");
        page.waitForURL(till.thanks(session));
    }

    @Test
    void withoutScriptsTheBanksPageIsAPageOfItsOwn() {
        var session = till.session();
        var page = pressed(Look.WITHOUT_SCRIPTS, session);
        page.waitForURL("**/sandbox/challenge/**");
        page.click(COMPLETE);
        page.waitForURL(till.thanks(session));
        assertThat(till.now(session).at("payment_status")).isEqualTo("paid");
    }

    @Test
    void thePayerTakesAnotherCardInstead() {
        var session = till.session();
        var page = pressed(Look.DESKTOP, session);
        page.click("#otherCard");
        fillIn(page, "4242 4242 4242 4242");
        page.click("button[type=submit]");
        page.waitForURL(till.thanks(session));
        assertThat(till.charges(session)).isEqualTo(1);
    }

    @Test
    void onAnotherNodeTheSecurityCodeIsAskedOnceMore() throws Exception {
        var session = till.session();
        var page = pressed(Look.DESKTOP, session);
        page.frameLocator("iframe").locator(COMPLETE).waitFor();
        till.merchant.postForm(URI.create(page.getAttribute("iframe", "src")).getPath(), "choice=complete");
        try (var node = till.server.beside()) {
            page.navigate(
                    session.at("url").replace(till.server.url(), node.url()).replace("?", "/finish?"));
            page.waitForSelector("#cardCvc");
            Chromium.looksWell(page, "code-" + Look.DESKTOP);
            page.fill("#cardCvc", "12");
            page.click("button[type=submit]");
            assertThat(page.innerText("#cardCvc-error")).isNotBlank();
            page.fill("#cardCvc", "123");
            page.click("button[type=submit]");
            page.waitForURL(till.thanks(session));
        }
        assertThat(till.charges(session)).isEqualTo(1);
    }

    private Page pressed(Look look, Reply session) {
        var context = Chromium.context(look.options());
        contexts.add(context);
        var page = context.newPage();
        page.onConsoleMessage(message -> {
            if (!message.text().matches("Failed to load resource: .* status of 4(02|22) .*")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(session.at("url"));
        fillIn(page, ASKS);
        page.click("button[type=submit]");
        return page;
    }

    private static void fillIn(Page page, String card) {
        page.fill("#email", "jenny@example.com");
        page.fill("#billingName", "Jenny Rosen");
        page.selectOption("#billingCountry", "GB");
        page.fill("#billingPostalCode", "SW1A 1AA");
        page.fill("#cardNumber", card);
        page.fill("#cardExpiry", "12 / 40");
        page.fill("#cardCvc", "123");
    }
}
