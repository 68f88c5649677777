package dev.caisse.payments;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Optional;

/// Why a payment did not go through, as `last_payment_error` shows it.
///
/// @param charge the charge that failed, where a connector was reached
public record PaymentError(DeclineCode code, String message, Optional<Long> method, Optional<Long> charge) {

    public static PaymentError neverArrived(Optional<Long> method) {
        return new PaymentError(
                DeclineCode.PROCESSING_ERROR,
                "The payment did not reach the bank. Nothing was charged; it can be tried again.",
                method,
                Optional.empty());
    }

    public static PaymentError of(Answer.Declined declined, Optional<Long> method, Optional<Long> charge) {
        return new PaymentError(declined.code(), declined.message(), method, charge);
    }

    /// Reads what [#jsonb] wrote.
    public static PaymentError read(String json) {
        var map = Json.readObject(json);
        return new PaymentError(
                DeclineCode.valueOf((String) map.get("code")),
                (String) map.get("message"),
                Optional.ofNullable(map.get("method")).map(number -> Long.parseLong(number.toString())),
                Optional.ofNullable(map.get("charge")).map(number -> Long.parseLong(number.toString())));
    }

    public Jsonb jsonb() {
        var json = new JsonWriter().beginObject();
        json.name("code").text(code.name());
        json.name("message").text(message);
        json.name("method").tree(method.orElse(null));
        json.name("charge").tree(charge.orElse(null));
        return new Jsonb(json.endObject().text());
    }
}
