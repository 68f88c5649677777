package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.caisse.Reply;
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

/// Payers who have been here before, in a real browser: they choose a card that they saved, or another one; with and
/// without JavaScript.
@Timeout(300)
class SavedCardBrowserTest {
    private static Till till;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private String customer;
    private String method;

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
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "DARK", "PHONE", "ARABIC", "WITHOUT_SCRIPTS"})
    void theSavedCardIsTickedAndPays(Look look) throws Exception {
        var session = session();
        var page = open(look, session);
        assertThat(page.isVisible("#cardNumber")).isFalse();
        if (look.hasScripts()) {
            Chromium.looksWell(page, "saved-cards-" + look);
        }
        page.click("button[type=submit]");
        page.waitForURL(till.thanks(session));
        assertThat(intent(session).at("payment_method")).isEqualTo(method);
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "WITHOUT_SCRIPTS"})
    void anotherCardIsTypedInstead(Look look) throws Exception {
        var session = session();
        var page = open(look, session);
        page.check("#anotherCard");
        page.waitForSelector("#cardNumber");
        page.click("button[type=submit]");
        assertThat(page.innerText("#cardNumber-error")).isNotBlank();
        if (look.hasScripts()) {
            Chromium.looksWell(page, "saved-cards-another-" + look);
        }
        page.fill("#cardNumber", "5555 5555 5555 4444");
        page.fill("#cardExpiry", "12 / 40");
        page.fill("#cardCvc", "123");
        page.fill("#billingName", "Jenny Rosen");
        page.selectOption("#billingCountry", "GB");
        page.click("button[type=submit]");
        page.waitForURL(till.thanks(session));
        assertThat(intent(session).at("payment_method")).isNotEqualTo(method);
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "DARK", "PHONE", "ARABIC", "WITHOUT_SCRIPTS"})
    void aCardIsSavedWithoutAPayment(Look look) throws Exception {
        var session = till.merchant.post(
                "/v1/checkout/sessions",
                "{\"mode\": \"setup\", \"success_url\": \"%s/thanks?order={CHECKOUT_SESSION_ID}\"}"
                        .formatted(till.shop.origin()));
        var page = open(look, session);
        if (look.hasScripts()) {
            Chromium.looksWell(page, "setup-" + look);
        }
        page.fill("#email", "jenny@example.com");
        page.fill("#cardNumber", "4242 4242 4242 4242");
        page.fill("#cardExpiry", "12 / 40");
        page.fill("#cardCvc", "123");
        page.fill("#billingName", "Jenny Rosen");
        page.selectOption("#billingCountry", "GB");
        page.click("button[type=submit]");
        page.waitForURL(till.thanks(session));
        assertThat(till.now(session).at("status")).isEqualTo("complete");
    }

    @ParameterizedTest
    @EnumSource(
            value = Look.class,
            names = {"DESKTOP", "DARK", "PHONE", "ARABIC", "WITHOUT_SCRIPTS"})
    void whoeverPaysWithACardThatWillBeSavedIsToldSo(Look look) throws Exception {
        var someone = till.merchant.post("/v1/customers", "{}").at("id");
        var session =
                till.session("\"customer\": \"%s\", \"payment_intent_data\": {\"setup_future_usage\": \"off_session\"},"
                        .formatted(someone));
        var page = open(look, session);
        assertThat(page.innerText(".consent")).isEqualTo(look.words().text("cards.consent", "Pineapple & Co."));
        if (look.hasScripts()) {
            Chromium.looksWell(page, "saving-" + look);
        }
        var other = open(look, till.session("\"customer\": \"%s\",".formatted(someone)));
        assertThat(other.isVisible(".consent")).isFalse();
    }

    @Test
    void theChoiceIsMadeWithTheKeyboardAlone() {
        var session = session();
        var page = open(Look.DESKTOP, session);
        page.focus("input[name=savedCard]:checked");
        page.keyboard().press("ArrowDown");
        assertThat(page.isChecked("#anotherCard")).isTrue();
        assertThat(page.isVisible("#cardNumber")).isTrue();
        page.keyboard().press("ArrowUp");
        assertThat(page.isVisible("#cardNumber")).isFalse();
    }

    private Reply session() {
        customer = till.merchant
                .post("/v1/customers", "{\"email\": \"jenny@example.com\"}")
                .at("id");
        method = till.merchant
                .post(
                        "/v1/setup_intents",
                        "{\"confirm\": true, \"customer\": \"%s\", \"payment_method\": \"pm_card_visa\"}"
                                .formatted(customer))
                .at("payment_method");
        return till.session("\"customer\": \"%s\",".formatted(customer));
    }

    private static Reply intent(Reply session) {
        return till.merchant.get("/v1/payment_intents/" + session.at("payment_intent"));
    }

    private Page open(Look look, Reply session) {
        var context = Chromium.context(look.options());
        contexts.add(context);
        var page = context.newPage();
        page.navigate(session.at("url"));
        return page;
    }
}
