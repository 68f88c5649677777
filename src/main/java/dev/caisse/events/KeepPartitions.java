package dev.caisse.events;

import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the partitions of the events table, a day each, for the days to come.
public final class KeepPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(KeepPartitions.class);
    private static final int DAYS_AHEAD = 7;
    private static final long LOCK = 0xCA155E0002L;

    private final Db db;
    private final Clock clock;

    public KeepPartitions(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    /// Safe to run at any time, on any number of nodes.
    public void run() {
        var today = LocalDate.ofInstant(Instant.ofEpochMilli(clock.nowMs()), ZoneOffset.UTC);
        for (int day = 0; day <= DAYS_AHEAD; day++) {
            makeIfPossible(today.plusDays(day));
        }
    }

    /// A day that cannot be made goes to the default partition; nothing waits for it.
    private void makeIfPossible(LocalDate day) {
        try {
            make(day);
        } catch (DbFailure e) {
            LOG.error("the partition of events for {} could not be made: {}", day, e.getMessage());
        }
    }

    private void make(LocalDate day) {
        var name = "events_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
        if (db.one(_ -> true, "select 1 where to_regclass(?) is null", name).isEmpty()) {
            return;
        }
        db.inTransaction(tx -> {
            tx.one(_ -> true, "select pg_advisory_xact_lock(?)", LOCK);
            return tx.run("create table if not exists %s partition of events for values from (%d) to (%d)"
                    .formatted(name, firstId(day), firstId(day.plusDays(1))));
        });
    }

    private static long firstId(LocalDate day) {
        return Snowflake.firstAt(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    }

    /// How often to look.
    public static Duration pause() {
        return Duration.ofHours(1);
    }
}
