package dev.caisse.api;

import dev.caisse.platform.ids.Snowflake;
import dev.caisse.platform.ids.Timeline;

/// A time in a view: wall-clock milliseconds. Each dialect writes it its own way.
///
/// @param id the object of which it is the making, for whoever writes it by its tenant's clock; 0 of any other time
public record Millis(long ms, long id) {
    public Millis(long ms) {
        this(ms, 0);
    }

    /// When the object with this id was made: `created`.
    public static Millis made(long id) {
        return new Millis(Snowflake.createdMs(id), id);
    }

    /// As a tenant's clock had it.
    public long by(Timeline timeline) {
        return id == 0 ? ms : timeline.createdMs(id);
    }
}
