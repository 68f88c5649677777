package dev.caisse.payments;

import dev.caisse.api.ClientSecret;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;

/// `/v1/payment_intents`
public final class PaymentIntentApi {
    private final Db db;
    private final PaymentIntents intents;
    private final Charges charges = new Charges();

    public PaymentIntentApi(Db db, PaymentIntents intents) {
        this.db = db;
        this.intents = intents;
    }

    public void routes(Routes routes) {
        routes.getForPayersToo("/v1/payment_intents/{id}", this::retrieve);
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.INTENT);
        var proof = ClientSecret.read(request);
        request.params().refuseUnknown();
        var intent = intents.find(db, request.tenant(), id)
                .filter(found -> proof.proves(found.details().clientSecret()))
                .orElseThrow(() -> request.notFound(Prefix.INTENT));
        return PaymentIntentView.of(intent, charges.of(db, request.tenant(), id), request.tenant());
    }
}
