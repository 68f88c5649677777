package dev.caisse.setup;

import dev.caisse.api.Caller;
import dev.caisse.platform.db.Tx;

/// Hears of every answer that was recorded for a setup intent, inside the transaction that records it and with the
/// intent locked. Implemented by checkout, which moves its session.
@FunctionalInterface
public interface SetupSettlement {
    void settled(Tx tx, Caller caller, SetupIntent intent);
}
