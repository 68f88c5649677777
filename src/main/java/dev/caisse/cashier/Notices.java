package dev.caisse.cashier;

import dev.caisse.cashier.NoticeView.Kind;
import dev.caisse.checkout.PaymentLink;
import dev.caisse.platform.http.Response;

/// Pages that only say how things stand.
final class Notices {
    static final String HTML = "text/html; charset=utf-8";

    private Notices() {}

    /// Tells a stranger nothing: the same for a link that is not whole and for one that leads nowhere.
    static Response notFound(Words words, Assets assets) {
        return Response.of(
                404, HTML, NoticeView.of(Kind.NOT_FOUND, words, assets, null).render());
    }

    static Response failure(int status, Words words, Assets assets) {
        return Response.of(
                status, HTML, NoticeView.of(Kind.FAILURE, words, assets, null).render());
    }

    /// For a failure after the button was pressed: nobody knows yet, and nothing else may be said.
    static Response unknown(int status, Words words, Assets assets) {
        var view = NoticeView.of(Kind.FAILURE, words, assets, null).saying(words.text("alert.unknown"));
        return Response.of(status, HTML, view.render());
    }

    /// Nothing is left to do here, and nowhere to lead to.
    static Response closed(Words words, Assets assets) {
        return Response.of(
                200, HTML, NoticeView.of(Kind.CLOSED, words, assets, null).render());
    }

    static Response of(Kind kind, Visit visit, Assets assets) {
        return Response.of(
                200,
                HTML,
                NoticeView.of(kind, visit.words(), assets, visit.shop()).render());
    }

    /// Its time is over, and it can be begun anew.
    static Response recoverable(Visit visit, String address, Assets assets) {
        var words = visit.words();
        var view = NoticeView.of(Kind.EXPIRED, words, assets, visit.shop())
                .saying(words.text("notice.expired.again.text"))
                .leadingTo(address, words.text("notice.expired.again"));
        return Response.of(200, HTML, view.render());
    }

    /// This browser has had too many cards declined.
    static Response tooManyTries(Visit visit, Assets assets) {
        var view = NoticeView.of(Kind.TOO_MANY_TRIES, visit.words(), assets, visit.shop());
        return Response.of(429, HTML, view.render());
    }

    /// A payment is under way; the page looks again by itself and is then led on.
    static Response processing(Visit visit, Assets assets) {
        var view = NoticeView.of(Kind.PROCESSING, visit.words(), assets, visit.shop());
        return Response.of(200, HTML, view.lookingAgainAt(visit.lookAgain()).render());
    }

    /// Paid, or saved, with the way to where the payer should have arrived.
    static Response paid(Visit visit, Assets assets) {
        return visit.success().map(shop -> paid(visit, shop.absolute(), assets)).orElseGet(() -> thanks(visit, assets));
    }

    private static Response paid(Visit visit, String shop, Assets assets) {
        var kind = visit.session().isSetup() ? Kind.SAVED : Kind.PAID;
        var view = NoticeView.of(kind, visit.words(), assets, visit.shop());
        var label = visit.words().text("page.back", visit.account().name());
        return Response.of(200, HTML, view.leadingTo(shop, label).render());
    }

    /// Done, for a payer who stays here.
    private static Response thanks(Visit visit, Assets assets) {
        var view = NoticeView.of(Kind.THANKS, visit.words(), assets, visit.shop());
        var said = visit.session().terms().origin().thanks().map(view::quoting).orElse(view);
        return Response.of(200, HTML, said.render());
    }

    /// Nothing can be bought by this link, or not now.
    ///
    /// @param message the merchant's own
    static Response closed(PaymentLink link, Words words, Assets assets, ShopView shop) {
        var kind = link.isActive() ? Kind.LINK_TAKEN : Kind.LINK_CLOSED;
        var view = NoticeView.of(kind, words, assets, shop);
        var said = link.inactiveMessage()
                .filter(_ -> kind == Kind.LINK_CLOSED)
                .map(view::quoting)
                .orElse(view);
        return Response.of(410, HTML, said.render());
    }
}
