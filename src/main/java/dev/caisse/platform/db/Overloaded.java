package dev.caisse.platform.db;

/// Nothing was written, and the same request may be sent again a little later: too many wait already, or have waited
/// too long, or this node is stopping.
public final class Overloaded extends RuntimeException {

    Overloaded(String message) {
        super(message, null, false, false);
    }
}
