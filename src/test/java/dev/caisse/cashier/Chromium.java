package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.caisse.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The one browser of this JVM, and what must hold of each page it shows. Debian's own Chromium: none is downloaded.
final class Chromium {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String OVERFLOWING = """
            () => [...document.querySelectorAll('html, button, .button, .box, .alert, .panel, .items li, .sums div, label')]
                .filter(element => element.scrollWidth > element.clientWidth + 1)
                .map(element => element.outerHTML.slice(0, 80)).join('\\n')
            """;

    private static final List<String> GONE_MEANWHILE = List.of("context was destroyed", "unable to inject");

    private Chromium() {}

    static Browser browser() {
        assertThat(PROGRAM)
                .as("These tests need a browser. Install it: apt-get install chromium (./caisse test does, as root)")
                .isExecutable();
        return Running.BROWSER;
    }

    /// Where pages are opened with the patience of [Eventually].
    static BrowserContext context(Browser.NewContextOptions options) {
        var context = browser().newContext(options);
        context.setDefaultTimeout(Eventually.PATIENCE.toMillis());
        return context;
    }

    /// Leaves a picture under `target/screenshots`, and asks that nothing overflows and axe finds nothing.
    static void looksWell(Page page, String name) throws Exception {
        Files.createDirectories(SCREENSHOTS);
        var file = SCREENSHOTS.resolve(name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(file));
        assertThat(overflowing(page)).as(name).isEmpty();
        assertThat(violations(page, 5)).as(name).isEmpty();
    }

    /// A page that waits loads itself anew, perhaps while it is being looked at.
    private static List<Rule> violations(Page page, int tries) throws Exception {
        try {
            return new AxeBuilder(page).setLegacyMode(true).analyze().getViolations();
        } catch (RuntimeException e) {
            if (tries == 1 || GONE_MEANWHILE.stream().noneMatch(e.getMessage()::contains)) {
                throw e;
            }
            page.waitForLoadState();
            return violations(page, tries - 1);
        }
    }

    /// The elements whose content is wider than they are; empty when there are none.
    static String overflowing(Page page) {
        return (String) page.evaluate(OVERFLOWING);
    }

    /// Started at the first use, stopped with the JVM.
    private static final class Running {
        static final Playwright PLAYWRIGHT = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        static final Browser BROWSER = PLAYWRIGHT
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(List.of(
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(PLAYWRIGHT::close));
        }
    }
}
