package dev.caisse.setup;

import dev.caisse.api.Routes;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.attempts.Owner;
import dev.caisse.methods.CardReader;
import dev.caisse.payments.ChallengeReturns;
import dev.caisse.payments.ClientSecrets;
import dev.caisse.payments.Payments;
import dev.caisse.platform.ids.Prefix;

/// The room's verbs, built once and introduced to each other; what is shared between them stays inside.
public record Setups(
        Payments.With with,
        SetupIntents intents,
        CreateSetup create,
        ConfirmSetup confirm,
        ResumeSetup resume,
        CancelSetup cancel,
        Owner carryOut) {

    /// @param with what payments work with too
    public static Setups of(Payments.With with, ClientSecrets secrets, SetupSettlement settlement) {
        var intents = new SetupIntents(secrets);
        var move = new MoveSetup(with.events(), intents, settlement);
        var record = new RecordSetup(with, intents, move);
        var carryOut = new CarryOutSetup(with, record);
        return new Setups(
                with,
                intents,
                new CreateSetup(with.ids(), with.events(), intents, secrets),
                new ConfirmSetup(with, move, carryOut),
                new ResumeSetup(with, intents, move, carryOut),
                new CancelSetup(with.clock(), with.clocks(), move),
                carryOut);
    }

    /// @param challengeReturns where a payer comes back to after a challenge that the API began
    public void routes(Routes routes, CardReader cards, ChallengeReturns challengeReturns) {
        new SetupIntentApi(this, cards, challengeReturns).routes(routes);
    }

    /// How those that are only named elsewhere are found whole.
    public void wholes(Wholes wholes) {
        wholes.add(
                Prefix.SETUP,
                (sql, tenant, ids) -> intents.find(sql, tenant, ids).stream()
                        .map(intent -> SetupIntentView.of(intent, tenant))
                        .toList());
    }

    public static void views(Views views) {
        views.add("setup_intent", SetupIntentView.class);
    }
}
