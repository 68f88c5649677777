package dev.caisse.methods;

import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.connectors.Means.SecurityCode;

/// `/v1/payment_methods`
public final class PaymentMethodApi {
    private final CardReader cards;
    private final KeepCard keepCard;
    private final CodeHolder codeHolder;

    /// Keeps a security code in memory until the method it belongs to is used.
    @FunctionalInterface
    public interface CodeHolder {
        void hold(long method, SecurityCode code);
    }

    public PaymentMethodApi(CardReader cards, KeepCard keepCard, CodeHolder codeHolder) {
        this.cards = cards;
        this.keepCard = keepCard;
        this.codeHolder = codeHolder;
    }

    public void routes(Routes routes) {
        routes.postForPayersToo("/v1/payment_methods", this::create);
    }

    private Object create(Request request) {
        var params = request.params().refuseUnsupported("customer", "metadata");
        var card = cards.read(request.tenant(), params);
        params.refuseUnknown();
        return request.once(tx -> {
            var method = keepCard.in(tx, request.tenant(), card);
            card.securityCode().ifPresent(code -> codeHolder.hold(method.id(), code));
            return MethodView.of(method, request.tenant());
        });
    }
}
