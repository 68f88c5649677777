package dev.caisse.checkout;

/// A session cannot be paid at this moment; nothing was written.
public final class NotPayable extends RuntimeException {
    private final Why why;

    /// What stands in the way.
    public enum Why {
        /// A payment is under way; whoever asks should wait for its end.
        UNDER_WAY,
        COMPLETE,
        EXPIRED,
        TOO_MANY_DECLINES,
        /// The saved card that was chosen is not there any more, or was never theirs.
        CARD_GONE,
        /// The total is another than the payer saw.
        TOTAL_CHANGED,
        /// Somebody else was promised the discount's last redemption, or it is over.
        DISCOUNT_GONE,
        /// The payment link it was made by is not active any more, or all it may sell is sold or being paid.
        LINK_CLOSED,
        /// What the payer wants of the order would leave a total that none of the session's types of method can pay.
        NOTHING_PAYS,
        /// The payer has not agreed to what the merchant asks them to.
        NOT_AGREED
    }

    public NotPayable(Why why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
