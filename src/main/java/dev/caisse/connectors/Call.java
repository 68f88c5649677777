package dev.caisse.connectors;

import java.util.Optional;

/// One operation at a connector: its own reference, committed before the call; what it acts on, if anything; and when
/// we stop waiting, in wall-clock milliseconds.
public record Call(String reference, Optional<Original> original, long deadlineMs) {

    /// An earlier authorisation: our reference for it, and the acquirer's where it gave one.
    public record Original(String reference, Optional<String> acquirerReference) {}
}
