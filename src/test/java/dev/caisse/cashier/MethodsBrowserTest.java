package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.caisse.Eventually;
import dev.caisse.Reply;
import dev.caisse.methods.MethodType;
import dev.caisse.methods.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way to pay in a real browser, with and without scripts: from the chooser to the shop. Pictures of each group
/// are
/// left under `target/screenshots`.
class MethodsBrowserTest {
    /// Of all languages and looks a few that differ most.
    private static final List<String> ONE_OF_EACH = List.of("alipay", "sepa_debit");

    /// All that a session can ask besides the payment.
    private static final String ASKED = """
            "billing_address_collection": "required", "phone_number_collection": {"enabled": true},
            "shipping_address_collection": {"allowed_countries": ["GB", "US"]}, "custom_fields": [
              {"key": "engraving", "label": {"type": "custom", "custom": "Engraving"}, "type": "text",
               "text": {"minimum_length": 2}},
              {"key": "size", "label": {"type": "custom", "custom": "Size"}, "type": "dropdown", "optional": true,
               "dropdown": {"options": [{"label": "Large", "value": "l"}]}}],""";

    private static final String THEIRS = """
            "discounts": [{"coupon": "{coupon}"}],
            "consent_collection": {"terms_of_service": "required", "promotions": "auto"}, "shipping_options": [
              {"shipping_rate_data": {"display_name": "{theirs}", "fixed_amount": {"amount": 300, "currency": "eur"}}},
              {"shipping_rate_data": {"display_name": "Post", "fixed_amount": {"amount": 900, "currency": "eur"}}}],
            "custom_text": {"submit": {"message": "{theirs}"}, "after_submit": {"message": "{theirs}"},
              "shipping_address": {"message": "{theirs}"},
              "terms_of_service_acceptance": {"message": "I take the [terms](https://shop.example/terms). {theirs}"}},""";

    private static Till till;

    @BeforeAll
    static void start() {
        till = new Till(Map.of());
    }

    @AfterAll
    static void stop() {
        till.close();
    }

    /// `-Dcaisse.methods=pix` walks one type again.
    static Stream<Arguments> walks() {
        return MethodType.offeredNames().stream()
                .filter(name -> name.matches(System.getProperty("caisse.methods", ".*")))
                .flatMap(type -> Stream.of(Look.DESKTOP, Look.WITHOUT_SCRIPTS).map(look -> Arguments.of(type, look)));
    }

    @ParameterizedTest
    @MethodSource("walks")
    void everyTypePays(String type, Look look) {
        // In pounds there is something to choose beside a card.
        var session = session(
                type.equals("card")
                        ? "GBP"
                        : MethodType.of(type).currencies().getFirst().code());
        visit(look, page -> {
            page.navigate(session.at("url"));
            choose(page, type);
            page.click("button[type=submit]");
            payWhereLed(page, MethodType.of(type), look);
            page.waitForURL(till.thanks(session));
        });
        Eventually.holds(() -> till.now(session).at("payment_status").equals("paid"));
    }

    private static void choose(Page page, String type) {
        page.fill("#email", "jenny@example.com");
        page.check("input[name=method][value=" + type + "]");
        if (type.equals("card")) {
            page.fill("#cardNumber", "4242 4242 4242 4242");
            page.fill("#cardExpiry", "12 / 40");
            page.fill("#cardCvc", "123");
            page.fill("#billingName", "Jenny Rosen");
        }
        for (var need : MethodType.of(type).needs()) {
            fill(page, "#" + Ways.id(MethodType.of(type), need), need);
        }
    }

    private static void fill(Page page, String field, Need need) {
        switch (need) {
            case NAME -> page.fill(field, "Jenny Rosen");
            case IBAN -> page.fill(field, "AT61 1904 3002 3457 3201");
            case PERSON -> page.fill(field, "GOMC900101HDFRRL09");
            case PHONE_NUMBER -> page.fill(field, "+256 777 000 001");
            case COUNTRY, PROVIDER_CODE, EMAIL -> {}
        }
    }

    /// What the payer does after the button: nothing, or on the provider's page, or with the code, or as instructed.
    private static void payWhereLed(Page page, MethodType type, Look look) {
        switch (type.group().orElseThrow()) {
            case CARD -> {}
            case REDIRECT -> authorise(page);
            case QR -> {
                authoriseInAnotherWindow(page, "#openWallet");
                // With scripts the page notices by itself.
                if (!look.hasScripts()) {
                    Eventually.holds(() -> {
                        page.click("#paid");
                        return page.url().contains("thanks");
                    });
                }
            }
            case DELAYED -> {
                if (type.isLeaving()) {
                    authorise(page);
                } else if (!type.needs().contains(Need.IBAN)) {
                    authoriseInAnotherWindow(page, "#openVoucher");
                    page.click("#toShop");
                }
            }
        }
    }

