package dev.caisse.api;

import java.util.Optional;

/// What made something happen: a request, or nobody (a worker). Events carry it.
public record Cause(Optional<String> requestId, Optional<String> idempotencyKey) {
    public static final Cause WORKER = new Cause(Optional.empty(), Optional.empty());
}
