package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.api.Metadata;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.events.Events;
import dev.caisse.methods.Usage;
import dev.caisse.payments.ClientSecrets;
import dev.caisse.platform.db.Inserts;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.setup.SetupIntent.Details;
import java.util.Optional;

/// Makes a setup intent, with its event, added to what the caller inserts.
public final class CreateSetup {
    private final Ids ids;
    private final Events events;
    private final SetupIntents intents;
    private final ClientSecrets secrets;

    CreateSetup(Ids ids, Events events, SetupIntents intents, ClientSecrets secrets) {
        this.ids = ids;
        this.events = events;
        this.intents = intents;
        this.secrets = secrets;
    }

    /// A setup intent as somebody asks for it.
    public record NewSetup(
            Usage usage,
            Optional<Long> customer,
            Optional<String> description,
            Metadata metadata,
            Optional<String> returnUrl,
            Preference threeDSecure,
            Optional<Long> session,
            Optional<CurrencyCode> currency) {}

    public SetupIntent in(Inserts into, Caller caller, NewSetup wanted) {
        return in(into, caller, wanted, Optional.empty());
    }

    /// With a method that is set already, to be confirmed later.
    SetupIntent in(Inserts into, Caller caller, NewSetup wanted, Optional<Long> method) {
        long id = ids.next();
        var details = new Details(
                wanted.usage(),
                wanted.customer(),
                wanted.description(),
                wanted.metadata(),
                wanted.returnUrl(),
                wanted.threeDSecure(),
                wanted.session(),
                wanted.currency(),
                secrets.make(Prefix.SETUP, id));
        var bare = SetupIntent.create(id, details);
        var intent = method.map(bare::withMethod).orElse(bare);
        intents.add(into, caller.tenant(), intent);
        events.append(into, caller, "setup_intent.created", SetupIntentView.of(intent, caller.tenant()));
        return intent;
    }
}
