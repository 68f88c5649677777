package dev.caisse.api;

import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Timeline;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Which part of a list is asked for: a range of ids, open at both ends, a direction and a limit. Pages and filters on
/// `created` both come down to this, because ids are times.
public record Slice(long above, long below, boolean isBackwards, int limit) {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 100;

    /// Reads `limit`, `starting_after`, `ending_before` and `created`.
    public static Slice read(Params params, Prefix prefix) {
        return position(params, prefix).created(params);
    }

    /// Reads `limit`, `starting_after` and `ending_before`, for objects that have no `created`.
    public static Slice position(Params params, Prefix prefix) {
        return position(params, params.id("starting_after", prefix), params.id("ending_before", prefix));
    }

    private static Slice position(Params params, Optional<Long> after, Optional<Long> before) {
        int limit = (int) (long) params.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
        if (after.isPresent() && before.isPresent()) {
            throw Refusal.invalid("ending_before", "cannot be combined with starting_after: pass one of the two");
        }
        return new Slice(before.orElse(0L), after.orElse(Long.MAX_VALUE), before.isPresent(), limit);
    }

    /// Reads `limit` and `created`, between objects that the caller has found.
    public static Slice between(Params params, Optional<Long> after, Optional<Long> before) {
        return position(params, after, before).created(params);
    }

    /// Reads `limit` and `page`, which is what the page before said of the next one.
    public static Slice ofSearch(Params params, Prefix prefix) {
        int limit = (int) (long) params.integer("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
        return new Slice(0, params.id("page", prefix).orElse(Long.MAX_VALUE), false, limit);
    }

    /// For the statement: newest first, or oldest first when the page before an id is asked.
    public String order() {
        return isBackwards ? "asc" : "desc";
    }

    /// For the statement: one more than asked, which tells whether there is more.
    public int fetch() {
        return limit + 1;
    }

    /// What was fetched, cut to the limit and put newest first.
    public <T> Page<T> page(List<T> fetched) {
        var items = fetched.subList(0, Math.min(limit, fetched.size()));
        return new Page<>(isBackwards ? items.reversed() : items, fetched.size() > limit);
    }

    private Slice created(Params params) {
        var timeline = params.dialect().timeline();
        if (!params.isObject("created")) {
            return params.timeMs("created")
                    .map(ms -> from(ms, timeline).until(ms + 1, timeline))
                    .orElse(this);
        }
        var range = params.object("created").orElseThrow();
        var slice = range.timeMs("gte").map(ms -> from(ms, timeline)).orElse(this);
        slice = range.timeMs("gt").map(ms -> ms + 1).map(from(slice, timeline)).orElse(slice);
        slice = range.timeMs("lte")
                .map(ms -> ms + 1)
                .map(until(slice, timeline))
                .orElse(slice);
        slice = range.timeMs("lt").map(until(slice, timeline)).orElse(slice);
        range.refuseUnknown();
        return slice;
    }

    /// The part that was created so.
    Slice within(SearchQuery.Comparison comparison, long createdMs, Timeline timeline) {
        // Far enough from both ends of time that nothing overflows.
        long ms = Math.clamp(createdMs, 0, 1L << 41);
        return switch (comparison) {
            case EQUAL -> from(ms, timeline).until(ms + 1, timeline);
            case MORE -> from(ms + 1, timeline);
            case AT_LEAST -> from(ms, timeline);
            case LESS -> until(ms, timeline);
            case AT_MOST -> until(ms + 1, timeline);
            case CONTAINS -> this;
        };
    }

    private static Function<Long, Slice> from(Slice slice, Timeline timeline) {
        return ms -> slice.from(ms, timeline);
    }

    private static Function<Long, Slice> until(Slice slice, Timeline timeline) {
        return ms -> slice.until(ms, timeline);
    }

    private Slice from(long createdMs, Timeline timeline) {
        return new Slice(Math.max(above, timeline.firstCreatedAt(createdMs) - 1), below, isBackwards, limit);
    }

    private Slice until(long createdMs, Timeline timeline) {
        return new Slice(above, Math.min(below, timeline.firstCreatedAt(createdMs)), isBackwards, limit);
    }
}
