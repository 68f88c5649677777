package dev.caisse.accounts;

import dev.caisse.api.Millis;
import dev.caisse.clocks.TestClock;
import dev.caisse.clocks.TestClock.State;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.ids.Snowflake;
import java.util.Map;

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
        Map<String, AdvancingView> statusDetails) {

    record AdvancingView(Millis targetFrozenTime) {}

    /// What is left of one after its account is over.
    record Deleted(String id, String object, boolean deleted) {}

    static TestClockView of(TestClock clock) {
        var details = clock.state() instanceof State.Advancing to
                ? Map.of("advancing", new AdvancingView(new Millis(to.targetMs())))
                : Map.<String, AdvancingView>of();
        return new TestClockView(
                Prefix.TEST_CLOCK.id(clock.id()),
                "test_helpers.test_clock",
                new Millis(Snowflake.createdMs(clock.id())),
                new Millis(clock.deletesAfterMs()),
                new Millis(clock.frozenMs()),
                false,
                clock.name().orElse(null),
                clock.state().status(),
                details);
    }

    static Deleted deleted(TestClock clock) {
        return new Deleted(Prefix.TEST_CLOCK.id(clock.id()), "test_helpers.test_clock", true);
    }
}
