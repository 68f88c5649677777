package dev.caisse.payments;

import dev.caisse.platform.db.Tx;

/// Finds and locks, or makes, the intent that is to be confirmed, inside *intend* and with the caller's own checks.
/// Throws
/// to stop it; then nothing was written.
@FunctionalInterface
public interface WhichIntent {
    PaymentIntent in(Tx tx);
}
