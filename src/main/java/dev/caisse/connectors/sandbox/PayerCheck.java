package dev.caisse.connectors.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.Proof;
import dev.caisse.connectors.sandbox.Entry.Face;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;
import java.util.Optional;

/// One authentication in the sandbox's book. Holds no card number, only what tells it from others.
///
/// @param token what its challenge is found by; unlike the reference, nobody can guess it
/// @param card the [#mark] of the card
/// @param untilMs when the challenge ends
/// @param usedBy the authorisation that the proof went with
record PayerCheck(
        String reference,
        String token,
        String card,
        Face face,
        Money amount,
        State state,
        Proof proof,
        String returnUrl,
        long untilMs,
        Optional<String> usedBy,
        Optional<Merchant> merchant,
        long atMs) {

    sealed interface State {
        record Challenged() implements State {}

        record Authenticated() implements State {}

        record Failed(String message) implements State {}

        record Unavailable(String message) implements State {}
    }

    /// A hash of the number keyed by the token, so that two authentications of one card look unrelated.
    static String mark(String token, CardNumber number) {
        return Tokens.base64Url(Tokens.hmacSha256(token.getBytes(US_ASCII), number.inClear()));
    }

    boolean isOpen() {
        return state instanceof State.Challenged;
    }

    /// What to answer, where an open one is answered with its challenge.
    Authentication answer(String challengeUrl) {
        return switch (state) {
            case State.Challenged _ -> new Authentication.Challenge(challengeUrl, untilMs);
            case State.Authenticated _ -> new Authentication.Authenticated(proof);
            case State.Failed(var message) -> new Authentication.Failed(message);
            case State.Unavailable(var message) -> new Authentication.Unavailable(message);
        };
    }

    /// Whether this proof is ours, for this card and amount, and has not been used.
    boolean isProofFor(Proof shown, CardNumber number, Money asked) {
        return state instanceof State.Authenticated
                && usedBy.isEmpty()
                && Tokens.areEqual(proof.cavv(), shown.cavv())
                && proof.equals(shown)
                && card.equals(mark(token, number))
                && amount.equals(asked);
    }
}
