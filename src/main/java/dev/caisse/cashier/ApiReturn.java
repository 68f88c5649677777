package dev.caisse.cashier;

import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.Caller;
import dev.caisse.api.Cause;
import dev.caisse.api.KeyCheck.Holder;
import dev.caisse.api.Secret;
import dev.caisse.api.Tenant;
import dev.caisse.checkout.PageKeys;
import dev.caisse.payments.PaymentIntent;
import dev.caisse.payments.PaymentIntents;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Percent;
import dev.caisse.platform.http.Percent.Pair;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.setup.SetupIntent;
import dev.caisse.setup.Setups;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a payer comes back to after a challenge that the API began: the payment or the setup goes on, and the payer is
/// sent on to the merchant's `return_url` with the intent's id and how it went.
public final class ApiReturn {
    static final String PATH = "/returns/";

    private final Db db;
    private final KnownKeys keys;
    private final PageKeys pageKeys;
    private final PaymentIntents intents;
    private final Payments payments;
    private final Setups setups;
    private final Assets assets;

    ApiReturn(
            Db db,
            KnownKeys keys,
            PageKeys pageKeys,
            PaymentIntents intents,
            Payments payments,
            Setups setups,
            Assets assets) {
        this.db = db;
        this.keys = keys;
        this.pageKeys = pageKeys;
        this.intents = intents;
        this.payments = payments;
        this.setups = setups;
        this.assets = assets;
    }

    /// The address for an intent: its token alone makes it a secret.
    ///
    /// @param kind what the number is of: a payment intent, or a setup intent
    public static String address(
            String publicUrl, KnownKeys keys, PageKeys pageKeys, Tenant tenant, Prefix kind, long intent) {
        return "%s%s%s?key=%s&s=%s"
                .formatted(publicUrl, PATH, kind.id(intent), keys.publishable(tenant), pageKeys.apiReturn(intent));
    }

    /// An intent whose payer is back.
    private record Back(Prefix kind, long id, Optional<String> returnUrl, Secret clientSecret, String outcome) {

        /// Only what is paid or held succeeded; a payer who comes back without having answered did not.
        static Back of(PaymentIntent intent) {
            var outcome = switch (intent.state()) {
                case PaymentIntent.State.Succeeded _, PaymentIntent.State.RequiresCapture _ -> "succeeded";
                case PaymentIntent.State.Processing _ -> "pending";
                case PaymentIntent.State.RequiresAction _,
                        PaymentIntent.State.RequiresPaymentMethod _,
                        PaymentIntent.State.RequiresConfirmation _,
                        PaymentIntent.State.Canceled _ -> "failed";
            };
            var details = intent.details();
            return new Back(Prefix.INTENT, intent.id(), details.returnUrl(), details.clientSecret(), outcome);
        }

        static Back of(SetupIntent intent) {
            var outcome = switch (intent.state()) {
                case SetupIntent.State.Succeeded _ -> "succeeded";
                case SetupIntent.State.Processing _ -> "pending";
                case SetupIntent.State.RequiresAction _,
                        SetupIntent.State.RequiresPaymentMethod _,
                        SetupIntent.State.RequiresConfirmation _,
                        SetupIntent.State.Canceled _ -> "failed";
            };
            var details = intent.details();
            return new Back(Prefix.SETUP, intent.id(), details.returnUrl(), details.clientSecret(), outcome);
        }

        /// The merchant's address, with what became of it.
        String to(String url) {
            var noun = kind.noun().replace(' ', '_');
            var query = "%s=%s&%s_client_secret=%s&redirect_status=%s"
                    .formatted(noun, kind.id(id), noun, clientSecret.text(), outcome);
            int fragment = url.indexOf('#');
            var base = fragment < 0 ? url : url.substring(0, fragment);
            var rest = fragment < 0 ? "" : url.substring(fragment);
            return base + (base.contains("?") ? "&" : "?") + query + rest;
        }
    }

    /// Empty for every address that is not whole.
    Optional<Response> answer(Incoming request, Words words, String requestId) {
        var query = Percent.pairs(request.rawQuery()).orElse(List.of());
        var idText = request.rawPath().substring(PATH.length());
        return Stream.of(Prefix.INTENT, Prefix.SETUP)
                .flatMap(kind -> kind
                        .read(idText)
                        .filter(id -> pageKeys.isApiReturn(id, value(query, "s")))
                        .flatMap(id -> keys.holder(value(query, "key"))
                                .filter(holder -> !holder.isSecret())
                                .flatMap(holder -> resumed(holder, kind, id, requestId)))
                        .stream())
                .map(back -> onward(back, words))
                .findFirst();
    }

    private Optional<Back> resumed(Holder holder, Prefix kind, long id, String requestId) {
        var caller =
                new Caller(holder.tenant(), Caller.Role.PAYER, new Cause(Optional.of(requestId), Optional.empty()));
        return kind == Prefix.SETUP
                ? setups.intents()
                        .find(db, holder.tenant(), id)
                        .map(_ -> Back.of(setups.resume().run(caller, id)))
                : intents.find(db, holder.tenant(), id)
                        .map(_ -> Back.of(payments.resume().run(caller, id)));
    }

    private Response onward(Back back, Words words) {
        return back.returnUrl()
                .flatMap(WebAddress::read)
                .map(address -> Response.empty(303).with("Location", back.to(address.absolute())))
                .orElseGet(() -> Notices.closed(words, assets));
    }

    private static String value(List<Pair> query, String name) {
        return query.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .findFirst()
                .orElse("");
    }
}
