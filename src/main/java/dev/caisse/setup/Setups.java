package dev.caisse.setup;

import dev.caisse.api.Idempotency;
import dev.caisse.api.Routes;
import dev.caisse.api.Views;
import dev.caisse.connectors.Routing;
import dev.caisse.events.Events;
import dev.caisse.methods.CardReader;
import dev.caisse.methods.KeepCard;
import dev.caisse.methods.OpenCard;
import dev.caisse.payments.ChallengeReturns;
import dev.caisse.payments.ClientSecrets;
import dev.caisse.payments.HeldCodes;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Ids;
import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// The room's verbs, built once and introduced to each other; what is shared between them stays inside.
public record Setups(
        With with,
        CreateSetup create,
        ConfirmSetup confirm,
        ResumeSetup resume,
        CancelSetup cancel,
        CarryOutSetup carryOut) {

    /// What all of them work with.
    public record With(
            Db db,
            Ids ids,
            Clock clock,
            Duration timeout,
            Routing routing,
            Events events,
            Idempotency idempotency,
            KeepCard keepCard,
            OpenCard openCard,
            HeldCodes heldCodes,
            ClientSecrets secrets,
            SetupIntents intents) {}

    public static Setups of(With with, SetupSettlement settlement) {
        var move = new MoveSetup(with.events(), with.intents(), settlement);
        var record = new RecordSetup(
                with.ids(),
                with.clock(),
                with.timeout(),
                with.intents(),
                with.idempotency(),
                move,
                caller ->
                        ConfirmSetup.connector(with.routing(), caller.tenant()).name());
        var carryOut = new CarryOutSetup(
                with.db(), with.clock(), with.routing(), with.openCard(), with.heldCodes(), record);
        return new Setups(
                with,
                new CreateSetup(with.ids(), with.events(), with.intents(), with.secrets()),
                new ConfirmSetup(with, move, carryOut),
                new ResumeSetup(with, move, carryOut),
                new CancelSetup(with.clock(), move),
                carryOut);
    }

    public SetupIntents intents() {
        return with.intents();
    }

    /// @param challengeReturns where a payer comes back to after a challenge that the API began
    public void routes(Routes routes, CardReader cards, ChallengeReturns challengeReturns) {
        new SetupIntentApi(this, cards, challengeReturns).routes(routes);
    }

    public static void views(Views views) {
        views.add("setup_intent", SetupIntentView.class);
    }
}
