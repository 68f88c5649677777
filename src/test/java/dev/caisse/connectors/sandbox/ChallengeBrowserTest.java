package dev.caisse.connectors.sandbox;

import static dev.caisse.connectors.sandbox.Cards.card;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.caisse.SettableClock;
import dev.caisse.TestDatabase;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Authentication.Authenticated;
import dev.caisse.connectors.Authentication.Challenge;
import dev.caisse.connectors.Authentication.Failed;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Call;
import dev.caisse.platform.http.HttpServer;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The challenge in a real browser, alone and in a shop's frame, with and without JavaScript. Pictures of every state
/// are left under `target/pictures`.
class ChallengeBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of("target/pictures");
    private static final String OVERFLOWING = """
            () => [...document.querySelectorAll('html, button, .button, dl div, h1, p')]
                .filter(element => element.scrollWidth > element.clientWidth + 1)
                .map(element => element.outerHTML.slice(0, 80)).join('\\n')
            """;
    private static final SettableClock CLOCK = new SettableClock();

    private static TestDatabase database;
    private static HttpServer server;
    private static Sandbox sandbox;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "No Chromium here: apt-get install chromium");
        Files.createDirectories(PICTURES);
        database = TestDatabase.fresh();
        server = HttpServer.start(
                "127.0.0.1", 0, ChallengeBrowserTest::answer, status -> Response.text(status, ""), Duration.ZERO);
        sandbox = Sandboxes.on(database, CLOCK, new Doors(List.of(origin()), List.of(), Optional.empty()));
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
            server.close();
            database.close();
        }
    }

    @AfterEach
    void close() {
        context.close();
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"frame,500,600,LIGHT", "frame,320,480,LIGHT", "page,1280,800,LIGHT", "page,390,844,DARK"})
    void everyStateIsAccessibleAndFits(String where, int width, int height, ColorScheme scheme) {
        var page = open(width, height, scheme, true);
        var names = List.of("open", "done", "expired", "unknown");
        for (var name : names) {
            page.navigate(addressOf(name));
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(PICTURES.resolve("challenge-%s-%s-%s-%d.png".formatted(name, where, scheme, width))));
            assertThat(new AxeBuilder(page).analyze().getViolations()).as(name).isEmpty();
            assertThat(page.evaluate(OVERFLOWING)).as(name).isEqualTo("");
        }
        // A missing page is a 404, and a past one a 410: the browser notes both, and nothing else.
        assertThat(complaints).allMatch(text -> text.contains("404") || text.contains("410"));
        complaints.clear();
    }

    @Test
    void bothButtonsAreInSightInTheShopsFrame() {
        var page = open(500, 600, ColorScheme.LIGHT, true);
        page.navigate(challenge(UUID.randomUUID().toString()).url());
        for (var button : List.of("#test-source-authorize-3ds", "#test-source-fail-3ds")) {
            var box = page.locator(button).boundingBox();
            assertThat(box.y + box.height).isLessThan(600);
            assertThat(box.height).isGreaterThanOrEqualTo(44);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPayerPassesWithAndWithoutJavaScript(boolean hasJavaScript) {
        var reference = UUID.randomUUID().toString();
        var page = open(390, 844, ColorScheme.LIGHT, hasJavaScript);
        page.navigate(challenge(reference).url());
        page.click("#test-source-authorize-3ds");
        page.waitForURL(back());
        assertThat(resume(reference)).isInstanceOf(Authenticated.class);
    }

    @Test
    void aPayerFailsInTheShopsFrame() {
        var reference = UUID.randomUUID().toString();
        var page = open(1280, 800, ColorScheme.LIGHT, true);
        page.navigate(origin() + "/shop?" + challenge(reference).url());
        var frame = page.frameLocator("iframe");
        frame.locator("#test-source-fail-3ds").click();
        frame.locator("text=back at the shop").waitFor();
        assertThat(resume(reference)).isInstanceOf(Failed.class);
    }

    @Test
    void aShopOfAnotherOriginMayNotFrameIt() {
        var page = open(1280, 800, ColorScheme.LIGHT, true);
        page.navigate(origin().replace("127.0.0.1", "localhost") + "/shop?"
                + challenge(UUID.randomUUID().toString()).url());
        page.waitForTimeout(500);
        assertThat(page.frames().getLast().content()).doesNotContain("test-source-authorize-3ds");
        assertThat(complaints).isNotEmpty().allMatch(text -> text.contains("frame-ancestors"));
        complaints.clear();
    }

    @Test
    void aPayerWhoGoesBackCannotChooseAgain() {
        var reference = UUID.randomUUID().toString();
        var page = open(390, 844, ColorScheme.LIGHT, true);
        page.navigate(challenge(reference).url());
        page.click("#test-source-authorize-3ds");
        page.waitForURL(back());
        page.goBack();
        assertThat(page.locator("h1").textContent()).isEqualTo("This step is finished");
        page.click("text=Back to the shop");
        page.waitForURL(back());
        assertThat(resume(reference)).isInstanceOf(Authenticated.class);
    }

    private Page open(int width, int height, ColorScheme scheme, boolean hasJavaScript) {
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(hasJavaScript));
        var page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    private static String addressOf(String state) {
        var reference = UUID.randomUUID().toString();
        var address = challenge(reference).url();
        switch (state) {
            case "done" -> sandbox.pages().handle(Asked.post(address, "choice=complete"));
            case "expired" ->
                database.db().run("update sandbox.authentications set until_ms = 1 where reference = ?", reference);
            case "unknown" -> address += "x";
            default -> {}
        }
        return address;
    }

    private static Challenge challenge(String reference) {
        var money = Money.of(1240, CurrencyCode.of("EUR"));
        return (Challenge) sandbox.authenticator()
                .begin(call(reference), money, card("4000000000003220"), Preference.AUTO, back());
    }

    private static Authentication resume(String reference) {
        return sandbox.authenticator().resume(call(reference));
    }

    private static Call call(String reference) {
        return new Call(reference, Optional.empty(), CLOCK.nowMs() + 30_000);
    }

    private static Response answer(Incoming request) {
        return switch (request.rawPath()) {
            case "/shop" ->
                html("<iframe title=bank width=500 height=600 src=\"" + request.rawQuery() + "\"></iframe>");
            case "/back" -> html("back at the shop");
            case "/favicon.ico" -> Response.text(200, "");
            default -> sandbox.pages().handle(request);
        };
    }

    private static Response html(String body) {
        return Response.of(
                200,
                "text/html; charset=utf-8",
                ("<!DOCTYPE html><title>Shop</title>" + body).getBytes(StandardCharsets.UTF_8));
    }

    private static String back() {
        return origin() + "/back";
    }

    private static String origin() {
        return "http://127.0.0.1:" + server.port();
    }
}
