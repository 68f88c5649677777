package dev.caisse.cashier;

import dev.caisse.platform.html.Html;

/// What the bank's page leads back to: goes on by itself, out of the frame if it is in one.
public record BackView(Words words, Assets assets, String onwardUrl) {

    /// The page as UTF-8 HTML.
    public byte[] render() {
        return Html.render("dev/caisse/cashier/back.jte", this);
    }
}
