package dev.caisse.api;

import dev.caisse.platform.limits.RateLimit;

/// How fast one key may ask this node, by its mode.
public record Throttle(RateLimit live, RateLimit test) {

    /// @throws Refusal 429 when this key asks too fast
    void admit(KeyCheck.Holder holder) {
        var limit = holder.tenant().live() ? live : test;
        if (!limit.allows(holder.key())) {
            throw Refusal.rateLimited();
        }
    }
}
