package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.api.Metadata;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.events.Events;
import dev.caisse.payments.PaymentIntent.Details;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.Money;
import java.util.List;
import java.util.Optional;

/// Makes a payment intent, with its event, added to what the caller inserts.
public final class CreateIntent {
    private final Ids ids;
    private final Events events;
    private final PaymentIntents intents;
    private final ClientSecrets secrets;

    public CreateIntent(Ids ids, Events events, PaymentIntents intents, ClientSecrets secrets) {
        this.ids = ids;
        this.events = events;
        this.intents = intents;
        this.secrets = secrets;
    }

    /// An intent as somebody asks for it.
    public record NewIntent(
            Money amount,
            Capture capture,
            Optional<String> description,
            Metadata metadata,
            Optional<String> merchantOrderId,
            Optional<String> merchantUserId,
            Optional<String> receiptEmail,
            Optional<String> returnUrl,
            Preference threeDSecure,
            Optional<Long> session,
            Optional<Long> customer,
            Particulars particulars) {}

    public PaymentIntent in(Inserts into, Caller caller, NewIntent wanted) {
        return in(into, caller, wanted, Optional.empty());
    }

    /// With a method that is set already, to be confirmed later.
    PaymentIntent in(Inserts into, Caller caller, NewIntent wanted, Optional<Long> method) {
        long id = ids.next();
        var details = new Details(
                wanted.description(),
                wanted.metadata(),
                wanted.merchantOrderId(),
                wanted.merchantUserId(),
                wanted.receiptEmail(),
                wanted.returnUrl(),
                wanted.threeDSecure(),
                wanted.session(),
                wanted.customer(),
                secrets.make(Prefix.INTENT, id),
                wanted.particulars());
        var bare = PaymentIntent.create(id, wanted.amount(), wanted.capture(), details);
        var intent = method.map(bare::withMethod).orElse(bare);
        intents.add(into, caller.tenant(), intent);
        var view = PaymentIntentView.of(intent, List.of(), caller.tenant());
        events.append(into, caller, "payment_intent.created", view);
        return intent;
    }
}
