package dev.caisse.connectors;

import java.util.Locale;

/// Why an acquirer said no, in the API's words: each has the error `code` it is reported under, and its own name as the
/// `decline_code`.
public enum DeclineCode {
    GENERIC_DECLINE("card_declined"),
    INSUFFICIENT_FUNDS("card_declined"),
    LOST_CARD("card_declined"),
    STOLEN_CARD("card_declined"),
    CARD_VELOCITY_EXCEEDED("card_declined"),
    FRAUDULENT("card_declined"),
    TESTMODE_DECLINE("card_declined"),
    AUTHENTICATION_REQUIRED("authentication_required"),
    AUTHENTICATION_FAILED("payment_intent_authentication_failure"),
    EXPIRED_CARD("expired_card"),
    INCORRECT_CVC("incorrect_cvc"),
    INCORRECT_NUMBER("incorrect_number"),
    INVALID_CVC("invalid_cvc"),
    INVALID_EXPIRY_MONTH("invalid_expiry_month"),
    INVALID_EXPIRY_YEAR("invalid_expiry_year"),
    PROCESSING_ERROR("processing_error"),
    PARTIAL_APPROVAL("card_declined"),
    /// The provider, or the payer at the provider's page, said no.
    PROVIDER_DECLINE("payment_method_provider_decline"),
    /// The payer did not pay in the time they had.
    PAYMENT_EXPIRED("payment_intent_payment_attempt_expired"),
    /// The payer chose to pay in another way.
    PAYER_GAVE_UP("payment_intent_payment_attempt_abandoned"),
    /// The account that was to be debited could not be.
    DEBIT_NOT_AUTHORIZED("debit_not_authorized"),
    /// Nothing will move under this reference any more: it was cancelled, or it names an authorisation that was.
    ALREADY_CANCELED("already_canceled"),
    TOO_LATE("too_late"),
    /// What shall go back is with the payer's bank already, because of a dispute.
    CHARGE_DISPUTED("charge_disputed"),
    NOT_CANCELLABLE("not_cancellable");

    private final String code;

    DeclineCode(String code) {
        this.code = code;
    }

    /// The error `code` of the API.
    public String code() {
        return code;
    }

    /// The `decline_code` of the API.
    public String declineCode() {
        return name().toLowerCase(Locale.ROOT);
    }
}
