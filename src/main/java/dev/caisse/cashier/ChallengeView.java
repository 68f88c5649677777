package dev.caisse.cashier;

import dev.caisse.platform.html.Html;

/// The page on which the payer answers their bank: in a frame of ours with JavaScript, on the bank's own page without.
public record ChallengeView(
        Words words, Assets assets, ShopView shop, String challengeUrl, String abandonUrl, String token) {

    /// The page as UTF-8 HTML.
    public byte[] render() {
        return Html.render("dev/caisse/cashier/challenge.jte", this);
    }
}
