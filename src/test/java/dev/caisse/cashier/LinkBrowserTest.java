package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.caisse.Client;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.TestServer;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A payer opens a payment link, says how many they want, and stays on the page that thanks them.
class LinkBrowserTest {
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

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "DARK", "ARABIC_PHONE", "WITHOUT_SCRIPTS"})
    void aLinkIsOpenedChangedAndPaid(Look look) {
        var link = link("\"restrictions\": {\"completed_sessions\": {\"limit\": 1}},");
        visit(look, page -> {
            page.navigate(link.at("url"));
            unfold(page);
            looksWell(page, look, "link-" + look);
            page.fill(".quantity input[type=number]", "3");
            if (look.hasScripts()) {
                page.press(".quantity input[type=number]", "Tab");
            } else {
                page.click(".quantity button");
            }
            Eventually.holds(() -> page.innerText("button[type=submit] .label").contains("37.50")
                    || page.innerText("button[type=submit] .label").contains("٣٧"));
            page.fill("#email", "jenny@example.com");
            page.fill("#cardNumber", "4242 4242 4242 4242");
            page.fill("#cardExpiry", "12 / 40");
            page.fill("#cardCvc", "123");
            page.fill("#billingName", "Jenny Rosen");
            page.check("#promotions");
            if (look.hasScripts()) {
                page.click("button[type=submit]");
                assertThat(page.locator("#termsOfService").getAttribute("aria-invalid"))
                        .isEqualTo("true");
            }
            page.check("#termsOfService");
            looksWell(page, look, "link-agreed-" + look);
            page.click("button[type=submit]");
            page.waitForSelector("text=See you soon");
            looksWell(page, look, "link-thanks-" + look);
        });
        var session = merchant.get("/v1/checkout/sessions?payment_link=" + link.at("id"));
        assertThat(session.at("data.0.amount_total")).isEqualTo("3750");
        assertThat(session.at("data.0.payment_status")).isEqualTo("paid");
        assertThat(session.at("data.0.consent.terms_of_service")).isEqualTo("accepted");
        assertThat(session.at("data.0.consent.promotions")).isEqualTo("opt_in");
        visit(look, page -> {
            page.navigate(link.at("url"));
            looksWell(page, look, "link-closed-" + look);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"PHONE", "WITHOUT_SCRIPTS"})
    void aQuantityThatIsNotOfferedIsSaidWhereItStands(Look look) {
        var url = merchant.page(link("").at("url")).header("Location").orElseThrow();
        visit(look, page -> {
            page.navigate(url);
            unfold(page);
            // Browsers keep to min and max; this one is told not to.
            page.locator(".quantity input[type=number]").evaluate("input => { input.form.noValidate = true; }");
            page.fill(".quantity input[type=number]", "9");
            page.press(".quantity input[type=number]", "Enter");
            page.waitForSelector("text=Choose from 1 to 5.");
            assertThat(page.innerText(".quantity .error")).isEqualTo("Choose from 1 to 5.");
            looksWell(page, look, "quantity-refused");
        });
    }

    /// Without scripts a number counts after *Update* only; with them the new total may be there too late for the
    /// press.
    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "WITHOUT_SCRIPTS"})
    void whoChangesANumberAndPaysAtOnceIsChargedWhatTheButtonSaid(Look look) {
        var link = link("");
        visit(look, page -> {
            page.navigate(link.at("url"));
            unfold(page);
            page.fill("#email", "jenny@example.com");
            page.fill("#cardNumber", "4242 4242 4242 4242");
            page.fill("#cardExpiry", "12 / 40");
            page.fill("#cardCvc", "123");
            page.fill("#billingName", "Jenny Rosen");
            page.check("#termsOfService");
            page.fill(".quantity input[type=number]", "3");
            assertThat(page.innerText("button[type=submit] .label")).isEqualTo("Pay £12.50");
            page.click("button[type=submit]");
            page.waitForSelector("text=/See you soon|The total has changed/");
        });
        var session = merchant.get("/v1/checkout/sessions?payment_link=" + link.at("id"));
        boolean isPaid = session.at("data.0.payment_status").equals("paid");
        assertThat(isPaid || look.hasScripts()).isTrue();
        assertThat(session.at("data.0.amount_total")).isEqualTo(isPaid ? "1250" : "3750");
        var intent = merchant.get("/v1/payment_intents/" + session.at("data.0.payment_intent"));
        assertThat(intent.at("amount_received")).isEqualTo(isPaid ? "1250" : "0");
    }

    /// On a phone the order is folded.
    private static void unfold(Page page) {
        if (page.locator(".quantity input[type=number]").isHidden()) {
            page.click(".order summary");
        }
    }

    private static Reply link(String more) {
        return merchant.post("/v1/payment_links", """
            {%s "after_completion": {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "See you soon"}},
             "consent_collection": {"terms_of_service": "required", "promotions": "auto"},
             "custom_text": {"terms_of_service_acceptance": {"message": "I take the [terms](https://shop.example/terms)."},
               "submit": {"message": "We bake on Mondays."}, "after_submit": {"message": "Questions? Call us."}},
             "payment_method_types": ["card"], "line_items": [
              {"quantity": 1, "adjustable_quantity": {"enabled": true, "minimum": 1, "maximum": 5},
               "price_data": {"currency": "gbp", "unit_amount": 1250, "product_data": {"name": "Pineapple cake"}}}]}\
            """.formatted(more));
    }

    private static void visit(Look look, Consumer<Page> doing) {
        var complaints = new ArrayList<String>();
        try (var context = Chromium.context(look.options())) {
            var page = context.newPage();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            doing.accept(page);
        }
        assertThat(complaints.stream()
                        .filter(said -> Stream.of("409", "410", "422").noneMatch(said::contains)))
                .isEmpty();
    }

    /// Who judges the page is a script itself.
    private static void looksWell(Page page, Look look, String name) {
        if (!look.hasScripts()) {
            return;
        }
        try {
            Chromium.looksWell(page, name.toLowerCase(java.util.Locale.ROOT));
        } catch (Exception e) {
            throw new AssertionError(name, e);
        }
    }
}
