package dev.caisse.events;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the partitions of a table, a day each, for the days to come.
public final class KeepPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(KeepPartitions.class);
    private static final int DAYS_AHEAD = 7;

    private final Db db;
    private final Clock clock;
    private final Days days;

    public KeepPartitions(Db db, Clock clock, Days days) {
        this.db = db;
        this.clock = clock;
        this.days = days;
    }

    /// Safe to run at any time, on any number of nodes.
    public void run() {
        var today = Partition.at(days.table(), clock.nowMs());
        boolean goesOn = true;
        for (int day = 0; day <= DAYS_AHEAD && goesOn; day++) {
            goesOn = makeIfPossible(today.plusDays(day));
        }
    }

    /// A day that cannot be made goes to the default partition; nothing waits for it.
    ///
    /// @return false when somebody holds the table, and so the next day could not be made either
    private boolean makeIfPossible(Partition partition) {
        try {
            make(partition);
            return true;
        } catch (DbFailure e) {
            LOG.error("the partition {} could not be made: {}", partition.name(), e.getMessage());
            return !e.isBlocked();
        }
    }

    private void make(Partition partition) {
        if (db.one(_ -> true, "select 1 where to_regclass(?) is null", partition.name())
                .isEmpty()) {
            return;
        }
        db.inTransaction(tx -> {
            tx.run(Partition.PATIENCE);
            tx.one(_ -> true, "select pg_advisory_xact_lock(?)", Partition.LOCK);
            return tx.run("create table if not exists %s partition of %s for values from (%d) to (%d)"
                    .formatted(partition.name(), days.table(), partition.firstId(), partition.endId()));
        });
    }

    /// How often to look.
    public static Duration pause() {
        return Duration.ofHours(1);
    }
}
