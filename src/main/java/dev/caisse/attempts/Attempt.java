package dev.caisse.attempts;

import dev.caisse.connectors.Call;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// One call to the outside: written before the call, closed with its final answer. Open as long as nobody knows.
///
/// @param deadlineMs when we stop waiting; nobody else may look before
public record Attempt(long id, long intent, Operation operation, String connector, Money amount, long deadlineMs) {

    /// What was asked of the outside.
    public enum Operation {
        AUTHENTICATE,
        AUTHORIZE,
        CAPTURE,
        CANCEL
    }

    /// How an attempt ended. What is not final leaves it open.
    public enum Outcome {
        APPROVED,
        DECLINED,
        CANCELED
    }

    /// What the connector knows this operation by; new for every one.
    public String reference() {
        return Long.toString(id);
    }

    public Call asCall() {
        return new Call(reference(), Optional.empty(), deadlineMs);
    }
}
