package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.api.Refusal;
import dev.caisse.attempts.Attempt;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.events.Events;
import dev.caisse.methods.PaymentMethods;
import dev.caisse.methods.SaveMethod;
import dev.caisse.payments.PaymentError;
import dev.caisse.platform.db.Tx;

/// Writes what has become of a setup intent: its row, its event, its method, and a word to whoever settles. Decides
/// nothing; the machine and [RecordSetup] do.
final class MoveSetup {
    private final Events events;
    private final SetupIntents intents;
    private final SetupSettlement settlement;
    private final SaveMethod saveMethod;
    private final PaymentMethods methods = new PaymentMethods();

    MoveSetup(Events events, SetupIntents intents, SetupSettlement settlement) {
        this.events = events;
        this.intents = intents;
        this.settlement = settlement;
        this.saveMethod = new SaveMethod(events);
    }

    void save(Tx tx, Caller caller, SetupIntent intent) {
        intents.save(tx, caller.tenant(), intent);
    }

    SetupIntent to(Tx tx, Caller caller, SetupIntent intent, String event) {
        save(tx, caller, intent);
        events.append(tx, caller, event, SetupIntentView.of(intent, caller.tenant()));
        settlement.settled(tx, caller, intent);
        return intent;
    }

    /// The method is ready: marked so, and its customer's.
    SetupIntent succeeded(Tx tx, Caller caller, SetupIntent intent, Attempt attempt, Checks checks) {
        judge(tx, caller, attempt, checks);
        var details = intent.details();
        saveMethod.in(tx, caller, attempt.method().orElseThrow(), details.customer(), details.usage());
        return to(tx, caller, intent.approved(), "setup_intent.succeeded");
    }

    SetupIntent failed(Tx tx, Caller caller, SetupIntent intent, PaymentError error) {
        return to(tx, caller, intent.declined(error), "setup_intent.setup_failed");
    }

    /// Notes what the issuer said of the data around the card.
    void judge(Tx tx, Caller caller, Attempt attempt, Checks checks) {
        if (!checks.equals(Checks.NONE)) {
            var method = methods.find(tx, caller.tenant(), attempt.method().orElseThrow());
            methods.judge(tx, caller.tenant(), method.orElseThrow(), checks);
        }
    }

    /// The 402 that tells a merchant of a decline, with the intent inside.
    static Refusal refusal(Caller caller, SetupIntent intent) {
        var error = SetupIntentView.ErrorView.of(intent.lastError().orElseThrow());
        return Refusal.setupDeclined(
                error.code(), error.declineCode(), error.message(), SetupIntentView.of(intent, caller.tenant()));
    }
}
