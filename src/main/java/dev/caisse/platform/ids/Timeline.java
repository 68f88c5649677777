package dev.caisse.platform.ids;

import java.util.Arrays;

/// What an account's clock showed when an id was made. Ids keep real time; where an account has a clock that is set by
/// hand, this is the list of its settings, each with the first id that was made after it. Never changes.
public final class Timeline {
    /// Of accounts that live by real time: an id was made when it says so.
    public static final Timeline REAL = new Timeline(new long[0], new long[0]);

    private final long[] since;
    private final long[] shown;

    private Timeline(long[] since, long[] shown) {
        this.since = since;
        this.shown = shown;
    }

    /// @param since the first id made after each setting, in order; everything before the first counts as after it
    /// @param shownMs what the clock was set to, never earlier than before
    public static Timeline of(long[] since, long[] shownMs) {
        if (since.length == 0 || since.length != shownMs.length) {
            throw new IllegalArgumentException("a clock was set once at least, and each time to something");
        }
        return new Timeline(since.clone(), shownMs.clone());
    }

    /// The millisecond in which an id was made, by this clock.
    public long ms(long id) {
        if (shown.length == 0) {
            return Snowflake.ms(id);
        }
        int found = Arrays.binarySearch(since, id);
        return shown[Math.max(0, found >= 0 ? found : -found - 2)];
    }

    /// `created` as the API shows it: rounded half-up to a whole second, in milliseconds.
    public long createdMs(long id) {
        return Snowflake.roundedMs(ms(id));
    }

    /// The smallest id whose `created` is at least this.
    public long firstCreatedAt(long createdMs) {
        if (shown.length == 0) {
            return Snowflake.firstCreatedAt(createdMs);
        }
        for (int i = 0; i < shown.length; i++) {
            if (Snowflake.roundedMs(shown[i]) >= createdMs) {
                return i == 0 ? 0 : since[i];
            }
        }
        return Long.MAX_VALUE;
    }
}
