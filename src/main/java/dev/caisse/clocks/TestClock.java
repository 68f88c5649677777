package dev.caisse.clocks;

import dev.caisse.api.Refusal;
import dev.caisse.api.Tenant;
import java.time.Duration;
import java.util.Optional;

/// The clock by which a throw-away account lives. It stands still until it is told to go forward, and while it goes,
/// everything that becomes due on the way is done.
///
/// @param frozenMs what it shows
/// @param stepId since which id it shows that
/// @param madeBy the account that asked for it
/// @param deletesAfterMs until when the account can be used, by real time
public record TestClock(
        Tenant tenant,
        long id,
        Optional<String> name,
        State state,
        long frozenMs,
        long stepId,
        long madeBy,
        long deletesAfterMs) {
    /// How far it goes at once.
    private static final Duration FARTHEST = Duration.ofDays(2 * 366);

    /// What a clock is doing.
    public sealed interface State {
        record Ready() implements State {}

        record Advancing(long targetMs, long movedMs) implements State {}

        /// Something that was due could not be done; it may be told to go on.
        record Failed() implements State {}

        /// Its account is over, and what was in it is kept and cannot be asked for.
        record Deleted() implements State {}

        default String status() {
            return switch (this) {
                case Ready _ -> "ready";
                case Advancing _ -> "advancing";
                case Failed _ -> "internal_failure";
                case Deleted _ -> "deleted";
            };
        }
    }

    /// @param nowMs by real time
    public boolean isOver(long nowMs) {
        return state instanceof State.Deleted || nowMs >= deletesAfterMs;
    }

    /// On its way to a later time.
    ///
    /// @param nowMs by real time
    public TestClock advance(long targetMs, long nowMs) {
        return switch (state) {
            case State.Ready _, State.Failed _ -> in(new State.Advancing(later(targetMs), nowMs));
            case State.Advancing _ ->
                throw Refusal.of(
                        400,
                        "test_clock_advancing",
                        null,
                        "This test clock is advancing already. Retrieve it until its status is ready, then advance it"
                                + " again.");
            case State.Deleted _ -> throw new IllegalStateException("a clock that is over goes nowhere");
        };
    }

    public TestClock in(State next) {
        return new TestClock(tenant, id, name, next, frozenMs, stepId, madeBy, deletesAfterMs);
    }

    TestClock at(long shownMs, long sinceId) {
        return new TestClock(tenant, id, name, state, shownMs, sinceId, madeBy, deletesAfterMs);
    }

    private long later(long targetMs) {
        if (targetMs <= frozenMs) {
            throw Refusal.invalid("frozen_time", "must be later than what the clock shows: it only goes forward");
        }
        if (targetMs > frozenMs + FARTHEST.toMillis()) {
            throw Refusal.invalid("frozen_time", "is more than two years ahead of the clock: advance it in steps");
        }
        return targetMs;
    }
}
