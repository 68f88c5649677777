package dev.caisse.connectors;

import java.util.Optional;

/// One operation at a connector: its own reference, committed before the call; what it acts on, if anything; and when
/// we stop waiting, in wall-clock milliseconds.
///
/// @param merchant whose operation it is, for connectors that send notices
/// @param statement what shall stand on the payer's bank statement; whatever the acquirer writes when empty
/// @param rehearsal what the sandbox shall do wrong with this call, as [Rehearsal] reads it; others ignore it
public record Call(
        String reference,
        Optional<Original> original,
        long deadlineMs,
        Optional<Merchant> merchant,
        Optional<String> statement,
        Optional<String> rehearsal) {

    public Call(String reference, Optional<Original> original, long deadlineMs) {
        this(reference, original, deadlineMs, Optional.empty());
    }

    public Call(String reference, Optional<Original> original, long deadlineMs, Optional<String> rehearsal) {
        this(reference, original, deadlineMs, Optional.empty(), Optional.empty(), rehearsal);
    }

    /// The same call, on behalf of a merchant.
    public Call by(Merchant whose) {
        return new Call(reference, original, deadlineMs, Optional.of(whose), statement, rehearsal);
    }

    /// The same call, with words for the payer's bank statement.
    public Call showing(Optional<String> words) {
        return new Call(reference, original, deadlineMs, merchant, words, rehearsal);
    }

    /// An earlier authorisation: our reference for it, and the acquirer's where it gave one.
    public record Original(String reference, Optional<String> acquirerReference) {}

    /// Whose operation it is: two words of the address that notices come to.
    ///
    /// @param account the account's id
    /// @param mode `test` or `live`
    public record Merchant(String account, String mode) {}
}
