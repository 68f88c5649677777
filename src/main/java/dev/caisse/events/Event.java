package dev.caisse.events;

import java.util.Optional;

/// Something that happened, as it is kept: what changed is the view that it had then, without its secrets, and is read
/// back by [dev.caisse.api.Views].
///
/// @param shape of the kept view, and of what it was before
/// @param before of an update: the fields that changed, as they were
/// @param requestId empty when nobody's request caused it
public record Event(
        long id,
        String type,
        int shape,
        String object,
        Optional<String> before,
        Optional<String> requestId,
        Optional<String> idempotencyKey) {}
