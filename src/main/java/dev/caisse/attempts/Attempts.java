package dev.caisse.attempts;

import dev.caisse.api.Tenant;
import dev.caisse.attempts.Attempt.Outcome;
import dev.caisse.connectors.Answer;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.json.JsonWriter;
import java.util.Locale;
import java.util.Optional;

/// Where attempts are kept. The database holds that an intent has at most one open authorisation and one open capture,
/// and an original at most one open cancel.
public final class Attempts {

    /// *Intend*: before the call.
    public void add(Tx tx, Tenant tenant, Attempt attempt) {
        tx.run(
                """
                insert into attempts
                  (account_id, live, id, intent_id, operation, reference, connector, amount, currency, deadline_ms)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                tenant.account(),
                tenant.live(),
                attempt.id(),
                attempt.intent(),
                attempt.operation().name().toLowerCase(Locale.ROOT),
                attempt.reference(),
                attempt.connector(),
                attempt.amount().minor(),
                attempt.amount().currency().code(),
                attempt.deadlineMs());
    }

    /// *Record*: the answer, and the outcome where the answer is final. Says whether this was news: an attempt is
    /// closed
    /// once, and what comes after changes nothing.
    public boolean record(Tx tx, Tenant tenant, Attempt attempt, Answer answer) {
        return tx.run(
                        """
                        update attempts set outcome = ?, last_answer = ?
                         where account_id = ? and live = ? and id = ? and outcome is null
                        """,
                        outcome(attempt, answer)
                                .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                                .orElse(null),
                        new Jsonb(told(answer)),
                        tenant.account(),
                        tenant.live(),
                        attempt.id())
                == 1;
    }

    private static Optional<Outcome> outcome(Attempt attempt, Answer answer) {
        return switch (answer) {
            case Answer.Approved _ ->
                Optional.of(attempt.operation() == Attempt.Operation.CANCEL ? Outcome.CANCELED : Outcome.APPROVED);
            case Answer.Declined _ -> Optional.of(Outcome.DECLINED);
            case Answer.ActionRequired _, Answer.Pending _, Answer.Unknown _, Answer.NeverSeen _ -> Optional.empty();
        };
    }

    private static String told(Answer answer) {
        var json = new JsonWriter().beginObject();
        json.name("answer").text(answer.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        switch (answer) {
            case Answer.Approved approved -> {
                json.name("acquirer_reference").text(approved.acquirerReference());
                json.name("amount").number(approved.amount().minor());
            }
            case Answer.Declined declined -> {
                json.name("code").text(declined.code().declineCode());
                json.name("message").text(declined.message());
            }
            case Answer.ActionRequired action -> json.name("until_ms").number(action.untilMs());
            case Answer.Unknown unknown -> json.name("why").text(unknown.why());
            case Answer.Pending _, Answer.NeverSeen _ -> {}
        }
        return json.endObject().text();
    }
}
