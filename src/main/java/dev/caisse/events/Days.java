package dev.caisse.events;

/// A table with a partition for each day of its ids, and a default one as a net.
///
/// @param table its name
/// @param id the column by which it is partitioned
/// @param isWaitedFor SQL that says of a row that it must not be dropped yet, however old it is
public record Days(String table, String id, String isWaitedFor) {
    public static final Days OF_EVENTS = new Days("events", "id", "fanned_out is null");
}
