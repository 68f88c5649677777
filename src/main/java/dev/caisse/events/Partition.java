package dev.caisse.events;

import dev.caisse.platform.ids.Snowflake;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The part of a table that has one day's rows, in UTC.
record Partition(String table, LocalDate day) {

    /// How long to wait for a lock on the table that everybody writes to: while one is waited for, all of them wait
    /// behind it, and group commit gives up after two seconds. What could not be done is tried again next round.
    static final String PATIENCE = "set local lock_timeout = '200ms'";

    /// Taken first by whoever changes partitions, so that of several nodes one does.
    static final long LOCK = 0xCA155E0002L;

    static Partition at(String table, long ms) {
        return new Partition(table, LocalDate.ofInstant(Instant.ofEpochMilli(ms), ZoneOffset.UTC));
    }

    /// Reads a [#name].
    static Partition named(String table, String name) {
        return new Partition(
                table, LocalDate.parse(name.substring(table.length() + 1), DateTimeFormatter.BASIC_ISO_DATE));
    }

    Partition plusDays(int days) {
        return new Partition(table, day.plusDays(days));
    }

    String name() {
        return table + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    long firstId() {
        return Snowflake.firstAt(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
    }

    /// The first id that is too young for it.
    long endId() {
        return plusDays(1).firstId();
    }
}
