package dev.caisse.connectors;

import dev.caisse.connectors.Means.Occasion;
import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;

/// 3-D Secure: a step before authorisation, behind its own seam. Whoever implements it promises that the same reference
/// twice begins one authentication, and that what it once said for good it says again. It moves no money.
public interface Authenticator {

    /// The name attempts are recorded under.
    String name();

    /// The mode it serves.
    boolean isLive();

    /// Whether this card has to be authenticated, decided without asking anyone.
    boolean isWanted(CardNumber number, Preference preference, Occasion occasion);

    /// For a card that was not set up before, its payer being there.
    default boolean isWanted(CardNumber number, Preference preference) {
        return isWanted(number, preference, Occasion.ON_SESSION);
    }

    /// Begins under `call.reference()`, new for every authentication.
    ///
    /// @param returnUrl where the payer's browser is sent when the challenge is over; proves nothing
    Authentication begin(Call call, Money amount, Means.Card card, Preference preference, String returnUrl);

    /// After the payer is back; `call.reference()` is the authentication's own. Never [Authentication.NeverSeen].
    Authentication resume(Call call);

    /// What became of an authentication; the only verb that may answer [Authentication.NeverSeen].
    Authentication lookup(Call call);

    /// When the merchant wants the payer to be challenged. (`payment_method_options.card.request_three_d_secure`)
    enum Preference {
        /// When the card demands it.
        AUTO,
        /// Always.
        ANY
    }
}
