package dev.caisse.disputes;

import dev.caisse.api.Routes;
import dev.caisse.api.Views;
import dev.caisse.api.Wholes;
import dev.caisse.attempts.Owner;
import dev.caisse.attempts.Respondent;
import dev.caisse.payments.Payments;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// The room's verbs, built once and introduced to each other.
///
/// @param owner records what was answered to this room's attempts
/// @param respondent takes in what banks tell by themselves
public record Disputing(Owner owner, Respondent respondent, DisputeApi api, AskBanks askBanks, Clock clock) {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    public static Disputing of(Payments.With with) {
        var move = new MoveDispute(with.clock(), with.events(), with.ledger(), with.chargeViews());
        var recordNews = new RecordNews(with.db(), with.ids(), with.intents(), move, with.alarm());
        var update = new UpdateDispute(with.intents(), move);
        var answer = new AnswerDispute(
                with.db(),
                with.ids(),
                with.clock(),
                with.clocks(),
                with.timeout(),
                with.routing(),
                with.idempotency(),
                with.intents(),
                update,
                move);
        return new Disputing(
                answer,
                recordNews,
                new DisputeApi(with.db(), update, answer, new AwaitComplaint(with.db(), with.clock())),
                new AskBanks(with.db(), with.clock(), with.clocks(), with.timeout(), with.routing(), recordNews),
                with.clock());
    }

    public void routes(Routes routes) {
        api.routes(routes);
    }

    public static void wholes(Wholes wholes) {
        DisputeApi.wholes(wholes);
    }

    public static void views(Views views) {
        DisputeApi.views(views);
    }

    /// Begins to ask banks; to be closed.
    public Worker start() {
        return Worker.start("ask-banks-about-disputes", PAUSE, clock, askBanks::run);
    }
}
