package dev.caisse.accounts;

import dev.caisse.api.Millis;
import dev.caisse.clocks.TestClock;
import dev.caisse.clocks.TestClock.State;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;

/// A test clock as the API shows it. Field order is the order in the response. When it was made and when its account is
/// over are real times; only what it shows is its own.
record TestClockView(
        String id,
        String object,
        Millis created,
        Millis deletesAfter,
        Millis frozenTime,
        boolean livemode,
        String name,
        String status,
        DetailsView statusDetails) {

    record DetailsView(AdvancingView advancing) {}

    record AdvancingView(Millis targetFrozenTime) {}

    /// What is left of one after its account is over.
    record Deleted(String id, String object, boolean deleted) {}

    static TestClockView of(TestClock clock) {
        var advancing =
                clock.state() instanceof State.Advancing to ? new AdvancingView(new Millis(to.targetMs())) : null;
        return new TestClockView(
                Prefix.TEST_CLOCK.id(clock.id()),
                "test_helpers.test_clock",
                new Millis(Snowflake.createdMs(clock.id())),
                new Millis(clock.deletesAfterMs()),
                new Millis(clock.frozenMs()),
                false,
                clock.name().orElse(null),
                clock.state().status(),
                new DetailsView(advancing));
    }

    static Deleted deleted(TestClock clock) {
        return new Deleted(Prefix.TEST_CLOCK.id(clock.id()), "test_helpers.test_clock", true);
    }
}
