package dev.caisse.ledger;

import dev.caisse.ledger.Transfer.Kind;

/// What a merchant sees of a transfer into or out of their balance, with the fee that was kept of it.
record BalanceTransaction(Transfer transfer, long fee) {

    /// Above zero when the balance grew by it.
    long amount() {
        return switch (transfer.kind()) {
            case CHARGE, REFUND_FAILURE, DISPUTE_REVERSAL -> transfer.amount().minor();
            case RETURN, REFUND, DISPUTE -> -transfer.amount().minor();
            case FEE, SETTLEMENT -> throw new IllegalStateException("is part of another, or moves nothing in or out");
        };
    }

    /// Its type in the API. (Stripe's words)
    String type() {
        return switch (transfer.kind()) {
            case CHARGE -> "charge";
            case RETURN, REFUND -> "refund";
            case REFUND_FAILURE -> "refund_failure";
            case DISPUTE, DISPUTE_REVERSAL -> "adjustment";
            case FEE, SETTLEMENT -> throw new IllegalStateException("is part of another, or moves nothing in or out");
        };
    }

    String category() {
        var kind = transfer.kind();
        return kind == Kind.RETURN ? "refund" : kind.word();
    }
}
