package dev.caisse.ledger;

import java.util.Locale;

/// One of a merchant's accounts in the ledger, in one mode and one currency. Its balance is what was credited to it
/// less
/// what was debited.
public enum Purse {
    /// Below zero by what came from payers and is not with them again.
    PAYER_CLEARING,
    /// The merchant's, and not at their disposal yet.
    PENDING,
    /// The merchant's, at their disposal.
    AVAILABLE,
    /// What the operator keeps for its work.
    FEES,
    /// What payers' banks have taken back while a dispute is open, or for good.
    DISPUTES,
    /// What was sent to the merchant.
    PAYOUTS;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Purse of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