    private static void authorise(Page page) {
        page.waitForURL("**/sandbox/pay/**");
        page.click("#sandbox-authorise");
    }

    private static void authoriseInAnotherWindow(Page page, String link) {
        var other = page.waitForPopup(() -> page.click(link));
        other.click("#sandbox-authorise");
        other.waitForSelector("text=finished");
    }

    // Looks

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "DARK", "PHONE", "ARABIC"})
    void theChooserLooksWellWithEachGroupOpen(Look look) {
        var session = session("EUR");
        visit(look, page -> {
            page.navigate(session.at("url"));
            assertThat(page.isVisible("[data-testid=card-accordion-item]")).isTrue();
            for (var type : ONE_OF_EACH) {
                page.check("input[name=method][value=" + type + "]");
                looksWell(page, "method-" + type + "-" + look);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "DARK", "PHONE", "ARABIC"})
    void whatIsWaitedForLooksWell(Look look) {
        visit(look, page -> {
            for (var type : List.of("alipay", "wechat_pay", "bank_transfer_vn")) {
                var session =
                        session(MethodType.of(type).currencies().getFirst().code());
                page.navigate(session.at("url"));
                choose(page, type);
                page.click("button[type=submit]");
                page.waitForLoadState();
                page.navigate(session.at("url"));
                looksWell(page, "waiting-" + type + "-" + look);
            }
        });
    }

    /// What a merchant wrote keeps its own direction on a page that runs the other way, to the full stop.
    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "DARK", "PHONE", "ARABIC_PHONE"})
    void whatIsAskedLooksWell(Look look) {
        till.merchant.post(
                "/v1/coupons", "{\"id\": \"%s\", \"percent_off\": 10, \"name\": \"Ten off.\"}".formatted(look));
        var theirs = look == Look.DARK ? "\u0643\u0639\u0643 (6)." : "Baked on Mondays (6).";
        var said = THEIRS.replace("{theirs}", theirs).replace("{coupon}", look.name());
        var session = till.session(ASKED + said, """
                {"quantity": 2, "adjustable_quantity": {"enabled": true}, "price_data": {"currency": "eur",
                 "unit_amount": 2500, "product_data": {"name": "%s", "description": "%s"}}}
                """.formatted(theirs, theirs + " " + theirs));
        visit(look, page -> {
            page.navigate(session.at("url"));
            if (page.locator(".items").isHidden()) {
                page.click(".order summary");
            }
            page.check("input[name=method][value=card]");
            looksWell(page, "asked-" + look);
            page.click("button[type=submit]");
            assertThat(page.locator("[aria-invalid=true]").count()).isGreaterThan(5);
            looksWell(page, "asked-errors-" + look);
        });
    }

    @Test
    void whereACardIsAllThatCanBeChosenThereIsNoChooser() {
        var session = till.session("\"payment_method_types\": [\"card\"],");
        visit(Look.DESKTOP, page -> {
            page.navigate(session.at("url"));
            assertThat(page.locator("input[name=method]").count()).isZero();
            assertThat(page.isVisible("#cardNumber")).isTrue();
        });
    }

    @Test
    void whatIsMissingInAPanelIsSaidThereAndNothingIsSent() {
        var session = session("BRL");
        visit(Look.DESKTOP, page -> {
            page.navigate(session.at("url"));
            page.fill("#email", "jenny@example.com");
            page.check("input[name=method][value=pix]");
            page.click("button[type=submit]");
            assertThat(page.textContent("#pix-name-error")).isNotEmpty();
            assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("pix-name");
        });
        assertThat(till.now(session).at("status")).isEqualTo("open");
    }

    @ParameterizedTest
    @EnumSource(names = {"DESKTOP", "WITHOUT_SCRIPTS"})
    void anotherCountryBringsItsFieldsAndTheOrderGoesThere(Look look) {
        var session = till.session(ASKED);
        visit(look, page -> {
            page.navigate(session.at("url"));
            page.fill("#email", "jenny@example.com");
            page.fill("#shippingName", "Jenny Rosen");
            page.fill("#shippingLine1", "510 Townsend St");
            page.selectOption("#shippingCountry", "US");
            if (!look.hasScripts()) {
                assertThat(page.locator("button:visible").count()).isEqualTo(2);
                page.click("#shippingAddress button");
            }
            page.waitForSelector("#shippingState");
            assertThat(page.textContent("label[for=shippingPostalCode]")).isEqualTo("ZIP code");
            assertThat(page.inputValue("#shippingLine1")).isEqualTo("510 Townsend St");
            page.fill("#shippingCity", "San Francisco");
            page.selectOption("#shippingState", "CA");
            page.fill("#shippingPostalCode", "94107");
            page.fill("#phoneNumber", "(650) 253-0000");
            page.fill("#custom0", "Ada");
            page.check("input[name=method][value=alipay]");
            // Enter pays; it does not look for fields again.
            page.press("#custom0", "Enter");
            authorise(page);
            page.waitForURL(till.thanks(session));
        });
        var paid = till.now(session);
        assertThat(paid.at("shipping.address.state")).isEqualTo("CA");
        assertThat(paid.at("customer_details.address.postal_code")).isEqualTo("94107");
        assertThat(paid.at("customer_details.phone")).isEqualTo("+16502530000");
        assertThat(paid.at("custom_fields.0.text.value")).isEqualTo("Ada");
    }

    @Test
    void theFirstFieldThatIsWrongIsLedTo() {
        var session = till.session(ASKED);
        visit(Look.DESKTOP, page -> {
            page.navigate(session.at("url"));
            page.fill("#email", "jenny@example.com");
            page.check("input[name=method][value=alipay]");
            page.fill("#phoneNumber", "020 7183 8750");
            page.fill("#shippingName", "Jenny Rosen");
            page.fill("#shippingPostalCode", "94107");
            page.fill("#custom0", "A");
            page.click("button[type=submit]");
            assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("shippingLine1");
            assertThat(page.textContent("#shippingPostalCode-error")).contains("does not fit the country");
            assertThat(page.textContent("#custom0-error")).isEqualTo("Use at least 2 characters.");
            assertThat(page.textContent("#billingLine1-error")).isEmpty();
            page.uncheck("#billingSame");
            page.press("#custom0", "Enter");
            assertThat(page.textContent("#billingLine1-error")).isNotEmpty();
        });
        assertThat(till.now(session).at("status")).isEqualTo("open");
    }

    @Test
    void twoTabsWithTwoMethodsEndWithOnePayment() {
        var session = session("GBP");
        visit(Look.DESKTOP, first -> {
            first.navigate(session.at("url"));
            var second = first.context().newPage();
            second.navigate(session.at("url"));
            choose(first, "alipay");
            first.click("button[type=submit]");
            first.waitForURL("**/sandbox/pay/**");
            choose(second, "card");
            second.click("button[type=submit]");
            second.waitForURL(till.thanks(session));
            // What the first tab's payer presses now comes too late.
            first.click("#sandbox-authorise");
            first.waitForURL(till.thanks(session));
        });
        assertThat(till.now(session).at("payment_status")).isEqualTo("paid");
        assertThat(taken(session)).isEqualTo(1);
    }

    private static int taken(Reply session) {
        return till.server
                .db()
                .one(
                        row -> row.integer("taken"),
                        "select count(*)::int as taken from sandbox.book where moved > 0 and reference in"
                                + " (select id::text from attempts where intent_id = ?)",
                        Long.parseLong(session.at("payment_intent").substring(3)))
                .orElseThrow();
    }

    @Test
    void thePageStaysLightWithEveryMethodActiveAndAllAsked() {
        var session = session("EUR", ASKED.replace("[\"GB\", \"US\"]", everywhere()));
        var answers = new ArrayList<Response>();
        visit(Look.PHONE, page -> {
            page.onResponse(answers::add);
            page.navigate(session.at("url"));
            page.waitForLoadState();
            assertThat(page.locator("#shippingCountry option").count()).isGreaterThan(200);
            long bytes = answers.stream()
                    .mapToLong(answer -> answer.request().sizes().responseBodySize
                            + answer.request().sizes().responseHeadersSize)
                    .sum();
            System.out.printf(
                    "The page with %d ways to pay: %d bytes in %d requests%n",
                    page.locator("input[name=method]").count(), bytes, answers.size());
            assertThat(bytes).isLessThan(40 * 1024);
            assertThat(answers.size()).isLessThanOrEqualTo(5);
        });
    }

    // What they share

    private static String everywhere() {
        return Stream.of(Locale.getISOCountries()).collect(Collectors.joining("\", \"", "[\"", "\"]"));
    }

    private static Reply session(String currency) {
        return session(currency, "");
    }

    /// @param moreJson further parameters, each with a comma behind it
    private static Reply session(String currency, String moreJson) {
        long amount = List.of("VND", "IDR", "KRW").contains(currency) ? 500_000 : 5000;
        return till.session(moreJson, """
                {"quantity": 1, "price_data": {"currency": "%s", "unit_amount": %d,
                 "product_data": {"name": "Pineapple cake", "description": "Box of six"}}}
                """.formatted(currency, amount));
    }

    private static void visit(Look look, Consumer<Page> doing) {
        var complaints = new ArrayList<String>();
        try (var context = Chromium.context(look.options())) {
            var page = context.newPage();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            doing.accept(page);
        }
        assertThat(complaints).isEmpty();
    }

    private static void looksWell(Page page, String name) {
        try {
            Chromium.looksWell(page, name.toLowerCase(Locale.ROOT));
        } catch (Exception e) {
            throw new AssertionError(name, e);
        }
    }
}
