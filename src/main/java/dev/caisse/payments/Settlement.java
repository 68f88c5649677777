package dev.caisse.payments;

import dev.caisse.api.Caller;
import dev.caisse.platform.db.Tx;

/// Hears of every answer that was recorded for an intent, inside the transaction that records it and with the intent
/// locked. Implemented by checkout, which moves its session.
@FunctionalInterface
public interface Settlement {
    void settled(Tx tx, Caller caller, PaymentIntent intent);

    /// Both, this one first.
    default Settlement then(Settlement next) {
        return (tx, caller, intent) -> {
            settled(tx, caller, intent);
            next.settled(tx, caller, intent);
        };
    }
}
