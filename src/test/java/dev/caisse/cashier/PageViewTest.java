package dev.caisse.cashier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageViewTest {
    private static final Pattern INLINE = Pattern.compile("<[^>]*\\s(style|on[a-z]+)=|<style|<script(?![^>]*\\ssrc=)");
    private static final int BUDGET_BYTES = 40 * 1024;

    private final Words words = Words.of(Locale.UK);
    private final PageView page = Samples.page(words);

    @ParameterizedTest
    @ValueSource(strings = {"email", "cardNumber", "cardExpiry", "cardCvc", "billingName", "billingCountry"})
    void publicSuitesFindTheirFields(String id) {
        assertThat(html(page)).containsOnlyOnce("id=\"" + id + "\"").containsOnlyOnce("name=\"" + id + "\"");
    }

    @Test
    void aRequiredAddressAsksForAllOfIt() {
        var asked = Samples.with(page, page.form().withAddress().filled(Map.of(Field.BILLING_COUNTRY, "US")));
        assertThat(html(asked))
                .contains("id=\"billingLine1\"", "id=\"billingLine2\"", "id=\"billingCity\"", "id=\"billingState\"")
                .containsOnlyOnce("id=\"billingPostalCode\"");
    }

    @Test
    void theFormAsksExactlyWhatItSaysItAsks() {
        for (var form : List.of(
                page.form(),
                page.form().withAddress(),
                page.form().withoutCard(),
                page.form().withoutCard().withAddress())) {
            var html = html(Samples.with(page, form));
            for (var field : Field.values()) {
                assertThat(html.contains("id=\"" + field.id() + "\""))
                        .as(field.id())
                        .isEqualTo(form.fields("GB").contains(field));
            }
        }
    }

    @Test
    void thereIsOneButtonAndItNamesTheAmount() {
        assertThat(html(page)).containsOnlyOnce("<button type=\"submit\">").contains(">Pay £120.00<");
    }

    @Test
    void theFormPostsWhereItWasToldWithWhatItWasGiven() {
        assertThat(html(page))
                .contains("method=\"post\" action=\"/pay/cs_test_1?key=pk_test_1&amp;s=secret\"")
                .contains("<input type=\"hidden\" name=\"token\" value=\"anti-forgery\">");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' autofocus onfocus='alert(1)",
                "</title><script>alert(1)</script>",
                "{{7*7}}${7*7}"
            })
    void aHostileNameIsOnlyText(String name) {
        var item = new OrderView.Item(name, name, name, name, null);
        var order = new OrderView(name, List.of(item), List.of(new OrderView.Row(name, name)));
        var form = FormView.to("/pay", Map.of("token", name), name)
                .filled(Map.of(Field.EMAIL, name, Field.BILLING_NAME, name))
                .marked(Map.of(Field.EMAIL, name))
                .saying(name);
        var shop = new ShopView(name, null, null, false);
        assertThat(html(new PageView(words, Samples.ASSETS, shop, order, form)))
                .doesNotContain("<script>", "<img")
                .satisfies(PageViewTest::hasNothingInline);
    }

    static List<Language> languages() {
        return Language.all();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void noPageHasInlineScriptsStylesOrHandlers(Language language) {
        Samples.all(Words.pick(language.tag(), null))
                .forEach((name, html) -> hasNothingInline(new String(html, UTF_8)));
    }

    @Test
    void numberAndCodeAreNeverShownAgain() {
        var typed = Map.of(
                Field.CARD_NUMBER,
                "4000000000009995",
                Field.CARD_CVC,
                "987",
                Field.CARD_EXPIRY,
                "04 / 40",
                Field.BILLING_NAME,
                "Jenny Rosen");
        var form = page.form().filled(typed);
        assertThat(html(Samples.with(page, form)))
                .contains("04 / 40", "Jenny Rosen")
                .doesNotContain("9995", "\"987\"");
        assertThat(form.toString()).doesNotContain("9995", "987");
    }

    @Test
    void anErrorIsTiedToItsField() {
        var marked = Samples.with(page, page.form().marked(Map.of(Field.EMAIL, "Enter your email.")));
        assertThat(html(marked))
                .contains("aria-invalid=\"true\" aria-describedby=\"email-error\"")
                .contains("<p class=\"error\" id=\"email-error\">Enter your email.</p>");
    }

    @Test
    void theMerchantsEmailCannotBeChanged() {
        var fixed = Samples.with(page, page.form().withEmail("jenny@example.com"));
        assertThat(html(fixed)).contains("value=\"jenny@example.com\"").containsOnlyOnce(" readonly");
    }

    @Test
    void nothingToPayAsksForNoCard() {
        assertThat(html(Samples.with(page, page.form().withoutCard())))
                .contains("id=\"email\"", "Your order from Alder &amp; Oak")
                .doesNotContain("cardNumber", "billingName");
    }

    @Test
    void noFurtherTryMeansNoForm() {
        assertThat(html(Samples.with(page, page.form().closed("Ask the shop."))))
                .contains("Ask the shop.")
                .doesNotContain("<form", "<button");
    }

    @Test
    void withoutACancelUrlThereIsNoWayBack() {
        var shop = new ShopView("Alder & Oak", null, null, false);
        var html = html(new PageView(words, Samples.ASSETS, shop, page.order(), page.form()));
        assertThat(html).doesNotContain("<a ", "Test mode");
    }

    @Test
    void arabicReadsFromTheRight() {
        assertThat(html(Samples.page(Words.pick("ar", null)))).contains("<html lang=\"ar\" dir=\"rtl\">");
        assertThat(html(page)).contains("<html lang=\"en\" dir=\"ltr\">");
    }

    @ParameterizedTest
    @MethodSource("languages")
    void thePageSpeaksOneLanguageOnly(Language language) {
        var spoken = Words.pick(language.tag(), null);
        assertThat(html(Samples.page(spoken)))
                .contains("<html lang=\"" + language.tag() + "\" dir=\"" + spoken.dir() + "\">")
                .contains(">" + spoken.text("field.cardNumber"), spoken.text("summary.total"))
                .contains(">" + spoken.submit("pay", spoken.money(12_000, "GBP")) + "<");
    }

    @Test
    void thePayersCountryIsChosenBeforehand() {
        assertThat(html(page)).contains("<option value=\"GB\" selected>United Kingdom</option>");
    }

    @ParameterizedTest
    @EnumSource(NoticeView.Kind.class)
    void everyNoticeSaysHowThingsStand(NoticeView.Kind kind) {
        var notice = NoticeView.of(kind, words, Samples.ASSETS, Samples.SHOP);
        assertThat(new String(notice.render(), UTF_8))
                .contains("<h1>" + notice.title() + "</h1>", "<p>" + notice.text() + "</p>");
    }

    @Test
    void onlyANoticeThatIsNotFinalLooksAgainByItself() {
        var notice = NoticeView.of(NoticeView.Kind.PROCESSING, words, Samples.ASSETS, Samples.SHOP);
        assertThat(new String(notice.render(), UTF_8)).doesNotContain("http-equiv", "data-next");
        assertThat(new String(notice.lookingAgainAt("/pay/cs_test_1?a=1&b=2").render(), UTF_8))
                .contains("content=\"3;url=/pay/cs_test_1?a=1&amp;b=2\"", "data-next=\"/pay/cs_test_1?a=1&amp;b=2\"");
    }

    @Test
    void theFirstViewFitsItsBudget() throws Exception {
        var bytes = compressed(page.render())
                + Samples.ASSETS.css().gzip().length
                + Samples.ASSETS.script().gzip().length
                + Samples.ASSETS.icon().gzip().length;
        System.out.println("First view without pictures: " + bytes + " bytes compressed");
        assertThat(bytes).isLessThan(BUDGET_BYTES);
    }

    /// Only tags and names of attributes are looked at: what stands between double quotes is a value and harmless.
    private static void hasNothingInline(String html) {
        var bare = html.replaceAll("\"[^\"]*\"", "\"\"");
        assertThat(bare).doesNotContainPattern(INLINE);
        assertThat(html).doesNotContain("javascript:");
    }

    private static int compressed(byte[] html) throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(html);
        }
        return packed.size();
    }

    private static String html(PageView view) {
        return new String(view.render(), UTF_8);
    }
}
