package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer.Advice;
import dev.caisse.connectors.Answer.Declined;
import dev.caisse.connectors.DeclineCode;

/// How the sandbox words its refusals, for the merchant to read.
final class Refusals {
    private Refusals() {}

    static Declined of(DeclineCode code) {
        return new Declined(code, message(code), advice(code));
    }

    private static String message(DeclineCode code) {
        return switch (code) {
            case INSUFFICIENT_FUNDS -> "The card has insufficient funds.";
            case LOST_CARD -> "The card was reported lost.";
            case STOLEN_CARD -> "The card was reported stolen.";
            case CARD_VELOCITY_EXCEEDED -> "The card has been used too often or for too much lately.";
            case FRAUDULENT -> "The payment was stopped as a likely fraud before the payer's bank was asked.";
            case TESTMODE_DECLINE -> "Test mode takes test cards only, and not this one.";
            case AUTHENTICATION_REQUIRED -> "The payer's bank wants the payer to authenticate this payment.";
            case AUTHENTICATION_FAILED -> "The payer could not be authenticated.";
            case EXPIRED_CARD -> "The card has expired.";
            case INCORRECT_CVC -> "The card's security code is incorrect.";
            case INCORRECT_NUMBER -> "The card number is incorrect.";
            case INVALID_CVC -> "The card's security code is invalid.";
            case INVALID_EXPIRY_MONTH -> "The card's expiry month is invalid.";
            case INVALID_EXPIRY_YEAR -> "The card's expiry year is invalid.";
            case PROCESSING_ERROR -> "The payer's bank could not process the card.";
            case PARTIAL_APPROVAL -> "The payer's bank approved a part of the amount only.";
            case ALREADY_CANCELED -> "The payment was canceled; nothing will move under it.";
            case TOO_LATE -> "The payment has been captured already.";
            case CHARGE_DISPUTED -> "The payer's bank has this money already, because of a dispute.";
            case NOT_CANCELLABLE -> "The payment may still go through and cannot be canceled now.";
            case PROVIDER_DECLINE -> "The provider declined the payment.";
            case PAYMENT_EXPIRED -> "The payer did not pay in time.";
            case PAYER_GAVE_UP -> "The payer chose to pay in another way.";
            case DEBIT_NOT_AUTHORIZED -> "The account could not be debited.";
            case GENERIC_DECLINE -> "The payer's bank declined the card.";
        };
    }

    private static Advice advice(DeclineCode code) {
        return switch (code) {
            case INSUFFICIENT_FUNDS,
                    CARD_VELOCITY_EXCEEDED,
                    PROCESSING_ERROR,
                    NOT_CANCELLABLE,
                    PROVIDER_DECLINE,
                    PAYMENT_EXPIRED,
                    PAYER_GAVE_UP,
                    GENERIC_DECLINE -> Advice.TRY_AGAIN_LATER;
            case EXPIRED_CARD,
                    INCORRECT_CVC,
                    INCORRECT_NUMBER,
                    INVALID_CVC,
                    INVALID_EXPIRY_MONTH,
                    INVALID_EXPIRY_YEAR,
                    AUTHENTICATION_REQUIRED,
                    AUTHENTICATION_FAILED -> Advice.CONFIRM_CARD_DATA;
            case LOST_CARD,
                    STOLEN_CARD,
                    FRAUDULENT,
                    TESTMODE_DECLINE,
                    PARTIAL_APPROVAL,
                    DEBIT_NOT_AUTHORIZED,
                    ALREADY_CANCELED,
                    TOO_LATE,
                    CHARGE_DISPUTED -> Advice.DO_NOT_TRY_AGAIN;
        };
    }
}
