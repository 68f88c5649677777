package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.api.Caller;
import dev.caisse.api.Cause;
import dev.caisse.cashier.NoticeView.Kind;
import dev.caisse.checkout.Links;
import dev.caisse.checkout.PaymentLink;
import dev.caisse.checkout.PaymentLinks.Known;
import dev.caisse.checkout.VisitLink;
import dev.caisse.checkout.VisitLink.Said;
import dev.caisse.platform.http.ClientAddress;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.limits.Ration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is behind a payment link: whoever opens it is led to a page of their own. Nothing is made for who only looks
/// whether it is there: a `HEAD`, a browser that loads ahead, a messenger that wants a preview.
final class LinkPage {
    static final String PATH = "/l/";

    /// Of one address in a window: a queue before one till may well be behind one address, a flood is not.
    static final int MOST = 600;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16}");

    /// What the button adds to the address.
    private static final String OPEN = "open";

    private final VisitLink visitLink;
    private final Links links;
    private final KnownAccounts accounts;
    private final ClientAddress clients;
    private final Ration visits;
    private final Assets assets;

    LinkPage(
            VisitLink visitLink,
            Links links,
            KnownAccounts accounts,
            ClientAddress clients,
            Ration visits,
            Assets assets) {
        this.visitLink = visitLink;
        this.links = links;
        this.accounts = accounts;
        this.clients = clients;
        this.visits = visits;
        this.assets = assets;
    }

    /// Empty where no link is.
    Optional<Response> answer(Incoming request, String requestId, String publicUrl) {
        return Optional.of(request.rawPath().substring(PATH.length()))
                .filter(token -> TOKEN.matcher(token).matches())
                .flatMap(visitLink::find)
                .map(known -> answer(request, known, requestId, publicUrl).with("X-Robots-Tag", "noindex"));
    }

    private Response answer(Incoming request, Known known, String requestId, String publicUrl) {
        var query = Percent.pairs(request.rawQuery()).orElse(List.of()).stream()
                .filter(pair -> Json.isStorable(pair.value()))
                .toList();
        var said = new Said(
                Visits.given(query, "prefilled_email"),
                Visits.given(query, "client_reference_id"),
                Visits.given(query, "locale"));
        var words = Words.pick(
                said.locale().orElse(null), request.header("Accept-Language").orElse(null));
        var account = accounts.of(known.tenant().account());
        // No session, no address for the logo: the name has to do.
        var shop = new ShopView(account.name(), null, null, !known.tenant().live());
        if (!known.link().isOpen()) {
            return Notices.closed(known.link(), words, assets, shop);
        }
        if (Readers.isOnlyLooking(request) && Visits.given(query, OPEN).isEmpty()) {
            return waitingForAPayer(request, words, shop);
        }
        if (!visits.take(clients.of(request))) {
            var view = NoticeView.of(Kind.TOO_MANY_TRIES, words, assets, shop);
            return Response.of(429, Notices.HTML, view.render())
                    .with("Retry-After", String.valueOf(Tries.WINDOW.toSeconds()));
        }
        return made(known, said, requestId, publicUrl)
                .orElseGet(() -> Notices.closed(closed(known.link()), words, assets, shop));
    }

    /// Whatever the link says of itself, nothing can be had of it.
    private static PaymentLink closed(PaymentLink link) {
        return link.deactivated();
    }

    private Optional<Response> made(Known known, Said said, String requestId, String publicUrl) {
        var caller = new Caller(known.tenant(), Caller.Role.PAYER, new Cause(Optional.of(requestId), Optional.empty()));
        return visitLink
                .run(caller, known.link(), said)
                .map(session ->
                        Response.empty(303).with("Location", links.to(publicUrl, known.tenant(), session.id())));
    }

    private Response waitingForAPayer(Incoming request, Words words, ShopView shop) {
        var query = request.rawQuery();
        var address = request.rawPath() + "?" + (query == null || query.isEmpty() ? "" : query + "&") + OPEN + "=1";
        var view = NoticeView.of(Kind.LINK, words, assets, shop)
                .leadingTo(address, words.text("page.heading", shop.name()));
        return Response.of(200, Notices.HTML, view.render());
    }
}
