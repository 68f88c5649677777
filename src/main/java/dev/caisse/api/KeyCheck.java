package dev.caisse.api;

import dev.caisse.platform.ids.Timeline;
import java.util.Optional;

/// Knows which key belongs to whom. Implemented by accounts.
@FunctionalInterface
public interface KeyCheck {

    /// Empty when there is no such key, or it is no longer valid.
    Optional<Holder> holder(String key);

    /// @param key the key's number, which is no secret
    /// @param timeline by which clock it lives, as it is now
    record Holder(Tenant tenant, boolean isSecret, long key, Timeline timeline) {}
}
