package dev.caisse.methods;

import dev.caisse.api.Metadata;
import dev.caisse.api.Millis;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Tenant;
import dev.caisse.methods.PaymentMethod.State.Unused;
import dev.caisse.methods.PaymentMethodApi.CodeHolder;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;

/// `/v1/tokens`: cards that are used once, for programs from before there were payment methods.
public final class TokenApi {
    private final Db db;
    private final CardReader cards;
    private final KeepCard keepCard;
    private final CodeHolder codeHolder;
    private final PaymentMethods methods = new PaymentMethods();

    public TokenApi(Db db, CardReader cards, KeepCard keepCard, CodeHolder codeHolder) {
        this.db = db;
        this.cards = cards;
        this.keepCard = keepCard;
        this.codeHolder = codeHolder;
    }

    public void routes(Routes routes) {
        routes.postForPayersToo("/v1/tokens", this::create).get("/v1/tokens/{id}", this::retrieve);
    }

    private Object create(Request request) {
        var params = request.params()
                .refuseUnsupported("account", "bank_account", "customer", "cvc_update", "person", "pii");
        var card = cards.readSource(request.tenant(), params.object("card").orElseThrow(() -> params.missing("card")));
        params.refuseUnknown();
        return request.once(tx -> {
            var method = keepCard.in(tx, request.tenant(), card, new Unused(), Metadata.EMPTY);
            card.securityCode().ifPresent(code -> codeHolder.hold(method.id(), code));
            return TokenView.of(method, request.tenant());
        });
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.TOKEN);
        request.params().refuseUnknown();
        return methods.find(db, request.tenant(), id)
                .map(method -> TokenView.of(method, request.tenant()))
                .orElseThrow(() -> request.notFound(Prefix.TOKEN));
    }

    /// A token as the API shows it. Field order is the order in the response.
    record TokenView(
            String id,
            String object,
            SourceView card,
            String clientIp,
            Millis created,
            boolean livemode,
            String type,
            boolean used) {
        static TokenView of(PaymentMethod method, Tenant tenant) {
            return new TokenView(
                    Prefix.TOKEN.id(method.id()),
                    "token",
                    SourceView.of(method, tenant),
                    null,
                    Millis.made(method.id()),
                    tenant.live(),
                    "card",
                    !(method.state() instanceof Unused));
        }
    }
}
