package dev.caisse.cashier;

import dev.caisse.platform.html.Html;

/// Asks for the security code once more, where nobody has it any longer.
public record CodeView(Words words, Assets assets, ShopView shop, FormView form) {

    /// The page as UTF-8 HTML.
    public byte[] render() {
        return Html.render("dev/caisse/cashier/code.jte", this);
    }

    public FieldView field(Field field) {
        return new FieldView(words, form, field);
    }
}
