package dev.caisse.simulation;

import java.util.Optional;

/// One thing that somebody does to a payment, fully determined by the plan.
///
/// @param number within its story; what is asked under an idempotency key has a key of this number
/// @param node which of the nodes is asked
/// @param amount to capture or refund; 0 for all that there is
/// @param fault words for the sandbox, or nothing
/// @param again the number of the operation whose key, path and parameters are sent again
/// @param isOther whether one parameter is another than the first time
record Operation(
        int number,
        Kind kind,
        int node,
        Card card,
        long amount,
        String fault,
        Optional<Integer> again,
        boolean isOther) {
    enum Kind {
        CREATE,
        /// Made and confirmed in one request.
        CREATE_CONFIRMED,
        CONFIRM,
        CAPTURE,
        CANCEL,
        REFUND,
        RETRIEVE,
        /// The node is cut off while the operations beside it are under way.
        KILL
    }

    /// What is paid with.
    enum Card {
        NONE(""),
        GOOD("pm_card_visa"),
        DECLINED("pm_card_visa_chargeDeclined"),
        POOR("pm_card_visa_chargeDeclinedInsufficientFunds"),
        CHALLENGED("pm_card_authenticationRequired");

        final String alias;

        Card(String alias) {
            this.alias = alias;
        }

        boolean isApproved() {
            return this == GOOD;
        }
    }

    /// The key under which it is asked.
    int key() {
        return again.orElse(number);
    }

    /// What is to be captured or refunded; 0 for all.
    long wanted() {
        return isOther ? amount + 1 : amount;
    }

    boolean creates() {
        return kind == Kind.CREATE || kind == Kind.CREATE_CONFIRMED;
    }

    boolean isFaulty() {
        return !fault.isEmpty();
    }

    /// Whether nobody may ever learn how it ended, because even asking fails.
    boolean mayStayOpen() {
        return fault.contains("down")
                || fault.contains("refuse=lookup")
                || fault.contains("refuse=cancel")
                || fault.contains("timeout=cancel");
    }

    Operation again(int newNumber, int otherNode, boolean other) {
        return new Operation(newNumber, kind, otherNode, card, amount, fault, Optional.of(key()), other);
    }

    @Override
    public String toString() {
        var text = new StringBuilder("#" + number + " " + kind.name().toLowerCase(java.util.Locale.ROOT));
        again.ifPresent(key -> text.append(" (again under the key of #")
                .append(key)
                .append(isOther ? ", with another parameter)" : ")"));
        if (kind != Kind.RETRIEVE && kind != Kind.CREATE && kind != Kind.KILL && card != Card.NONE) {
            text.append(" with ").append(card.alias);
        }
        if (kind == Kind.CAPTURE || kind == Kind.REFUND) {
            text.append(amount == 0 ? " of all" : " of " + amount);
        }
        if (isFaulty()) {
            text.append(", Caisse-Sandbox: ").append(fault);
        }
        return text + " at node " + (node + 1);
    }
}
