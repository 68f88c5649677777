package dev.caisse.payments;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something happened that should not have, and people have to look: an error in the log, a counter, and a warning in
/// the readiness answer. Stops nothing.
public final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);

    private final AtomicLong count = new AtomicLong();

    public void raise(String what) {
        count.incrementAndGet();
        LOG.error("ALARM {}", what);
    }

    /// How often since this process started.
    public long count() {
        return count.get();
    }
}
