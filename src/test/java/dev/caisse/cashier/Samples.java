package dev.caisse.cashier;

import dev.caisse.checkout.CustomField.Option;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Pages as a payer may meet them, for the tests that read them and the tests that look at them.
final class Samples {
    static final Assets ASSETS = Assets.load();
    static final ShopView SHOP = new ShopView("Alder & Oak", null, "https://shop.example/cart", true);

    private Samples() {}

    static PageView page(Words words) {
        var order = order(words);
        return new PageView(words, ASSETS, SHOP, order, form(words, order));
    }

    static PageView with(PageView page, FormView form) {
        return new PageView(page.words(), page.assets(), page.shop(), page.order(), form);
    }

    static OrderView order(Words words) {
        var board = new OrderView.Item(
                "Walnut serving board", "Oiled finish, 38 × 22 cm", null, words.money(4800, "GBP"), null);
        var cups = new OrderView.Item(
                "Hand-thrown espresso cup with saucer, speckled stoneware",
                null,
                words.quantity(2, words.money(3600, "GBP")),
                words.money(7200, "GBP"),
                null);
        var total = words.money(12_000, "GBP");
        return new OrderView(
                total, List.of(board, cups), List.of(new OrderView.Row(words.text("summary.subtotal"), total)));
    }

    private static PageView with(PageView page, OrderView order) {
        return new PageView(page.words(), page.assets(), page.shop(), order, page.form());
    }

    private static CodeBox box(String applied) {
        return new CodeBox("/pay/cs_test_1/promotion?key=pk_test_1&s=secret", "anti-forgery", applied, "", null);
    }

    /// With discount and shipping in the sums, a code box, and two ways to have it brought.
    private static OrderView choosing(Words words, CodeBox box) {
        var order = order(words);
        var rows = List.of(
                order.rows().getFirst(),
                new OrderView.Row(words.text("summary.discountNamed", "SPRING-25"), words.money(-3000, "GBP")),
                new OrderView.Row(words.text("summary.shipping", "Royal Mail, tracked"), words.money(450, "GBP")));
        return new OrderView(words.money(9450, "GBP"), order.items(), rows)
                .asking(box)
                .offering(List.of(
                        new ShippingChoice("shr_1", "Royal Mail, tracked", words.money(450, "GBP"), true),
                        new ShippingChoice("shr_2", "Courier, next working day", words.money(1290, "GBP"), false)));
    }

    static FormView form(Words words, OrderView order) {
        return FormView.to(
                "/pay/cs_test_1?key=pk_test_1&s=secret",
                Map.of("token", "anti-forgery", "shownTotal", "12000"),
                words.submit("pay", order.total()));
    }

    /// Every state of the page and every notice, by name.
    static Map<String, byte[]> all(Words words) {
        var page = page(words);
        var form = page.form();
        var pages = new TreeMap<String, byte[]>();
        pages.put("page", page.render());
        pages.put("errors", with(page, form.marked(errors(words))).render());
        pages.put(
                "decline",
                with(page, form.saying(words.decline("insufficient_funds"))).render());
        pages.put(
                "changed",
                with(
                                page,
                                form.noting(words.text(
                                        "alert.totalChanged", page.order().total())))
                        .render());
        pages.put(
                "address",
                with(page, form.withEmail("jenny@example.com").withAddress()).render());
        var asked = form.asking(questions(words, null)).withAddress().filled(PAYER);
        pages.put("asked", with(page, asked).render());
        pages.put(
                "asked-errors",
                with(
                                page,
                                asked.asking(questions(words, words.text("error.custom.short", words.count(2)))
                                                .same(false))
                                        .marked(errorsOfAddress(words))
                                        .saying(words.text("alert.check")))
                        .render());
        pages.put("saved-cards", with(page, form.offering(saved(words))).render());
        pages.put(
                "saved-cards-another",
                with(page, form.offering(saved(words)).choosing("")).render());
        pages.put(
                "setup",
                new PageView(
                                words,
                                ASSETS,
                                SHOP,
                                OrderView.NOTHING,
                                FormView.to("/pay/cs_test_1", Map.of("token", "t"), words.text("submit.setup")))
                        .render());
        pages.put("free", with(page, form.withoutCard()).render());
        pages.put("promotion", with(page, choosing(words, box(null))).render());
        pages.put(
                "promotion-refused",
                with(page, choosing(words, box(null).refusing("SPRNG", words.text("promotion.invalid"))))
                        .render());
        pages.put(
                "promotion-applied",
                with(page, choosing(words, box("SPRING-25"))).render());
        pages.put(
                "closed",
                with(page, form.closed(words.text("alert.tooManyDeclines", SHOP.name())))
                        .render());
        for (var kind : NoticeView.Kind.values()) {
            pages.put("notice-" + kind.name().toLowerCase(java.util.Locale.ROOT), notice(kind, words));
        }
        return pages;
    }

