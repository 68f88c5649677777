package dev.caisse.platform.ids;

/// How time and node stand in an id: 41 bits of milliseconds since Twitter's epoch, 10 bits of node, 12 of sequence.
public final class Snowflake {
    static final long EPOCH_MS = 1_288_834_974_657L;
    static final int MAX_SEQUENCE = 4095;
    private static final long LAST_TIME = (1L << 41) - 1;
    private static final int TIME_SHIFT = 22;
    private static final int NODE_SHIFT = 12;

    private Snowflake() {}

    static long of(long ms, int node, int sequence) {
        return ((ms - EPOCH_MS) << TIME_SHIFT) | ((long) node << NODE_SHIFT) | sequence;
    }

    /// The exact millisecond in which the id was made.
    public static long ms(long id) {
        return (id >> TIME_SHIFT) + EPOCH_MS;
    }

    /// `created` as the API shows it: the id's time, rounded half-up to a whole second, in milliseconds.
    public static long createdMs(long id) {
        return roundedMs(ms(id));
    }

    /// A millisecond rounded half-up to a whole second.
    public static long roundedMs(long ms) {
        return Math.floorDiv(ms + 500, 1000) * 1000;
    }

    /// The smallest id whose `created` is at least this; the other end of every filter on `created`.
    public static long firstCreatedAt(long createdMs) {
        long second = Math.ceilDiv(createdMs, 1000L) * 1000;
        return firstAt(second - 500);
    }

    /// The smallest id that can be made in a millisecond or later; times that no id can have are the ends of the range.
    public static long firstAt(long ms) {
        return ms - EPOCH_MS > LAST_TIME ? Long.MAX_VALUE : Math.max(0, ms - EPOCH_MS) << TIME_SHIFT;
    }
}
