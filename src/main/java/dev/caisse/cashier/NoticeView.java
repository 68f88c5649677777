package dev.caisse.cashier;

import dev.caisse.platform.html.Html;

/// A page that only says how things stand: one sign, one sentence, at most one way on. `shop` is null where it would
/// tell a stranger too much (not found), `actionUrl` is null for no way on, `nextUrl` for a page that stays.
public record NoticeView(
        Kind kind,
        Words words,
        Assets assets,
        ShopView shop,
        String text,
        String actionUrl,
        String actionLabel,
        String nextUrl) {

    /// How things stand. Each has its words under `notice.<word>` in every language.
    public enum Kind {
        PAID("paid", "good", Sign.CHECK),
        SAVED("saved", "good", Sign.CHECK),
        THANKS("thanks", "good", Sign.CHECK),
        LINK("link", "quiet", Sign.BAG),
        LINK_CLOSED("linkClosed", "quiet", Sign.CROSS),
        LINK_TAKEN("linkTaken", "quiet", Sign.CLOCK),
        EXPIRED("expired", "quiet", Sign.CLOCK),
        CANCELLED("cancelled", "quiet", Sign.CROSS),
        NOT_FOUND("notFound", "quiet", Sign.GLASS),
        PROCESSING("processing", "busy", Sign.SPINNER),
        PENDING("pending", "good", Sign.CLOCK),
        TOO_MANY_TRIES("tooManyTries", "warning", Sign.PAUSE),
        FAILURE("failure", "warning", Sign.ALARM),
        CLOSED("closed", "good", Sign.CHECK);

        private final String word;
        private final String tone;
        private final Sign sign;

        Kind(String word, String tone, Sign sign) {
            this.word = word;
            this.tone = tone;
            this.sign = sign;
        }

        public Sign sign() {
            return sign;
        }

        public String tone() {
            return tone;
        }
    }

    /// What is drawn above the words.
    public enum Sign {
        CHECK,
        BAG,
        CLOCK,
        CROSS,
        GLASS,
        SPINNER,
        PAUSE,
        ALARM
    }

    private static final int REFRESH_SECONDS = 3;

    /// The page of this kind, with the way back to the shop where there is one. `shop` may be null.
    public static NoticeView of(Kind kind, Words words, Assets assets, ShopView shop) {
        var text = words.text("notice." + kind.word + ".text");
        var back = shop == null || kind == Kind.PROCESSING ? null : shop.backUrl();
        var label = back == null ? null : words.text("page.back", shop.name());
        return new NoticeView(kind, words, assets, shop, text, back, label, null);
    }

    /// The same page with a more exact sentence.
    public NoticeView saying(String sentence) {
        return new NoticeView(kind, words, assets, shop, sentence, actionUrl, actionLabel, nextUrl);
    }

    /// The same page with a sentence of the merchant's own, in whatever language.
    NoticeView quoting(String theirs) {
        return saying(words.isolated(theirs));
    }

    /// The same page with a way to try again, for a failure that may pass.
    public NoticeView retrying(String url) {
        return new NoticeView(kind, words, assets, shop, text, url, words.text("notice.retry"), nextUrl);
    }

    /// The same page with another way on.
    public NoticeView leadingTo(String url, String label) {
        return new NoticeView(kind, words, assets, shop, text, url, label, nextUrl);
    }

    /// The same page, which goes to this address by itself after a few seconds.
    NoticeView lookingAgainAt(String url) {
        return new NoticeView(kind, words, assets, shop, text, actionUrl, actionLabel, url);
    }

    /// Whether the shop's name leads back to it: where the button leads elsewhere.
    public boolean isShopLinked() {
        return kind == Kind.EXPIRED && shop != null && actionUrl != null && !actionUrl.equals(shop.backUrl());
    }

    /// The page as UTF-8 HTML.
    public byte[] render() {
        return Html.render("dev/caisse/cashier/notice.jte", this);
    }

    public String title() {
        return words.text("notice." + kind.word + ".title");
    }

    /// Where to look again, in the form of `<meta http-equiv="refresh">`; null when what the page says is final.
    public String refresh() {
        return nextUrl == null ? null : REFRESH_SECONDS + ";url=" + nextUrl;
    }

    public int refreshSeconds() {
        return REFRESH_SECONDS;
    }
}
