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

/// Drops the partitions whose rows are all old enough. Never one with a row that is still waited for, such as an event
/// that was not fanned out yet.
public final class ForgetDays {
    private static final Logger LOG = LoggerFactory.getLogger(ForgetDays.class);
    private static final int AT_ONCE = 1000;

    private final Db db;
    private final Clock clock;
    private final Duration kept;
    private final Days days;

    public ForgetDays(Db db, Clock clock, Duration kept, Days days) {
        this.db = db;
        this.clock = clock;
        this.kept = kept;
        this.days = days;
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
                LOG.warn("{} is kept: some of it is still waited for", partition.name());
            } else if (drop(partition)) {
                LOG.info("{} was old enough and is dropped", partition.name());
            }
            return true;
        } catch (DbFailure e) {
            LOG.warn("{} could not be dropped now: {}", partition.name(), e.getMessage());
            return !e.isBlocked();
        }
    }

    /// Looks again when nobody else can write or fan out any more.
    private boolean drop(Partition partition) {
        return db.inTransaction(tx -> {
            tx.run(Partition.PATIENCE);
            tx.one(_ -> true, "select pg_advisory_xact_lock(?)", Partition.LOCK);
            tx.run("lock table only " + days.table() + " in access exclusive mode");
            if (!exists(tx, partition) || isWaitedFor(tx, partition)) {
                return false;
            }
            tx.run("drop table " + partition.name());
            return true;
        });
    }

    private List<Partition> partitions() {
        return db.all(row -> Partition.named(days.table(), row.text("relname")), """
                select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = to_regclass(?) and c.relname ~ '_[0-9]{8}$'
                 order by c.relname
                """, days.table());
    }

    private static boolean exists(Sql sql, Partition partition) {
        return sql.one(_ -> true, "select 1 where to_regclass(?) is not null", partition.name())
                .isPresent();
    }

    private boolean isWaitedFor(Sql sql, Partition partition) {
        return sql.one(_ -> true, "select 1 from " + partition.name() + " where " + days.isWaitedFor() + " limit 1")
                .isPresent();
    }

    /// What came when its day had no partition.
    private int deleteFromDefault(long firstKept) {
        return db.run("""
                delete from %1$s_default where ctid = any (array(
                  select ctid from %1$s_default where %2$s < ? and not (%3$s) limit ? for update skip locked))
                """.formatted(days.table(), days.id(), days.isWaitedFor()), firstKept, AT_ONCE);
    }

    /// How often to look.
    public static Duration pause() {
        return Duration.ofHours(1);
    }
}
