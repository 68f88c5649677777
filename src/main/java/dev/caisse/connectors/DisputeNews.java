package dev.caisse.connectors;

import dev.caisse.platform.money.Money;
import java.util.Locale;

/// How a dispute stands at the acquirer, told whole each time: whoever missed what came before misses nothing.
///
/// @param reference what the acquirer calls the dispute
/// @param original our reference of the authorisation that is disputed
/// @param amount how much of it
/// @param dueMs until when the merchant may answer
/// @param version grows with every change, so that old news is known as such
public record DisputeNews(
        String reference, String original, Money amount, Reason reason, Standing standing, long dueMs, int version) {

    /// What the payer says, in the API's words.
    public enum Reason {
        CREDIT_NOT_PROCESSED,
        DUPLICATE,
        FRAUDULENT,
        GENERAL,
        PRODUCT_NOT_RECEIVED,
        PRODUCT_UNACCEPTABLE,
        SUBSCRIPTION_CANCELED,
        UNRECOGNIZED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How far it has come, in the API's words. A warning is an inquiry, under which no money moves.
    public enum Standing {
        WARNING_NEEDS_RESPONSE,
        WARNING_UNDER_REVIEW,
        WARNING_CLOSED,
        NEEDS_RESPONSE,
        UNDER_REVIEW,
        WON,
        LOST;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public boolean isWarning() {
            return this == WARNING_NEEDS_RESPONSE || this == WARNING_UNDER_REVIEW || this == WARNING_CLOSED;
        }

        /// Whether nothing comes after it.
        public boolean isOver() {
            return this == WARNING_CLOSED || this == WON || this == LOST;
        }
    }
}
