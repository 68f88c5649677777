package dev.caisse.cashier;

import dev.caisse.platform.html.Html;

/// The page on which a payer pays: everything its template shows, already in the payer's language and form.
public record PageView(Words words, Assets assets, ShopView shop, OrderView order, FormView form) {
    /// The page as UTF-8 HTML. It has no inline script, style or handler, so the strictest content policy holds.
    public byte[] render() {
        return Html.render("dev/caisse/cashier/page.jte", this);
    }

    /// Whom the payer pays, or ordered from when there is nothing to pay.
    public String heading() {
        if (order.isNothing()) {
            return words.text("page.headingSetup", shop.name());
        }
        return words.text(form.cardAsked() ? "page.heading" : "page.headingFree", shop.name());
    }

    public FieldView field(Field field) {
        return new FieldView(words, form, field);
    }
}
