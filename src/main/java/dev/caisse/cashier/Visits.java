package dev.caisse.cashier;

import dev.caisse.accounts.KnownAccounts;
import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.Caller;
import dev.caisse.api.Cause;
import dev.caisse.api.KeyCheck.Holder;
import dev.caisse.checkout.Baskets;
import dev.caisse.checkout.CheckoutSessions;
import dev.caisse.checkout.Links;
import dev.caisse.checkout.PageKeys;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.http.Percent.Pair;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// Lets in whoever holds a whole link: a session's id, the account's publishable key, and the token that only this
/// deployment can make. Asks the database only after the token has proved itself.
final class Visits {
    private final Db db;
    private final KnownKeys keys;
    private final KnownAccounts accounts;
    private final Baskets baskets;
    private final PageKeys pageKeys;

    Visits(Db db, KnownKeys keys, KnownAccounts accounts, CheckoutSessions sessions, PageKeys pageKeys) {
        this.db = db;
        this.keys = keys;
        this.accounts = accounts;
        this.baskets = new Baskets(sessions);
        this.pageKeys = pageKeys;
    }

    /// Empty for every link that is not whole.
    Optional<Visit> find(Incoming request, String idInLink, String requestId) {
        var query = Percent.pairs(request.rawQuery()).orElse(List.of());
        var key = value(query, "key");
        var token = value(query, "s");
        var isWaiting = !value(query, Visit.WAITING).isEmpty();
        return Prefix.SESSION
                .read(idInLink)
                .filter(id -> pageKeys.isLink(id, token))
                .flatMap(id -> keys.holder(key)
                        .filter(holder -> !holder.isSecret())
                        .filter(holder -> Links.idInLink(holder.tenant(), id).equals(idInLink))
                        .flatMap(holder ->
                                visit(request, holder, id, requestId, "key=" + key + "&s=" + token, isWaiting)));
    }

    /// The same visit, as things stand now.
    Visit again(Visit visit) {
        var fresh = baskets.find(db, visit.caller().tenant(), visit.session().id());
        return visit.with(fresh.orElseThrow());
    }

    private Optional<Visit> visit(
            Incoming request, Holder holder, long id, String requestId, String query, boolean isWaiting) {
        var caller =
                new Caller(holder.tenant(), Caller.Role.PAYER, new Cause(Optional.of(requestId), Optional.empty()));
        return baskets.find(db, holder.tenant(), id).map(basket -> {
            var account = accounts.of(holder.tenant().account());
            var locale = basket.session().terms().locale().orElse(null);
            var words = Words.pick(locale, request.header("Accept-Language").orElse(null));
            return new Visit(caller, account, basket, words, query, isWaiting);
        });
    }

    static Optional<String> given(List<Pair> query, String name) {
        return Optional.of(value(query, name)).filter(value -> !value.isEmpty());
    }

    private static String value(List<Pair> query, String name) {
        return query.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .findFirst()
                .orElse("");
    }
}
