package dev.caisse.cashier;

import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.Caller;
import dev.caisse.api.Cause;
import dev.caisse.api.KeyCheck.Holder;
import dev.caisse.api.Tenant;
import dev.caisse.checkout.PageKeys;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntent.State;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.http.Percent.Pair;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.ids.Prefix;
import java.util.List;
import java.util.Optional;

/// Where a payer comes back to after a challenge that the API began: the payment goes on, and the payer is sent on to
/// the
/// merchant's `return_url` with the intent's id and how it went.
public final class ApiReturn {
    static final String PATH = "/returns/";

    private final Db db;
    private final KnownKeys keys;
    private final PageKeys pageKeys;
    private final PaymentIntents intents;
    private final Payments payments;
    private final Assets assets;

    ApiReturn(Db db, KnownKeys keys, PageKeys pageKeys, PaymentIntents intents, Payments payments, Assets assets) {
        this.db = db;
        this.keys = keys;
        this.pageKeys = pageKeys;
        this.intents = intents;
        this.payments = payments;
        this.assets = assets;
    }

    /// The address for an intent: its token alone makes it a secret.
    public static String address(String publicUrl, KnownKeys keys, PageKeys pageKeys, Tenant tenant, long intent) {
        return "%s%s%s?key=%s&s=%s"
                .formatted(
                        publicUrl,
                        PATH,
                        Prefix.INTENT.id(intent),
                        keys.publishable(tenant),
                        pageKeys.apiReturn(intent));
    }

    /// Empty for every address that is not whole.
    Optional<Response> answer(Incoming request, Words words, String requestId) {
        var query = Percent.pairs(request.rawQuery()).orElse(List.of());
        return Prefix.INTENT
                .read(request.rawPath().substring(PATH.length()))
                .filter(id -> pageKeys.isApiReturn(id, value(query, "s")))
                .flatMap(id -> keys.holder(value(query, "key"))
                        .filter(holder -> !holder.isSecret())
                        .flatMap(holder -> resumed(holder, id, requestId)))
                .map(intent -> onward(intent, words));
    }

    private Optional<PaymentIntent> resumed(Holder holder, long id, String requestId) {
        var caller =
                new Caller(holder.tenant(), Caller.Role.PAYER, new Cause(Optional.of(requestId), Optional.empty()));
        return intents.find(db, holder.tenant(), id).map(_ -> payments.resume().run(caller, id));
    }

    private Response onward(PaymentIntent intent, Words words) {
        return intent.details()
                .returnUrl()
                .flatMap(WebAddress::read)
                .map(address -> Response.empty(303).with("Location", with(address.absolute(), intent)))
                .orElseGet(() -> Notices.closed(words, assets));
    }

    private static String with(String url, PaymentIntent intent) {
        var id = Prefix.INTENT.id(intent.id());
        var secret = intent.details().clientSecret().text();
        var query = "payment_intent=" + id + "&payment_intent_client_secret=" + secret + "&redirect_status="
                + outcome(intent);
        int fragment = url.indexOf('#');
        var base = fragment < 0 ? url : url.substring(0, fragment);
        var rest = fragment < 0 ? "" : url.substring(fragment);
        return base + (base.contains("?") ? "&" : "?") + query + rest;
    }

    /// Only what is paid or held succeeded; a payer who comes back without having answered did not.
    private static String outcome(PaymentIntent intent) {
        return switch (intent.state()) {
            case State.Succeeded _, State.RequiresCapture _ -> "succeeded";
            case State.Processing _ -> "pending";
            case State.RequiresAction _,
                    State.RequiresPaymentMethod _,
                    State.RequiresConfirmation _,
                    State.Canceled _ -> "failed";
        };
    }

    private static String value(List<Pair> query, String name) {
        return query.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .findFirst()
                .orElse("");
    }
}
