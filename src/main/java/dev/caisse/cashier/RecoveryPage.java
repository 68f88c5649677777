package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.api.Caller;
import dev.caisse.api.Cause;
import dev.caisse.api.Tenant;
import dev.caisse.cashier.NoticeView.Kind;
import dev.caisse.checkout.Links;
import dev.caisse.checkout.PageKeys;
import dev.caisse.checkout.RecoverSession;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// What is behind the address at which an expired session is recovered: leads on to the page of the session that takes
/// its place. Programs that only look make nothing.
final class RecoveryPage {
    private final RecoverSession recoverSession;
    private final Links links;
    private final PageKeys pageKeys;
    private final KnownAccounts accounts;
    private final Assets assets;

    RecoveryPage(RecoverSession recoverSession, Links links, PageKeys pageKeys, KnownAccounts accounts, Assets assets) {
        this.recoverSession = recoverSession;
        this.links = links;
        this.pageKeys = pageKeys;
        this.accounts = accounts;
        this.assets = assets;
    }

    /// Empty for every address that is not whole.
    Optional<Response> answer(Incoming request, Words words, String requestId, String publicUrl) {
        var idInLink = request.rawPath().substring(Links.RECOVERY.length());
        var query = Percent.pairs(request.rawQuery()).orElse(List.of());
        return Links.recovering(
                        pageKeys,
                        idInLink,
                        Visits.given(query, "a").orElse(""),
                        Visits.given(query, "s").orElse(""))
                .map(tenant -> answer(request, tenant, idInLink, words, requestId, publicUrl));
    }

    private Response answer(
            Incoming request, Tenant tenant, String idInLink, Words words, String requestId, String publicUrl) {
        if (Readers.isOnlyLooking(request)) {
            return Response.empty(204);
        }
        var caller = new Caller(tenant, Caller.Role.PAYER, new Cause(Optional.of(requestId), Optional.empty()));
        return recoverSession
                .run(caller, Prefix.SESSION.read(idInLink).orElseThrow())
                .map(session -> Response.empty(303).with("Location", links.to(publicUrl, tenant, session.id())))
                .orElseGet(() -> gone(tenant, words));
    }

    private Response gone(Tenant tenant, Words words) {
        var shop = new ShopView(accounts.of(tenant.account()).name(), null, null, !tenant.live());
        var view = NoticeView.of(Kind.EXPIRED, words, assets, shop);
        return Response.of(410, Notices.HTML, view.render());
    }
}
