package dev.caisse.connectors;

/// What an authenticator can say.
public sealed interface Authentication {

    /// The payer is who they say; the proof goes with the authorisation.
    record Authenticated(Proof proof) implements Authentication {}

    /// The payer has to go to this address before a wall-clock time in milliseconds.
    record Challenge(String url, long untilMs) implements Authentication {}

    /// The payer failed, gave up, or did not come in time. The message is for the merchant, never for the payer.
    record Failed(String message) implements Authentication {}

    /// The card could not be looked up, and never will be under this reference: the payment is declined with
    /// `processing_error`.
    record Unavailable(String why) implements Authentication {}

    /// From resume and lookup: the payer has not finished yet.
    record Pending() implements Authentication {}

    /// Timed out or garbled. Never guessed, always looked up.
    record Unknown(String why) implements Authentication {}

    /// Only from lookup: it never arrived.
    record NeverSeen() implements Authentication {}
}
