package dev.caisse.cashier;

import dev.caisse.api.Tenant;
import dev.caisse.checkout.Links;
import dev.caisse.checkout.PageKeys;
import dev.caisse.payments.Charge;
import dev.caisse.payments.Charges;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.http.Response;
import java.util.List;
import java.util.Optional;

/// What is behind a charge's `receipt_url`: its receipt as things stand now, to be read, printed and kept by whoever
/// has the address. Moves nothing.
final class ReceiptPage {
    private final Db db;
    private final PageKeys pageKeys;
    private final PaymentIntents intents;
    private final ShowReceipt showReceipt;
    private final Charges charges = new Charges();

    ReceiptPage(Db db, PageKeys pageKeys, PaymentIntents intents, ShowReceipt showReceipt) {
        this.db = db;
        this.pageKeys = pageKeys;
        this.intents = intents;
        this.showReceipt = showReceipt;
    }

    /// Empty for every address that is not whole; only then is the database asked.
    Optional<Response> answer(Incoming request) {
        var idInLink = request.rawPath().substring(Links.RECEIPT.length());
        var query = Percent.pairs(request.rawQuery()).orElse(List.of());
        var account = Visits.given(query, "a").orElse("");
        var token = Visits.given(query, "s").orElse("");
        return Links.ofReceipt(pageKeys, idInLink, account, token)
                .flatMap(tenant -> charges.find(db, tenant, number(idInLink))
                        .filter(Charge::hasReceipt)
                        .map(charge -> receipt(request, tenant, charge)));
    }

    private static long number(String idInLink) {
        return Long.parseLong(idInLink.substring(idInLink.lastIndexOf('_') + 1));
    }

    /// In the language of the page that was paid on, where there was one.
    private Response receipt(Incoming request, Tenant tenant, Charge charge) {
        var intent = intents.find(db, tenant, charge.intent()).orElseThrow();
        var basket = showReceipt.basket(tenant, intent);
        var language = basket.flatMap(sold -> sold.session().language()).orElse(null);
        var words = Words.pick(language, request.header("Accept-Language").orElse(null));
        var page = showReceipt.run(words, tenant, intent, charge, basket).render();
        return Response.of(200, Notices.HTML, page).with("X-Robots-Tag", "noindex");
    }
}
