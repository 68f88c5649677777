package dev.caisse.payments;

import dev.caisse.connectors.Answer.Risk;
import dev.caisse.customers.BillingDetails;
import dev.caisse.methods.CardDetails;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// The public face of an authorisation that reached a connector: what was paid, or why not.
///
/// @param captured how much of the amount was taken, in the smallest unit
/// @param card the card as it was then
public record Charge(
        long id,
        long intent,
        long attempt,
        Money amount,
        long captured,
        Optional<Failure> failure,
        Risk risk,
        long method,
        CardDetails card,
        BillingDetails billing) {

    /// Why it failed, in the API's words.
    public record Failure(String code, String declineCode, String message) {}

    public boolean isPaid() {
        return failure.isEmpty();
    }

    public String status() {
        return isPaid() ? "succeeded" : "failed";
    }
}
