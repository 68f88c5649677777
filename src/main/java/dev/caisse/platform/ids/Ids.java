package dev.caisse.platform.ids;

import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// Makes ids: increasing on this node, unique on all of them, because only the holder of a leased node number makes
/// any. Refuses rather than repeat: without a valid lease, or when the clock stepped back by more than a second.
public final class Ids {
    /// For so long a clock that stepped back is waited for.
    static final long PATIENCE_MS = 1000;

    private final Clock clock;
    private final NodeLease lease;
    private long lastMs;
    private int sequence;

    public Ids(Clock clock, NodeLease lease) {
        this.clock = clock;
        this.lease = lease;
    }

    /// @throws IdsUnavailable when no id can be made safely now; nothing was used up
    public synchronized long next() {
        var held = lease.held();
        long ms = Math.max(notBefore(Math.max(lastMs, held.afterMs() + 1)), lastMs);
        if (ms == lastMs && sequence == Snowflake.MAX_SEQUENCE) {
            ms = notBefore(lastMs + 1);
        }
        if (ms > held.untilMs()) {
            throw new IdsUnavailable("The clock of this machine is ahead of this node's lease.");
        }
        sequence = ms == lastMs ? sequence + 1 : 0;
        lastMs = ms;
        lease.used(ms);
        return Snowflake.of(ms, held.node(), sequence);
    }

    /// Now, or a little later: waits up to a second for a clock that stepped back.
    private long notBefore(long ms) {
        long waited = 0;
        while (clock.nowMs() < ms) {
            if (ms - clock.nowMs() > PATIENCE_MS || waited > PATIENCE_MS) {
                throw new IdsUnavailable("The clock of this machine stepped back; ids wait until it has caught up.");
            }
            clock.sleep(Duration.ofMillis(1));
            waited++;
        }
        return clock.nowMs();
    }
}
