package dev.caisse.events;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Drops the partitions whose events are all old enough. Never one that holds an event which was not fanned out yet:
/// that
/// is still to be delivered, however old it is.
public final class ForgetEvents {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetEvents.class);
    private static final int AT_ONCE = 1000;

    private final Db db;
    private final Clock clock;
    private final Duration kept;

    public ForgetEvents(Db db, Clock clock, Duration kept) {
        this.db = db;
        this.clock = clock;
        this.kept = kept;
    }

    /// Safe to run at any time, on any number of nodes.
    public void run() {
        long firstKept = Snowflake.firstAt(clock.nowMs() - kept.toMillis());
        boolean goesOn = true;
        for (var partition : partitions()) {
            goesOn = goesOn && (partition.endId() > firstKept || dropIfPossible(partition));
        }
        while (deleteFromDefault(firstKept) == AT_ONCE) {
            // until nothing old is left
        }
    }

    /// @return false when somebody holds the table, such as a backup, and so the next could not be dropped either
    private boolean dropIfPossible(Partition partition) {
        try {
            if (!exists(db, partition)) {
                return true;
            }
            if (isWaitedFor(db, partition)) {
                LOG.warn("the events of {} are kept: some of them were not fanned out yet", partition.day());
            } else if (drop(partition)) {
                LOG.info("the events of {} were old enough and are dropped", partition.day());
            }
            return true;
        } catch (DbFailure e) {
            LOG.warn("the events of {} could not be dropped now: {}", partition.day(), e.getMessage());
            return !e.isBlocked();
        }
    }

    /// Looks again when nobody else can write or fan out any more.
    private boolean drop(Partition partition) {
        return db.inTransaction(tx -> {
            tx.run(Partition.PATIENCE);
            tx.one(_ -> true, "select pg_advisory_xact_lock(?)", Partition.LOCK);
            tx.run("lock table only events in access exclusive mode");
            if (!exists(tx, partition) || isWaitedFor(tx, partition)) {
                return false;
            }
            tx.run("drop table " + partition.name());
            return true;
        });
    }

    private List<Partition> partitions() {
        return db.all(row -> Partition.named(row.text("relname")), """
                select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'events'::regclass and c.relname ~ '^events_[0-9]{8}$'
                 order by c.relname
                """);
    }

    private static boolean exists(Sql sql, Partition partition) {
        return sql.one(_ -> true, "select 1 where to_regclass(?) is not null", partition.name())
                .isPresent();
    }

    private static boolean isWaitedFor(Sql sql, Partition partition) {
        return sql.one(_ -> true, "select 1 from " + partition.name() + " where fanned_out is null limit 1")
                .isPresent();
    }

    /// What came when its day had no partition.
    private int deleteFromDefault(long firstKept) {
        return db.run("""
                delete from events_default where ctid = any (array(
                  select ctid from events_default where id < ? and fanned_out limit ? for update skip locked))
                """, firstKept, AT_ONCE);
    }

    /// How often to look.
    public static Duration pause() {
        return Duration.ofHours(1);
    }
}
