package dev.caisse.setup;

import dev.caisse.platform.db.Tx;

/// Finds and locks, or makes, the setup intent that is to be confirmed, inside *intend* and with the caller's own
/// checks. Throws to stop it; then nothing was written.
@FunctionalInterface
public interface WhichSetup {
    SetupIntent in(Tx tx);
}
