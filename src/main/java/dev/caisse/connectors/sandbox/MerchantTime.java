package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call.Merchant;
import dev.caisse.platform.time.Clock;
import java.util.Optional;

/// What time it is for a merchant: real time, but for those that live by a clock of their own, whose account begins
/// with
/// a minus. Whoever has such merchants says what their clocks show.
@FunctionalInterface
public interface MerchantTime {
    long nowMs(Optional<Merchant> merchant);

    /// The same time for everybody.
    static MerchantTime real(Clock clock) {
        return _ -> clock.nowMs();
    }
}
