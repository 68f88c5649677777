package dev.caisse.api;

import java.util.Optional;

/// What made something happen: a request, or nobody (a worker). Events carry it.
///
/// @param keyed the request's idempotency key, and what makes the request the same as another
public record Cause(Optional<String> requestId, Optional<Keyed> keyed) {
    public static final Cause WORKER = new Cause(Optional.empty(), Optional.empty());

    /// An idempotency key, the fingerprint of the request it came with, and the dialect in which that is answered.
    public record Keyed(String key, byte[] fingerprint, Dialect dialect) {}

    /// Whether the answer shows more than the view that is answered with.
    public boolean isAskedForMore() {
        return keyed.filter(request -> request.dialect().brings()).isPresent();
    }

    Cause answeredWithHeld() {
        return new Cause(
                requestId,
                keyed.map(request ->
                        new Keyed(request.key(), request.fingerprint(), new HeldDialect(request.dialect()))));
    }

    public Optional<String> idempotencyKey() {
        return keyed.map(Keyed::key);
    }
}
