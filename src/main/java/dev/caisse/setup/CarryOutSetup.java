package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.api.OutcomeUnknown;
import dev.caisse.attempts.AskOutside;
import dev.caisse.attempts.Attempt;
import dev.caisse.attempts.Attempt.Operation;
import dev.caisse.attempts.Owner;
import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Connector.Capture;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Routing;
import dev.caisse.methods.OpenCard;
import dev.caisse.payments.HeldCodes;
import dev.caisse.payments.Payments;
import dev.caisse.platform.db.Db;
import dev.caisse.setup.RecordSetup.Next;
import dev.caisse.setup.RecordSetup.Recorded;
import dev.caisse.setup.SetupIntent.State;
import java.util.Optional;
import java.util.function.Supplier;

/// Carries out a setup intent's attempts that are written: *call*, *record*, and then whatever has to be called next.
/// Whoever dies in between leaves an open attempt behind; recovery goes on from there through the same door.
public final class CarryOutSetup implements Owner {
    private final Db db;
    private final Routing routing;
    private final AskOutside outside;
    private final OpenCard openCard;
    private final HeldCodes heldCodes;
    private final RecordSetup recordSetup;

    CarryOutSetup(Payments.With with, RecordSetup recordSetup) {
        this.db = with.db();
        this.routing = with.routing();
        this.outside = new AskOutside(with.clock());
        this.openCard = with.openCard();
        this.heldCodes = with.heldCodes();
        this.recordSetup = recordSetup;
    }

    /// What only the request that began it knows.
    private record AtHand(Optional<Means.Card> card, String challengeReturn) {
        static final AtHand NOTHING = new AtHand(Optional.empty(), "");
    }

    /// Calls and records until nothing is left to call.
    ///
    /// @param card as it was just typed; otherwise the vault is opened
    /// @throws OutcomeUnknown when an answer could not be recorded; recovery goes on from there
    SetupIntent run(
            Caller caller, SetupIntent intent, Attempt attempt, Optional<Means.Card> card, String challengeReturn) {
        var begun = Recorded.then(intent, attempt, Optional.empty());
        return OutcomeUnknown.after(() -> onward(caller, begun, new AtHand(card, challengeReturn)));
    }

    /// The payer is back: asks what has become of what they were sent away for.
    SetupIntent resume(Caller caller, Attempt attempt) {
        var authenticator = routing.authenticator(attempt.connector());
        var said = authenticated(attempt, () -> authenticator.resume(attempt.asCall(caller.tenant())));
        return onward(caller, recorded(caller, attempt, said), AtHand.NOTHING);
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Answer answer) {
        onward(caller, recorded(caller, attempt, answer), AtHand.NOTHING);
    }

    @Override
    public void answered(Caller caller, Attempt attempt, Authentication authentication) {
        onward(caller, recorded(caller, attempt, authentication), AtHand.NOTHING);
    }

    private SetupIntent onward(Caller caller, Recorded begun, AtHand atHand) {
        var now = begun;
        while (now.next().isPresent()) {
            var next = now.next().get();
            now = next.attempt().operation() == Operation.AUTHENTICATE
                    ? recorded(caller, next.attempt(), authenticate(caller, now.intent(), next, atHand))
                    : recorded(caller, next.attempt(), verify(caller, next, atHand));
        }
        if (now.intent().state() instanceof State.RequiresAction waiting) {
            atHand.card().flatMap(Means.Card::securityCode).ifPresent(code -> heldCodes.hold(waiting.method(), code));
        }
        return now.intent();
    }

    private Authentication authenticate(Caller caller, SetupIntent intent, Next next, AtHand atHand) {
        var attempt = next.attempt();
        var authenticator = routing.authenticator(attempt.connector());
        var card = card(caller, attempt, atHand, Optional.empty());
        return authenticated(
                attempt,
                () -> authenticator.begin(
                        attempt.asCall(caller.tenant()),
                        attempt.amount(),
                        card,
                        intent.details().threeDSecure(),
                        atHand.challengeReturn()));
    }

    /// An authorisation of nothing, as acquirers have it.
    private Answer verify(Caller caller, Next next, AtHand atHand) {
        var attempt = next.attempt();
        var connector = routing.connector(attempt.connector());
        var code = heldCodes.take(attempt.method().orElseThrow());
        var card = card(caller, attempt, atHand, code);
        var means = next.proof().map(card::with).orElse(card);
        return outside.run(
                attempt.deadlineMs(),
                () -> connector.authorize(attempt.asCall(caller.tenant()), attempt.amount(), means, Capture.AUTOMATIC),
                Answer.Unknown::new);
    }

    private Means.Card card(Caller caller, Attempt attempt, AtHand atHand, Optional<Means.SecurityCode> code) {
        return atHand.card()
                .orElseGet(() -> openCard.run(caller.tenant(), attempt.method().orElseThrow(), code));
    }

    private Authentication authenticated(Attempt attempt, Supplier<Authentication> question) {
        return outside.run(attempt.deadlineMs(), question, Authentication.Unknown::new);
    }

    private Recorded recorded(Caller caller, Attempt attempt, Answer answer) {
        return db.inTransaction(tx -> recordSetup.in(tx, caller, attempt, answer));
    }

    private Recorded recorded(Caller caller, Attempt attempt, Authentication authentication) {
        return db.inTransaction(tx -> recordSetup.in(tx, caller, attempt, authentication));
    }
}
