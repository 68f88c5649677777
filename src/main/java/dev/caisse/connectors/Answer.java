package dev.caisse.connectors;

import dev.caisse.platform.money.Money;
import java.util.Map;
import java.util.Optional;

/// What an acquirer can say.
public sealed interface Answer {

    /// The money moved, or is held. A smaller amount than asked counts as declined and is cancelled by the caller.
    record Approved(String acquirerReference, Money amount, Checks checks) implements Answer {}

    /// The payer's bank, or ours, said no. The message is for the merchant, never for the payer.
    record Declined(DeclineCode code, String message, Advice advice, Checks checks, Risk risk) implements Answer {

        /// A refusal that says nothing about risk or about the data around the card.
        public Declined(DeclineCode code, String message, Advice advice) {
            this(code, message, advice, Checks.NONE, Risk.NORMAL);
        }

        /// Whether it was stopped as a fraud before the payer's bank was asked. (Stripe: outcome type `blocked`)
        public boolean isBlocked() {
            return risk == Risk.HIGHEST;
        }
    }

    /// The payer has to do something elsewhere, until a wall-clock time in milliseconds.
    record ActionRequired(Action action, long untilMs) implements Answer {}

    /// Taken on; the outcome comes later by notice or lookup.
    record Pending() implements Answer {}

    /// Timed out or garbled: the money may or may not have moved. Never guessed, never repeated, always looked up.
    record Unknown(String why) implements Answer {}

    /// Only from lookup: the operation never arrived.
    record NeverSeen() implements Answer {}

    /// What the payer is sent to.
    sealed interface Action {
        record Redirect(String url) implements Action {}

        /// A code to be scanned with the payer's own application.
        record QrCode(String content) implements Action {}

        /// Instructions by which the payer pays in their own time, some at a page and some by these words.
        record Voucher(String url, Map<String, String> details) implements Action {}
    }

    /// Whether trying the same means again can help.
    enum Advice {
        TRY_AGAIN_LATER,
        DO_NOT_TRY_AGAIN,
        CONFIRM_CARD_DATA
    }

    /// How likely a fraud is, as far as the acquirer says.
    enum Risk {
        NORMAL,
        ELEVATED,
        HIGHEST
    }

    /// What the issuer said of the data around the card; each `pass`, `fail`, `unchecked` or `unavailable`, absent when
    /// it was not sent.
    record Checks(Optional<String> cvc, Optional<String> addressLine1, Optional<String> postalCode) {
        public static final Checks NONE = new Checks(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
