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
        /// Made by a checkout session, and then decided about by it.
        SESSION,
        CONFIRM,
        /// By its payer, on the session's page.
        PAY,
        /// The payer convinces their bank, and comes back.
        RETURN,
        EXPIRE,
        CAPTURE,
        CANCEL,
        REFUND,
        /// Of the refund that was last made.
        CANCEL_REFUND,
        CUSTOMER,
        /// The customer's card is made ready for later.
        SETUP,
        /// The payer's dispute is answered with evidence.
        CONTEST,
        RETRIEVE,
        /// Seven days pass while the operations beside it are under way.
        WEEK,
        /// The node is cut off while the operations beside it are under way.
        KILL;

        /// Whether it is asked under an idempotency key.
        boolean isKeyed() {
            return this != RETRIEVE && this != PAY && this != RETURN && !isFate();
        }

        /// Whether nobody asks for it.
        boolean isFate() {
            return this == WEEK || this == KILL;
        }

        /// Whether a bank is asked for money by it.
        boolean pays() {
            return this == CREATE_CONFIRMED || this == CONFIRM || this == PAY || this == RETURN;
        }

        /// Whether its answer shows the payment.
        boolean showsPayment() {
            return this == CREATE
                    || this == CREATE_CONFIRMED
                    || this == CONFIRM
                    || this == CAPTURE
                    || this == CANCEL
                    || this == RETRIEVE;
        }

        /// Whether it has a parameter that another request under its key could change.
        boolean hasOther() {
            return this == REFUND || showsPayment() && this != RETRIEVE;
        }
    }

    /// What is paid with.
    enum Card {
        NONE("", ""),
        GOOD("pm_card_visa", "4242424242424242"),
        DECLINED("pm_card_visa_chargeDeclined", "4000000000000002"),
        POOR("pm_card_visa_chargeDeclinedInsufficientFunds", "4000000000009995"),
        CHALLENGED("pm_card_authenticationRequired", "4000002760003184"),
        /// Its payer disputes the payment afterwards.
        DISPUTED("pm_card_createDispute", "4000000000000259"),
        /// The one that was set up for the story's customer, used while they are away.
        SAVED("the saved card", "");

        final String alias;
        final String number;

        Card(String alias, String number) {
            this.alias = alias;
            this.number = number;
        }

        boolean isApproved() {
            return this == GOOD || this == DISPUTED || this == SAVED;
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
        return kind == Kind.CREATE || kind == Kind.CREATE_CONFIRMED || kind == Kind.SESSION;
    }

    boolean isFaulty() {
        return !fault.isEmpty();
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
        if (kind != Kind.CREATE && card != Card.NONE) {
            text.append(" with ").append(card.alias);
        }
        if (kind == Kind.CAPTURE || kind == Kind.REFUND) {
            text.append(amount == 0 ? " of all" : " of " + amount);
        }
        if (isFaulty()) {
            text.append(", Caisse-Sandbox: ").append(fault);
        }
        return text + (kind == Kind.WEEK ? "" : " at node " + (node + 1));
    }
}