    private static final Map<Field, String> PAYER = Map.of(
            Field.EMAIL, "jenny@example.com",
            Field.PHONE_NUMBER, "(650) 253-0000",
            Field.SHIPPING_NAME, "Jenny Rosen",
            Field.SHIPPING_COUNTRY, "US",
            Field.SHIPPING_LINE1, "510 Townsend St",
            Field.SHIPPING_CITY, "San Francisco",
            Field.SHIPPING_STATE, "CA",
            Field.SHIPPING_POSTAL_CODE, "94107",
            Field.BILLING_COUNTRY, "JP");

    /// Goods that are sent, a telephone number, and two questions of the merchant's own.
    private static Questions questions(Words words, String error) {
        var shipTo = words.countries().stream()
                .filter(country -> List.of("GB", "JP", "US").contains(country.code()))
                .toList();
        var engraving = new Question(
                "custom0", "Engraving on the board", "A", error, false, false, "-", "-", null, 2L, 20, List.of());
        var size = new Question(
                "custom1",
                "Size",
                "l",
                null,
                true,
                false,
                null,
                null,
                null,
                null,
                255,
                List.of(new Option("Small", "s"), new Option("Large", "l")));
        return new Questions(
                shipTo,
                true,
                true,
                true,
                List.of(engraving, size),
                new Agreement(
                        RichText.of("I agree to the [terms of sale](https://shop.example/terms)."),
                        false,
                        words.text("error.consent"),
                        words.text("error.consent"),
                        words.text("consent.promotions", "Pineapple & Daughters"),
                        true,
                        RichText.of("We send on Mondays."),
                        RichText.of("You may return it within 30 days."),
                        RichText.of("No post boxes, please."),
                        false));
    }

    private static Map<Field, String> errorsOfAddress(Words words) {
        return Map.of(
                Field.PHONE_NUMBER, words.error(Field.PHONE_NUMBER, Flaw.INVALID),
                Field.SHIPPING_STATE, words.error(Field.SHIPPING_STATE, Flaw.EMPTY),
                Field.SHIPPING_POSTAL_CODE, words.error(Field.SHIPPING_POSTAL_CODE, Flaw.INVALID),
                Field.BILLING_LINE1, words.error(Field.BILLING_LINE1, Flaw.EMPTY));
    }

    private static List<SavedCard> saved(Words words) {
        return List.of(
                new SavedCard("pm_1", "Visa •••• 4242", words.text("cards.expires", "12/40"), true),
                new SavedCard("pm_2", "American Express •••• 0005", words.text("cards.expires", "03/38"), false));
    }

    static Map<Field, String> errors(Words words) {
        return Map.of(
                Field.EMAIL, words.error(Field.EMAIL, Flaw.INVALID),
                Field.CARD_NUMBER, words.error(Field.CARD_NUMBER, Flaw.INVALID),
                Field.CARD_EXPIRY, words.error(Field.CARD_EXPIRY, Flaw.PAST),
                Field.CARD_CVC, words.error(Field.CARD_CVC, Flaw.INCOMPLETE));
    }

    private static byte[] notice(NoticeView.Kind kind, Words words) {
        var notice = NoticeView.of(kind, words, ASSETS, kind == NoticeView.Kind.NOT_FOUND ? null : SHOP);
        return notice.render();
    }
}
