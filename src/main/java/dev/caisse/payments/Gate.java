package dev.caisse.payments;

import dev.caisse.platform.db.Tx;

/// What a caller has to check, and may note, at the moment an intent is confirmed: inside *intend*, with the intent
/// locked. Throws to stop it; then nothing was written.
@FunctionalInterface
public interface Gate {
    void pass(Tx tx, PaymentIntent intent);
}
