package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.caisse.cashier.ReceiptView.Fact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The receipt as a mail program shows it. Pictures are left under `target/screenshots`.
class ReceiptBrowserTest {
    private static final String MAIL = "https://mail.test/";

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WITHOUT_SCRIPTS")
    void aReceiptLooksWellAndLoadsNothing(Look look) throws Exception {
        var html = receipt(look.words()).render();
        var loaded = new ArrayList<String>();
        try (var context = Chromium.context(look.options())) {
            context.route("**", route -> {
                loaded.add(route.request().url());
                route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/html; charset=utf-8")
                        .setBodyBytes(html));
            });
            var page = context.newPage();
            page.navigate(MAIL);
            Chromium.looksWell(page, "receipt-" + look.name().toLowerCase(Locale.ROOT));
        }
        assertThat(loaded).containsExactly(MAIL);
    }

    private static ReceiptView receipt(Words words) {
        var paid = words.date(Instant.parse("2031-03-04T15:06:07Z"), ZoneOffset.UTC) + " UTC";
        return new ReceiptView(
                words,
                Samples.SHOP,
                Samples.order(words),
                List.of(
                        new Fact(words.text("receipt.date"), paid),
                        new Fact(words.text("receipt.method"), words.text("receipt.card", "Visa", "4242")),
                        new Fact(words.text("receipt.order"), "2031-0042"),
                        new Fact(words.text("receipt.reference"), "ch_1024847263517184001")));
    }
}
