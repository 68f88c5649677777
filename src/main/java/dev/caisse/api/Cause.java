package dev.caisse.api;

import java.util.Optional;

/// What made something happen: a request, or nobody (a worker). Events carry it.
///
/// @param keyed the request's idempotency key, and what makes the request the same as another
public record Cause(Optional<String> requestId, Optional<Keyed> keyed) {
    public static final Cause WORKER = new Cause(Optional.empty(), Optional.empty());

    /// An idempotency key and the fingerprint of the request it came with.
    public record Keyed(String key, byte[] fingerprint) {}

    public Optional<String> idempotencyKey() {
        return keyed.map(Keyed::key);
    }
}
