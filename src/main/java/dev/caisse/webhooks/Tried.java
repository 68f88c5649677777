package dev.caisse.webhooks;

import dev.caisse.webhooks.Delivery.Try;
import java.util.Optional;

/// What came of a claimed delivery, to be recorded.
///
/// @param call what was heard; empty when nobody was called, because nobody is to hear of it any more
record Tried(DueDelivery due, Optional<Try> call) {

    static Tried canceled(DueDelivery due) {
        return new Tried(due, Optional.empty());
    }

    boolean isSuccess() {
        return call.isPresent() && call.get().error().isEmpty();
    }

    boolean isFailure() {
        return call.isPresent() && call.get().error().isPresent();
    }
}
