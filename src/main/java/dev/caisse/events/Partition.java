package dev.caisse.events;

import dev.caisse.platform.ids.Snowflake;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The part of the events table that has one day's events, in UTC.
record Partition(LocalDate day) {
    private static final String BEFORE_DAY = "events_";

    /// How long to wait for a lock on the table that everybody writes to: while one is waited for, all of them wait
    /// behind it. What could not be done in that time is tried again at the worker's next round.
    static final String PATIENCE = "set local lock_timeout = '200ms'";

    /// Taken first by whoever changes partitions, so that of several nodes one does.
    static final long LOCK = 0xCA155E0002L;

    static Partition at(long ms) {
        return new Partition(LocalDate.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC));
    }

    /// Reads a [#name].
    static Partition named(String name) {
        return new Partition(LocalDate.parse(name.substring(BEFORE_DAY.length()), DateTimeFormatter.BASIC_ISO_DATE));
    }

    Partition plusDays(int days) {
        return new Partition(day.plusDays(days));
    }

    String name() {
        return BEFORE_DAY + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    long firstId() {
        return Snowflake.firstAt(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    }

    /// The first id that is too young for it.
    long endId() {
        return plusDays(1).firstId();
    }
}
